/** What the browser would say. */
function fakeVoice() {
  const said: { text: string; lang?: string; onend?: () => void }[] = []
  const cancel = jest.fn()
  class Utterance {
    constructor(readonly text: string) {}
  }
  const speak = (part: (typeof said)[number]) => said.push(part)
  Object.assign(window, { speechSynthesis: { speak, cancel }, SpeechSynthesisUtterance: Utterance })
  return { said, cancel }
}

it('reads sentence by sentence in Mandarin, from the beginning each time, and says when the last has ended or another begins', async () => {
  const { said, cancel } = fakeVoice()
  const { readAloud } = await import('./readAloud.h5')
  const onEnd = jest.fn()
  readAloud?.('明天停水。8 点到 12 点，请先接好水！\n\n问小李', onEnd)
  expect(said.map(({ text }) => text)).toEqual(['明天停水。', '8 点到 12 点，请先接好水！', '问小李'])
  expect(said.every(({ lang }) => lang === 'zh-CN')).toBe(true)
  expect(cancel).toHaveBeenCalledTimes(1)
  expect(said.slice(0, -1).every(({ onend }) => onend === undefined)).toBe(true)
  said.at(-1)?.onend?.()
  expect(onEnd).toHaveBeenCalledTimes(1)
  const [onFirst, onSecond] = [jest.fn(), jest.fn()]
  readAloud?.('第一件。', onFirst)
  readAloud?.('第二件。', onSecond)
  expect([onFirst, onSecond].map(({ mock }) => mock.calls.length)).toEqual([1, 0])
})
