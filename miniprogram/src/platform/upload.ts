import Taro from '@tarojs/taro'
import type { RawAnswer } from './types'

interface RawUpload {
  url: string
  filePath: string
  headers: Record<string, string>
  fields: Record<string, string>
  /** H5 only: WeChat sends the name of its temporary file. */
  fileName?: string
  /** Called with 0 to 100. */
  onProgress?: (percent: number) => void
}

/** Sends one file as the field `file`. Rejects only when no answer came. */
export function uploadRaw({
  url,
  filePath,
  headers,
  fields,
  fileName,
  onProgress,
}: RawUpload): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const task = Taro.uploadFile({
      url,
      filePath,
      name: 'file',
      header: headers,
      formData: fields,
      timeout: 60_000,
      ...(fileName === undefined ? {} : { fileName }),
      success: (answer) => {
        resolve({ status: answer.statusCode, text: answer.data })
      },
      fail: ({ errMsg }) => {
        reject(new Error(errMsg))
      },
    })
    // It is a promise besides, which nobody else waits for: `fail` has told already.
    void Promise.resolve<unknown>(task).catch(() => undefined)
    if (onProgress)
      task.progress((event) => {
        onProgress(event.progress)
      })
  })
}
