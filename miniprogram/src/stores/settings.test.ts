import { fakeApi, refuse } from '../test/fakeApi'
import { writeTokens } from '../services/tokens'
import { chooseMode, isElderMode, settleElderMode, useSettings } from './settings'

describe('isElderMode', () => {
  it.each([
    ['auto', 1, false],
    ['auto', 1.2, false],
    ['auto', 1.3, true],
    ['elder', 1, true],
    ['normal', 2, false],
  ] as const)('with the choice %s and a system font of %d is %s', (modeChoice, fontScale, expected) => {
    expect(isElderMode({ modeChoice, fontScale })).toBe(expected)
  })
})

describe('what this phone and the account say', () => {
  const told: unknown[] = []
  let isOnline = true
  /** The app is shown on a phone with this system font, the account saying this. */
  const show = async (fontScale: number, isElder: boolean) => {
    useSettings.setState({ fontScale })
    settleElderMode(isElder)
    await new Promise((done) => setTimeout(done, 0))
    return told.splice(0)
  }
  beforeEach(() => {
    isOnline = true
    told.length = 0
    writeTokens({ accessToken: 'a', refreshToken: 'r' })
    fakeApi({
      'PATCH /api/me': ({ body }) => {
        told.push(body)
        return isOnline ? {} : refuse(503, 'request.retry', '请稍候')
      },
    })
    useSettings.setState({ modeChoice: 'auto', isToldByFont: false, fontScale: 1 })
  })

  it('the account hears of a large system font, once, and of its end', async () => {
    expect(await show(1.3, false)).toEqual([{ elderMode: true }])
    expect(await show(1.3, true)).toEqual([])
    expect(useSettings.getState().modeChoice).toBe('auto')
    expect(await show(1, true)).toEqual([{ elderMode: false }])
    expect(isElderMode(useSettings.getState())).toBe(false)
  })

  it('is told the next time when it could not be', async () => {
    isOnline = false
    await show(1.3, false)
    isOnline = true
    expect(await show(1.3, false)).toEqual([{ elderMode: true }])
  })

  it('the phone takes over what was set elsewhere, and tells nothing of it', async () => {
    expect(await show(1, true)).toEqual([])
    expect(useSettings.getState().modeChoice).toBe('elder')
  })

  it('a choice by hand stays, whatever the font', async () => {
    chooseMode('normal')
    await show(1, false)
    expect(await show(2, true)).toEqual([])
    expect(isElderMode(useSettings.getState())).toBe(false)
  })
})
