import Taro from '@tarojs/taro'
import type { Recorder, Recording } from './types'

/** One recording of at most a minute, mp3. Rejects when the person refuses the microphone. */
export const recorder: Recorder | undefined = makeRecorder()

function makeRecorder(): Recorder {
  let manager: Taro.RecorderManager | undefined
  let onStop: ((recording: Recording) => void) | undefined
  let onFail: ((error: Error) => void) | undefined
  let finished: Recording | undefined

  // Made at the first use: its listeners cannot be removed, so there must be one.
  const prepare = () => {
    if (manager) return manager
    manager = Taro.getRecorderManager()
    manager.onStop(({ tempFilePath, duration }) => {
      finished = { path: tempFilePath, durationMs: duration }
      onStop?.(finished)
    })
    manager.onError(({ errMsg }) => onFail?.(new Error(errMsg)))
    return manager
  }

  return {
    start: async () => {
      finished = undefined
      await Taro.authorize({ scope: 'scope.record' })
      prepare().start({ duration: 60_000, format: 'mp3', sampleRate: 16_000, numberOfChannels: 1 })
    },
    stop: () =>
      new Promise((resolve, reject) => {
        // The minute may have ended it already.
        if (finished) {
          resolve(finished)
          return
        }
        onStop = resolve
        onFail = reject
        prepare().stop()
      }),
    cancel: () => {
      onStop = undefined
      manager?.stop()
    },
  }
}
