import { ApiError } from '../services/apiError'
import { clearDraft, draftKeyOf, flushDrafts, readDraft, saveDraft, sendOnce } from './drafts'

const key = draftKeyOf('need:water', 'u1')

beforeEach(() => {
  jest.useFakeTimers()
  localStorage.clear()
  clearDraft(key)
})
afterEach(() => {
  jest.useRealTimers()
})

describe('a draft', () => {
  it('is on the device shortly after the last change', () => {
    saveDraft(key, { text: '水' })
    saveDraft(key, { text: '水管' })
    expect(localStorage.getItem(key)).toBeNull()
    jest.advanceTimersByTime(300)
    expect(localStorage.getItem(key)).toBe('{"text":"水管"}')
  })

  it('is on the device at once when the app is hidden', () => {
    saveDraft(key, { text: '水管' })
    flushDrafts()
    expect(localStorage.getItem(key)).toBe('{"text":"水管"}')
  })

  it('can be read before it is stored', () => {
    saveDraft(key, { text: '水管' })
    expect(readDraft(key)).toEqual({ text: '水管' })
  })

  it('stays away once cleared, even when a save was under way', () => {
    saveDraft(key, { text: '水管' })
    clearDraft(key)
    jest.advanceTimersByTime(1000)
    expect(readDraft(key)).toBeUndefined()
  })

  it('belongs to one person', () => {
    saveDraft(key, { text: '水管' })
    expect(readDraft(draftKeyOf('need:water', 'u2'))).toBeUndefined()
  })

  it('that cannot be read is as if there was none', () => {
    localStorage.setItem(key, '{broken')
    expect(readDraft(key)).toBeUndefined()
  })
})

describe('what is sent once', () => {
  const keys: string[] = []
  const send = (answer: () => Promise<unknown>) =>
    sendOnce(key, (requestKey) => {
      keys.push(requestKey)
      return answer()
    })
  const fail = (code: 'network.offline' | 'request.invalid' | 'request.already_done', status: number) => () =>
    Promise.reject(new ApiError(code, '没有', status))
  beforeEach(() => {
    keys.length = 0
  })

  it('keeps its key until it was answered, over a lost answer and a refusal', async () => {
    await expect(send(fail('network.offline', 0))).rejects.toThrow()
    await expect(send(fail('request.invalid', 400))).rejects.toThrow()
    await send(() => Promise.resolve())
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
  })

  it('has another key the next time, after an answer, after it was thrown away, after it was found to be done', async () => {
    await send(() => Promise.resolve())
    await expect(send(fail('network.offline', 0))).rejects.toThrow()
    clearDraft(key)
    await expect(send(fail('request.already_done', 409))).rejects.toThrow()
    await send(() => Promise.resolve())
    expect(new Set(keys).size).toBe(4)
  })
})
