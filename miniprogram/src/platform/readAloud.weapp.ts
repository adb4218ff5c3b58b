/** The phone's own screen reader reads the page; WeChat gives programs no voice of their own. */
export const readAloud: ((text: string, onEnd: () => void) => void) | undefined = undefined

export function stopReading(): void {
  // Nothing is ever read by us here.
}
