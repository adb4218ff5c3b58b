import Taro from '@tarojs/taro'

/** Taro's own viewer on H5; apart, because it brings all of Taro's components along. */
export async function showPhotos(urls: string[], current: string): Promise<void> {
  await Taro.previewImage({ urls, current })
}
