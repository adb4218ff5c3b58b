import Taro from '@tarojs/taro'

/** Moves a chosen file to where it outlives the program. Answers its name there; `undefined`: there is no room. */
export function keepFile(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    Taro.getFileSystemManager().saveFile({
      tempFilePath: path,
      success: ({ savedFilePath }) => {
        resolve(savedFilePath)
      },
      fail: () => {
        resolve(undefined)
      },
    })
  })
}

/** Where a kept file can be shown and sent from; `undefined` where the phone has thrown it away. */
export function openFile(name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    Taro.getFileSystemManager().access({
      path: name,
      success: () => {
        resolve(name)
      },
      fail: () => {
        resolve(undefined)
      },
    })
  })
}

export function dropFile(name: string): void {
  // Gone already is as good.
  Taro.getFileSystemManager().removeSavedFile({ filePath: name, fail: () => undefined })
}
