import Taro from '@tarojs/taro'

/** Reads a QR code with the camera; resolves with `undefined` when the person gives up. */
export const scanCode: (() => Promise<string | undefined>) | undefined = async () => {
  try {
    const { result, path } = (await Taro.scanCode({ onlyFromCamera: false })) as {
      result?: string
      path?: string
    }
    // A mini program code carries its page and scene in `path`.
    return path ?? result
  } catch {
    return undefined
  }
}
