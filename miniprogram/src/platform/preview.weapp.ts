import Taro from '@tarojs/taro'

/** Shows photos full screen. */
export async function previewPhotos(urls: string[], current: string): Promise<void> {
  await Taro.previewImage({ urls, current })
}
