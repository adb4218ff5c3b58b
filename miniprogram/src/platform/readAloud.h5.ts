/** Reads a text in Mandarin with the browser's voice; `undefined` where it has none. */
export const readAloud: ((text: string) => void) | undefined = canSpeak()
  ? (text) => {
      stopReading()
      const words = new SpeechSynthesisUtterance(text)
      words.lang = 'zh-CN'
      words.rate = 0.85
      window.speechSynthesis.speak(words)
    }
  : undefined

export function stopReading(): void {
  if (canSpeak()) window.speechSynthesis.cancel()
}

function canSpeak(): boolean {
  return 'speechSynthesis' in window
}
