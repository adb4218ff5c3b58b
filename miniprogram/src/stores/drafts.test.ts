import { clearDraft, draftKeyOf, flushDrafts, readDraft, saveDraft } from './drafts'

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
