import Taro from '@tarojs/taro'
import type { PickedFile, RawDownload } from './types'

/** Lets the person choose one file of a chat with one of the endings; `undefined` when they give up. */
export async function chooseFile(endings: readonly string[]): Promise<PickedFile | undefined> {
  try {
    const { tempFiles } = await Taro.chooseMessageFile({ count: 1, type: 'file', extension: [...endings] })
    const file = tempFiles[0]
    return file && { path: file.path, name: file.name }
  } catch {
    return undefined
  }
}

/** Fetches a file; `path` is its address on this device. Rejects only when no answer came. */
export async function downloadRaw(url: string, headers: Record<string, string>): Promise<RawDownload> {
  const { statusCode: status, tempFilePath: path } = await Taro.downloadFile({ url, header: headers })
  if (status >= 200 && status < 300) return { status, text: '', path }
  return { status, text: Taro.getFileSystemManager().readFileSync(path, 'utf8') as string, path: '' }
}

/** Opens a sheet with WeChat's own reader; any other file goes into a chat of the person's choice. */
export async function saveFile(path: string, name: string): Promise<void> {
  if (name.endsWith('.xlsx')) await Taro.openDocument({ filePath: path, fileType: 'xlsx', showMenu: true })
  else await Taro.shareFileMessage({ filePath: path, fileName: name })
}

/** The mini program cannot show a page to print. */
export const openPage: ((path: string) => void) | undefined = undefined

/** Nor one that came as text. */
export const openHtml: ((html: string) => void) | undefined = undefined
