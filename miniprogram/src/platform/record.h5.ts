import type { Recorder, Recording } from './types'

const longestMs = 60_000

/** One recording of at most a minute; `undefined` where the browser cannot record (or the page is not https). */
export const recorder: Recorder | undefined = canRecord() ? makeRecorder() : undefined

function canRecord(): boolean {
  return 'MediaRecorder' in window && 'mediaDevices' in navigator
}

function makeRecorder(): Recorder {
  let media: MediaRecorder | undefined
  let startedAt = 0
  let ended: Promise<Recording> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const release = () => {
    clearTimeout(timer)
    media?.stream.getTracks().forEach((track) => {
      track.stop()
    })
  }
  const end = () => {
    if (media?.state === 'recording') media.stop()
  }

  return {
    start: async () => {
      const current = new MediaRecorder(await navigator.mediaDevices.getUserMedia({ audio: true }))
      media = current
      startedAt = Date.now()
      const parts: Blob[] = []
      current.ondataavailable = ({ data }) => parts.push(data)
      ended = new Promise((resolve) => {
        current.onstop = () => {
          release()
          const path = URL.createObjectURL(new Blob(parts, { type: current.mimeType }))
          resolve({ path, durationMs: Math.min(Date.now() - startedAt, longestMs) })
        }
      })
      current.start()
      timer = setTimeout(end, longestMs)
    },
    stop: () => {
      end()
      return ended ?? Promise.reject(new Error('not recording'))
    },
    cancel: () => {
      end()
      release()
    },
  }
}
