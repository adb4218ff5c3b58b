import Taro from '@tarojs/taro'
import { act, fireEvent, render, screen, within } from '@testing-library/react'
import { sosRules } from '@linli/shared/safety/sos'
import { SafetyEntry } from '../../pages/home/components/SafetyEntry'
import { passOn } from '../../services/live'
import { useOutgoingStore } from '../../services/outgoing'
import type { SosView } from '../../services/safety'
import { chooseActingFor } from '../../stores/actingFor'
import { useConnection } from '../../stores/connection'
import { fakeApi, me, refuse, signInAs, type SentRequest } from '../../test/fakeApi'
import PressPage from './pages/press'
import SosPage from './pages/sos'

const sos: SosView = {
  id: 'dddddddddddddddddddddddd',
  version: 3,
  state: 'raised',
  cause: 'pressed',
  isOpen: true,
  stateText: '正在通知家人、邻居和社区，一直通知到有人回应',
  name: '张桂珍',
  placeText: '泗塘一村居委会 1号楼 101室',
  raisedAt: '2026-11-23T02:00:00.000Z',
  relation: 'helper',
  phone: '13900000001',
  matter: 'fell',
  contacts: [],
  attempts: [
    {
      at: '2026-11-23T02:00:00.000Z',
      rung: 'primary',
      rungName: '主要联系的家人',
      round: 1,
      people: [{ name: '女儿 王小丽', ways: '消息已发、短信已发' }],
    },
    { at: '2026-11-23T02:00:45.000Z', rung: 'neighbour', rungName: '楼组长', round: 1, people: [] },
  ],
  timeline: [],
  actions: ['acknowledge', 'onTheWay', 'arrive', 'speak'],
}
const community = { code: '310113001001', name: '泗塘一村居委会' }
const presses = (sent: SentRequest[]) => sent.filter(({ name }) => name === 'POST /api/safety/sos')
const press = (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }))
}
const settle = () => act(async () => jest.advanceTimersByTimeAsync(10))

beforeEach(() => {
  chooseActingFor(undefined)
  localStorage.clear()
  jest.useFakeTimers()
  Taro.getLocation = jest.fn(() => Promise.reject(new Error('no')))
  Taro.redirectTo = jest.fn(() => Promise.resolve()) as unknown as typeof Taro.redirectTo
})
afterEach(() => {
  jest.useRealTimers()
})

describe('the button on the home page', () => {
  it('sends nothing by itself and leads on', async () => {
    const sent = fakeApi({ 'GET /api/safety/sos': () => ({ items: [] }) })
    Taro.navigateTo = jest.fn(() => Promise.resolve()) as unknown as typeof Taro.navigateTo
    render(<SafetyEntry userId={me.id} />)
    await settle()
    fireEvent.click(screen.getByText('紧急求助'))
    expect(Taro.navigateTo).toHaveBeenCalledWith({ url: '/packages/safety/pages/press/index' })
    expect(presses(sent)).toEqual([])
  })
})

it('shows a call for help at home as it comes, goes on and ends, with and without an open connection', async () => {
  signInAs({ level: 'verified' })
  let items: SosView[] = []
  fakeApi({ 'GET /api/safety/sos': () => ({ items }) })
  render(<SafetyEntry userId={me.id} />)
  await settle()
  expect(screen.queryByText('张桂珍在求助')).toBeNull()
  items = [sos]
  act(() => {
    passOn('sos.changed', { id: sos.id })
  })
  await settle()
  expect(screen.getByText('张桂珍在求助')).toBeTruthy()
  items = [{ ...sos, stateText: '女儿 周敏来处理' }]
  await act(async () => jest.advanceTimersByTimeAsync(10_000))
  expect(screen.getByText('女儿 周敏来处理')).toBeTruthy()
  items = []
  await act(async () => jest.advanceTimersByTimeAsync(10_000))
  expect(screen.queryByText('张桂珍在求助')).toBeNull()
})

it('that nobody pressed for says what it is: a door that stayed shut, or somebody who did not come', async () => {
  signInAs({ level: 'verified' })
  fakeApi({
    'GET /api/safety/sos': () => ({
      items: [
        { ...sos, cause: 'noAnswer', relation: 'caller' },
        { ...sos, id: 'e'.repeat(24), cause: 'noAnswer' },
        { ...sos, id: 'f'.repeat(24), cause: 'absent', name: '李阿妹' },
      ],
    }),
  })
  render(<SafetyEntry userId={me.id} />)
  await settle()
  expect(screen.getByText('有人上门，敲门没人应')).toBeTruthy()
  expect(screen.getByText('张桂珍：敲门没人应，正在找人')).toBeTruthy()
  expect(screen.getByText('李阿妹：约好了没有来，正在找人')).toBeTruthy()
  expect(screen.queryByText(/求助$/)?.textContent).toBe('紧急求助')
})

it('is asked for anew when home is shown again, also where it was drawn after its page was first shown', async () => {
  signInAs({ level: 'verified' })
  const shows: (() => void)[] = []
  const spy = jest.spyOn(Taro, 'useDidShow').mockImplementation((callback) => {
    shows.push(callback)
  })
  let items: SosView[] = []
  fakeApi({ 'GET /api/safety/sos': () => ({ items }) })
  render(<SafetyEntry userId={me.id} />)
  await act(async () => jest.advanceTimersByTimeAsync(5000))
  items = [sos]
  act(() => {
    for (const show of shows) show()
  })
  await settle()
  expect(screen.getByText('张桂珍在求助')).toBeTruthy()
  spy.mockRestore()
})

it('says for whom help was called to whoever called it for another, on the home page and on its own', async () => {
  signInAs({ level: 'verified', isProxy: true })
  const [personId, proxyText] = ['c'.repeat(24), '由女儿 王小丽 代办']
  const called: SosView = { ...sos, relation: 'caller', personId, proxyText, actions: ['cancel'] }
  const router = jest.spyOn(Taro, 'useRouter')
  router.mockReturnValue({ params: { id: sos.id }, path: '/' } as never)
  fakeApi({
    'GET /api/safety/sos': () => ({
      items: [called, { ...called, id: 'e'.repeat(24), proxyText: undefined }],
    }),
    [`GET /api/safety/sos/${sos.id}`]: () => called,
    'GET /api/families/elders': () => ({
      items: [{ relation: 'daughter', elder: { personId, name: '张桂珍' } }],
    }),
  })
  const home = render(<SafetyEntry userId={me.id} />)
  await settle()
  expect(screen.getByText('正在为张桂珍求助')).toBeTruthy()
  expect(screen.getByText('正在求助')).toBeTruthy()
  home.unmount()
  render(<SosPage />)
  await settle()
  expect(screen.getByText('为 张桂珍 办')).toBeTruthy()
  router.mockRestore()
})

it('that was called off is not said to go on, while somebody still rings up to ask', async () => {
  signInAs({ level: 'verified', isProxy: true })
  const off = { ...sos, state: 'cancelledByCaller', stateText: '说是按错了，会有人打电话来问一声' }
  fakeApi({
    'GET /api/safety/sos': () => ({
      items: [
        { ...off, relation: 'caller', proxyText: undefined },
        { ...off, id: 'e'.repeat(24), relation: 'caller', proxyText: '由女儿 王小丽 代办' },
        { ...off, id: 'f'.repeat(24), relation: 'helper', name: '李阿妹' },
      ],
    }),
  })
  render(<SafetyEntry userId={me.id} />)
  await settle()
  expect(screen.getByText('求助取消了')).toBeTruthy()
  expect(screen.getByText(`${sos.name}的求助取消了`)).toBeTruthy()
  expect(screen.getByText('李阿妹的求助取消了')).toBeTruthy()
  expect(screen.queryByText(/正在|在求助/)).toBeNull()
})

describe('after the press', () => {
  const answers = {
    'GET /api/families/elders': () => ({ items: [] }),
    'POST /api/safety/sos': () => sos,
  }

  it('has the numbers first, and counts down to help when nothing more is done', async () => {
    signInAs({ level: 'joined', community })
    const sent = fakeApi(answers)
    render(<PressPage />)
    await settle()
    expect(screen.getByRole('button', { name: '急救 120' })).toBeTruthy()
    // What counts and the way out of it stay on the screen together.
    const wayOut = screen.getByText(`${sosRules.countdownSeconds} 秒后求助`).closest<HTMLElement>('.way-out')
    if (!wayOut) throw new Error('the countdown scrolls away')
    expect(within(wayOut).getByRole('button', { name: '按错了，不用' })).toBeTruthy()
    for (let i = 0; i < sosRules.countdownSeconds; i += 1) {
      expect(presses(sent)).toEqual([])
      await act(async () => jest.advanceTimersByTimeAsync(1000))
    }
    expect(presses(sent)).toHaveLength(1)
    expect(presses(sent)[0]?.body).toEqual({})
    expect(Taro.redirectTo).toHaveBeenCalledWith({ url: `/packages/safety/pages/sos/index?id=${sos.id}` })
  })

  it('sends at once when 120 is rung, or the program goes behind, for there nothing counts', async () => {
    signInAs({ level: 'joined', community })
    Taro.makePhoneCall = jest.fn(() => Promise.resolve()) as unknown as typeof Taro.makePhoneCall
    let hide: () => void = jest.fn()
    const onHide = jest.spyOn(Taro, 'useDidHide').mockImplementation((callback) => {
      hide = callback
    })
    const sent = fakeApi(answers)
    const { unmount } = render(<PressPage />)
    await settle()
    press('急救 120')
    await settle()
    expect(presses(sent)).toHaveLength(1)
    unmount()
    render(<PressPage />)
    await settle()
    act(hide)
    await settle()
    expect(presses(sent)).toHaveLength(2)
    onHide.mockRestore()
  })

  it('counts by the clock, and not by ticks that a telephone call held up', async () => {
    signInAs({ level: 'joined', community })
    const sent = fakeApi(answers)
    render(<PressPage />)
    await settle()
    jest.setSystemTime(Date.now() + 60_000)
    await act(async () => jest.advanceTimersByTimeAsync(1000))
    expect(presses(sent)).toHaveLength(1)
  })

  it('says without a network that nobody knows yet, and lets her take back what has not gone', async () => {
    signInAs({ level: 'joined', community })
    act(() => {
      useConnection.setState({ isOnline: false })
    })
    Taro.switchTab = jest.fn(() => Promise.resolve()) as unknown as typeof Taro.switchTab
    const sent = fakeApi({
      'POST /api/safety/sos': () => refuse(503, 'request.retry', '请再试一次'),
      'GET /api/families/elders': () => ({ items: [] }),
    })
    render(<PressPage />)
    await settle()
    expect(screen.getByText(/^现在没有网络，家人和社区还收不到/)).toBeTruthy()
    expect(screen.queryByText(/时间一到就会通知/)).toBeNull()
    press('马上求助')
    await settle()
    expect(screen.getByText('没有网络，求助还没有发出去，家人和社区还不知道。')).toBeTruthy()
    expect(screen.queryByText(/正在通知/)).toBeNull()
    const tried = presses(sent).length
    press('按错了，不用求助')
    await act(async () => jest.advanceTimersByTimeAsync(120_000))
    expect(presses(sent)).toHaveLength(tried)
    expect(useOutgoingStore.getState().items.filter(({ state }) => state === 'waiting')).toEqual([])
    expect(Taro.switchTab).toHaveBeenCalledWith({ url: '/pages/home/index' })
    act(() => {
      useConnection.setState({ isOnline: true })
    })
  })

  it('sends once when tapped again and again', async () => {
    signInAs({ level: 'joined', community })
    const sent = fakeApi(answers)
    render(<PressPage />)
    await settle()
    press('马上求助')
    await act(async () => jest.advanceTimersByTimeAsync(15_000))
    expect(presses(sent)).toHaveLength(1)
  })

  it('is left without a word to anyone when it was a mistake', async () => {
    signInAs({ level: 'joined', community })
    const sent = fakeApi(answers)
    const leave = jest.fn(() => Promise.resolve())
    Taro.switchTab = leave as unknown as typeof Taro.switchTab
    const { unmount } = render(<PressPage />)
    await settle()
    press('按错了，不用')
    unmount()
    await act(async () => jest.advanceTimersByTimeAsync(15_000))
    expect(leave).toHaveBeenCalled()
    expect(presses(sent)).toEqual([])
  })

  it('waits for no list that hangs, and what has begun goes on when it comes', async () => {
    signInAs({ level: 'joined', community })
    let answer: (value: unknown) => void = jest.fn()
    const sent = fakeApi({
      ...answers,
      'GET /api/families/elders': () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    })
    const { unmount } = render(<PressPage />)
    await act(async () => jest.advanceTimersByTimeAsync(1000))
    expect(screen.getByText(`${sosRules.countdownSeconds - 1} 秒后求助`)).toBeTruthy()
    await act(() => {
      answer({ items: [] })
      return Promise.resolve()
    })
    for (let i = 0; i < sosRules.countdownSeconds; i += 1)
      await act(async () => jest.advanceTimersByTimeAsync(1000))
    expect(presses(sent)).toHaveLength(1)
    unmount()
    // Whoever acts for somebody does not wait for their names either.
    signInAs({ level: 'joined', community, isProxy: true })
    render(<PressPage />)
    await settle()
    expect(screen.getByText(`${sosRules.countdownSeconds} 秒后为我自己求助`)).toBeTruthy()
  })

  const elder = { personId: 'eeeeeeeeeeeeeeeeeeeeeeee', name: '张桂珍' }
  const other = { personId: 'ffffffffffffffffffffffff', name: '王大勇' }
  const known = { ...elder, userId: me.id, relation: 'daughter' as const, community: community.code }
  const ofProxy = {
    ...answers,
    'GET /api/families/elders': () => ({
      items: [
        { isInForce: true, elder: other },
        { isInForce: true, elder },
        { isInForce: false, elder: { personId: '1'.repeat(24), name: '李阿妹' } },
      ],
    }),
  }

  it('is for whoever holds the telephone where nobody says another, also for who acts for an elder all day', async () => {
    signInAs({ level: 'joined', community, isProxy: true })
    chooseActingFor({ ...known, communityName: community.name })
    const sent = fakeApi(ofProxy)
    render(<PressPage />)
    await settle()
    // The one she acts for is named first.
    const names = screen.getAllByText(/要帮助$/).map(({ textContent }) => textContent)
    expect(names).toEqual(['是长辈要帮助', '张桂珍要帮助', '王大勇要帮助'])
    for (let i = 0; i < sosRules.countdownSeconds; i += 1)
      await act(async () => jest.advanceTimersByTimeAsync(1000))
    expect(presses(sent).map(({ body }) => body)).toEqual([{}])
  })

  it('is for an elder by a press on her name, and counts from there', async () => {
    signInAs({ level: 'joined', community, isProxy: true })
    chooseActingFor({ ...known, communityName: community.name })
    const sent = fakeApi(ofProxy)
    render(<PressPage />)
    await settle()
    await act(async () => jest.advanceTimersByTimeAsync(9000))
    press('张桂珍要帮助')
    expect(screen.getByText(`${sosRules.countdownSeconds} 秒后为张桂珍求助`)).toBeTruthy()
    await act(async () => jest.advanceTimersByTimeAsync(9000))
    expect(presses(sent)).toEqual([])
    press('马上求助')
    await settle()
    expect(presses(sent).map(({ body }) => body)).toEqual([{ forPersonId: elder.personId }])
  })

  it('sends nobody to the door of a daughter who speaks to 120 about her mother, and asks anew when she is back', async () => {
    signInAs({ level: 'joined', community, isProxy: true })
    Taro.makePhoneCall = jest.fn(() => Promise.resolve()) as unknown as typeof Taro.makePhoneCall
    const moves: Record<'hide' | 'show', () => void> = { hide: jest.fn(), show: jest.fn() }
    const spies = [
      jest.spyOn(Taro, 'useDidHide').mockImplementation((callback) => {
        moves.hide = callback
      }),
      jest.spyOn(Taro, 'useDidShow').mockImplementation((callback) => {
        const before = moves.show
        moves.show = () => {
          before()
          callback()
        }
      }),
    ]
    const sent = fakeApi(ofProxy)
    const { unmount } = render(<PressPage />)
    await settle()
    press('急救 120')
    await settle()
    act(moves.hide)
    await act(async () => jest.advanceTimersByTimeAsync(120_000))
    expect(presses(sent)).toEqual([])
    act(moves.show)
    await settle()
    expect(screen.getByText(`${sosRules.countdownSeconds} 秒后为我自己求助`)).toBeTruthy()
    press('张桂珍要帮助')
    await settle()
    expect(presses(sent).map(({ body }) => body)).toEqual([{ forPersonId: elder.personId }])
    unmount()
    // Behind without a call: whoever cannot hold the telephone any more is helped where she is.
    render(<PressPage />)
    await settle()
    act(moves.hide)
    await settle()
    expect(presses(sent).map(({ body }) => body)).toEqual([{ forPersonId: elder.personId }, {}])
    for (const spy of spies) spy.mockRestore()
  })

  it('of who has no place here is for nobody by itself, and says what she does for herself', async () => {
    signInAs({ level: 'joined', isProxy: true })
    chooseActingFor({ ...known, communityName: community.name })
    const sent = fakeApi(ofProxy)
    render(<PressPage />)
    await settle()
    await act(async () => jest.advanceTimersByTimeAsync(15_000))
    expect(presses(sent)).toEqual([])
    expect(screen.getByText(/您自己有危险，请打上面的电话/)).toBeTruthy()
    press('王大勇要帮助')
    press('马上求助')
    await settle()
    expect(presses(sent).map(({ body }) => body)).toEqual([{ forPersonId: other.personId }])
  })

  it('gives a guest the numbers only', async () => {
    signInAs({})
    const sent = fakeApi(answers)
    render(<PressPage />)
    await settle()
    expect(screen.getByRole('button', { name: '报警 110' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: '马上求助' })).toBeNull()
    await act(async () => jest.advanceTimersByTimeAsync(15_000))
    expect(presses(sent)).toEqual([])
  })
})

describe('an open call for help', () => {
  it('is answered by one tap of hers, in the words that fit what began it', async () => {
    signInAs({ level: 'verified', community })
    const own: SosView = { ...sos, cause: 'noAnswer', relation: 'caller', actions: ['press', 'cancel'] }
    const sent = fakeApi({
      'GET /api/safety/sos/': () => ({ ...own, cancelText: '我没事' }),
      [`POST /api/safety/sos/${sos.id}/actions`]: () => ({ ...own, state: 'cancelledByCaller' }),
    })
    render(<SosPage />)
    await settle()
    press('我没事')
    await settle()
    expect(sent.find(({ name }) => name.startsWith('POST'))?.body).toEqual({ action: 'cancel' })
  })

  it('names once whom each round called again, with how often', async () => {
    signInAs({ level: 'verified', community })
    const rounds = [1, 2, 3].flatMap((round) =>
      sos.attempts.map((each, i) => ({ ...each, round, at: `2026-11-23T02:0${round}:0${i}.000Z` })),
    )
    fakeApi({ 'GET /api/safety/sos/': () => ({ ...sos, attempts: rounds }) })
    render(<SosPage />)
    await settle()
    expect(screen.getAllByText('女儿 王小丽')).toHaveLength(1)
    expect(screen.getByText(/^主要联系的家人 · 通知了 3 次，最近一次/)).toBeTruthy()
  })

  it('says who, where and whom it reached, and takes one tap; it looks again by itself', async () => {
    signInAs({ level: 'verified', community })
    let looks = 0
    const sent = fakeApi({
      'GET /api/safety/sos/': () => {
        looks += 1
        const [first] = sos.attempts
        const people = [{ name: '居委会 李阿姨', ways: '电话已发' }]
        return { ...sos, firstAttempts: first && [{ ...first, people }], attemptsBetween: 7 }
      },
      'POST /api/safety/sos//actions': () => ({ ...sos, state: 'acknowledged' }),
    })
    render(<SosPage />)
    await settle()
    expect(screen.getByText('泗塘一村居委会 1号楼 101室')).toBeTruthy()
    expect(screen.getByText('摔倒了，起不来')).toBeTruthy()
    expect(screen.getByText('消息已发、短信已发')).toBeTruthy()
    expect(screen.getByText('没有登记，或现在没有人，已接着通知别人')).toBeTruthy()
    expect(screen.getByText('最早通知了谁')).toBeTruthy()
    expect(screen.getByText('中间还通知了 7 次')).toBeTruthy()
    expect(screen.getByText('居委会 李阿姨')).toBeTruthy()
    expect(looks).toBe(1)
    await act(async () => jest.advanceTimersByTimeAsync(5000))
    expect(looks).toBe(2)
    press('我在路上')
    await settle()
    expect(sent.find(({ name }) => name.startsWith('POST'))?.body).toEqual({ action: 'onTheWay' })
  })

  it.each([
    ['到了，见到人了', 'arrive'],
    ['电话里说上话了', 'speak'],
  ])('says when it was that %s, however late it leaves', async (name, action) => {
    signInAs({ level: 'verified', community })
    let tries = 0
    const sent = fakeApi({
      'GET /api/safety/sos/': () => sos,
      [`POST /api/safety/sos/${sos.id}/actions`]: () => {
        tries += 1
        return tries === 1 ? refuse(503, 'request.retry', '请稍等再试') : { ...sos, state: 'attended' }
      },
    })
    render(<SosPage />)
    await settle()
    jest.setSystemTime(new Date('2026-11-23T02:01:00.000Z'))
    press(name)
    await settle()
    jest.setSystemTime(new Date('2026-11-23T02:20:00.000Z'))
    await act(async () => jest.advanceTimersByTimeAsync(60_000))
    const bodies = sent.filter((each) => each.name.startsWith('POST')).map(({ body }) => body)
    const said = { action, at: '2026-11-23T02:01:00.000Z' }
    expect(bodies).toEqual([said, said])
  })
})
