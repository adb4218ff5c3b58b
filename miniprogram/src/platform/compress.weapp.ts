import Taro from '@tarojs/taro'

/** A smaller copy of the photo; the photo itself where the phone cannot make one. */
export async function compressPhoto(path: string): Promise<string> {
  try {
    const { tempFilePath } = await Taro.compressImage({ src: path, quality: 75 })
    return tempFilePath
  } catch {
    return path
  }
}
