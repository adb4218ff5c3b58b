import Taro from '@tarojs/taro'
import { compressPhoto } from './compress'

/** Lets the person choose or take photos, made small enough to send. Empty when they give up. */
export async function choosePhotos(most: number, from: 'camera' | 'album'): Promise<string[]> {
  try {
    const { tempFiles } = await Taro.chooseMedia({
      count: most,
      mediaType: ['image'],
      sizeType: ['compressed'],
      sourceType: [from],
    })
    return await Promise.all(tempFiles.slice(0, most).map((file) => compressPhoto(file.tempFilePath)))
  } catch {
    return []
  }
}
