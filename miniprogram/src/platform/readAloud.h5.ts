/** Browsers fall silent in the middle of a long text: it is read sentence by sentence. */
const sentence = /[^。！？!?\n]+[。！？!?]*/gu

/** Of what is being read: whoever starts something else, or leaves, ends it too. */
let onStop: (() => void) | undefined

/** Reads a text in Mandarin with the browser's voice, and says when it has ended; `undefined` where there is none. */
export const readAloud: ((text: string, onEnd: () => void) => void) | undefined = canSpeak()
  ? (text, onEnd) => {
      stopReading()
      const parts = (text.match(sentence) ?? []).map((words) => {
        const part = new SpeechSynthesisUtterance(words)
        part.lang = 'zh-CN'
        part.rate = 0.85
        return part
      })
      const last = parts.at(-1)
      if (!last) return
      onStop = onEnd
      last.onend = stopReading
      for (const part of parts) window.speechSynthesis.speak(part)
    }
  : undefined

export function stopReading(): void {
  if (!canSpeak()) return
  window.speechSynthesis.cancel()
  const tell = onStop
  onStop = undefined
  tell?.()
}

function canSpeak(): boolean {
  return 'speechSynthesis' in window
}
