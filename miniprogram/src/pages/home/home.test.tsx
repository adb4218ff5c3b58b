import { emergencyNumbers } from '@linli/shared/safety/sos'
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import Taro from '@tarojs/taro'
import { resendAll, useOutgoingStore } from '../../services/outgoing'
import { useSettings } from '../../stores/settings'
import { fakeApi, me, refuse, signInAs } from '../../test/fakeApi'
import HomePage from '.'

const ask = {
  ...{ code: 'ask', name: '问一问', icon: 'info', group: '其他', kind: 'consultation', place: 'none' },
  ...{ isPublicPlace: false, isDanger: false, phones: [], isSensitive: false, isComplaint: false },
  ...{ asks: [], promise: '马上有答案' },
}
const complain = { ...ask, code: 'complain', name: '投诉', kind: 'request', isComplaint: true }
const page = {
  'GET /api/categories': () => ({ items: [ask, complain], firstCount: 2 }),
  'GET /api/needs/mine': () => ({ items: [] }),
  'GET /api/needs/subjects': () => ({ items: [] }),
}

const open = async (tile: string) => {
  fireEvent.click(await screen.findByText(tile))
  return within(await screen.findByRole('dialog', { name: tile }))
}
const words = () => screen.getByRole<HTMLTextAreaElement>('textbox')
const press = (name: string | RegExp) =>
  act(() => Promise.resolve(fireEvent.click(screen.getAllByRole('button', { name }).at(-1) ?? document.body)))

beforeEach(() => {
  localStorage.clear()
  useOutgoingStore.setState({ items: [] })
  useSettings.setState({ modeChoice: 'normal' })
  signInAs({ level: 'joined', community: { code: '310113001001', name: '泗塘一村居委会' } })
})

test('whoever has joined no community reads the numbers of danger as on every other page', () => {
  signInAs({ level: 'guest' })
  fakeApi(page)
  const { unmount } = render(<HomePage />)
  for (const { name, number } of emergencyNumbers) screen.getByRole('button', { name: `${name} ${number}` })
  unmount()
})

test('an elder sees what comes next to her and what waits to be paid, and opens it', async () => {
  signInAs({ level: 'verified', community: { code: '310113001001', name: '泗塘一村居委会' } })
  useSettings.setState({ modeChoice: 'elder' })
  const lunch = {
    ...{ id: 'o'.repeat(24), startsAt: '2099-01-02T02:30:00.000Z', item: { name: '午餐送上门' } },
    ...{ timeText: '明天 10:30–12:00', stateText: '社区食堂会来，明天 10:30–12:00', state: 'accepted' },
  }
  const bath = {
    ...lunch,
    id: 'b'.repeat(24),
    item: { name: '助浴' },
    state: 'placed',
    stateText: '等您付款',
  }
  const later = { ...lunch, id: 'l'.repeat(24), item: { name: '晚餐送上门' } }
  fakeApi({
    ...page,
    'GET /api/elder-care/orders': ({ query }) => ({
      items: query.get('isOpen') === 'true' ? [lunch, later, bath] : [],
    }),
  })
  const online = render(<HomePage />)
  expect(await screen.findByText('等您付款')).toBeTruthy()
  expect(await screen.findByText('问一问')).toBeTruthy()
  expect(screen.queryByText(/晚餐/)).toBeNull()
  fireEvent.click(await screen.findByText('明天 10:30–12:00 午餐送上门'))
  expect(Taro.navigateTo).toHaveBeenCalledWith({
    url: `/packages/elderCare/pages/order/index?id=${lunch.id}`,
  })
  online.unmount()
  // Opened cold without a network: the four big things, the call for help and what she can ask for are there.
  fakeApi({
    'GET /api/categories': () => {
      throw new Error('no network')
    },
  })
  render(<HomePage />)
  expect(await screen.findByText('问一问')).toBeTruthy()
  for (const big of ['吃饭', '洗澡', '看病', '找人帮忙', '紧急求助'])
    expect(screen.getByText(big)).toBeTruthy()
})

test('asks once whether 长辈版 is wanted, and keeps the way into it and out of it in sight', async () => {
  useSettings.setState({ modeChoice: 'auto', isPromptAnswered: false, fontScale: 1 })
  fakeApi(page)
  const first = render(<HomePage />)
  expect(await screen.findByText('要不要用长辈版？')).toBeTruthy()
  await press('不用')
  expect(screen.queryByText('要不要用长辈版？')).toBeNull()
  first.unmount()
  render(<HomePage />)
  await screen.findByText('问一问')
  expect(screen.queryByText('要不要用长辈版？')).toBeNull()
  fireEvent.click(screen.getByText('长辈版'))
  expect(useSettings.getState().modeChoice).toBe('elder')
  fireEvent.click(screen.getByText('标准版'))
  expect(useSettings.getState().modeChoice).toBe('normal')
})

describe('the words of a question or a complaint', () => {
  it.each([
    ['问一问', '问一问', '户口怎么迁'],
    ['投诉', '送出', '垃圾没人管'],
  ])('%s: are still there after a refusal that was read', async (tile, send, text) => {
    const sent = fakeApi({
      ...page,
      'POST /api/needs': () => refuse(409, 'need.category_closed', '这一类现在不受理，请打 12345。'),
    })
    render(<HomePage />)
    await open(tile)
    fireEvent.change(words(), { target: { value: text } })
    await press(send)
    expect(await screen.findAllByText(/这一类现在不受理/)).not.toHaveLength(0)
    await press('知道了')
    await open(tile)
    expect(words().value).toBe(text)
    // Another try is one more need, and with it the words are gone from the form.
    await press(send)
    expect(sent.filter(({ name }) => name === 'POST /api/needs')).toHaveLength(2)
  })

  it('are on their way once, however often the sheet is opened, and leave it when they have arrived', async () => {
    let isOnline = false
    const sent = fakeApi({
      ...page,
      'POST /api/needs': () =>
        isOnline
          ? { id: 'n'.repeat(24), category: ask, state: 'answered' }
          : refuse(503, 'request.retry', '请稍候'),
    })
    const first = render(<HomePage />)
    await open('问一问')
    fireEvent.change(words(), { target: { value: '户口怎么迁' } })
    await press('问一问')
    expect(await screen.findByText(/等待发送/)).toBeTruthy()
    first.unmount()
    render(<HomePage />)
    const sheet = await open('问一问')
    expect(words().value).toBe('户口怎么迁')
    expect(sheet.getByText(/等待发送/)).toBeTruthy()
    fireEvent.click(sheet.getByText('问一问，请稍候…'))
    isOnline = true
    await act(() => {
      resendAll(me.id)
      return Promise.resolve()
    })
    await waitFor(() => {
      expect(words().value).toBe('')
    })
    expect(
      new Set(sent.flatMap(({ name, requestKey }) => (name === 'POST /api/needs' ? [requestKey] : []))).size,
    ).toBe(1)
  })
})

test('what is pressed back says so, until something else is raised', async () => {
  const repair = { ...ask, code: 'repair', name: '水电维修', kind: 'request' }
  const need = {
    ...{ id: 'n'.repeat(24), category: repair, state: 'submitted', releaseAt: '2099-01-01T00:00:00.000Z' },
  }
  const sent = fakeApi({
    ...page,
    'GET /api/categories': () => ({ items: [repair], firstCount: 1 }),
    'POST /api/needs': () => need,
    [`POST /api/needs/${need.id}/actions`]: () => ({ ...need, state: 'withdrawn' }),
  })
  render(<HomePage />)
  fireEvent.click(await screen.findByText('水电维修'))
  expect(await screen.findByText('已收到：水电维修')).toBeTruthy()
  await press('撤回')
  expect(await screen.findByText(/^撤回了：水电维修。这一件不办了，也不收钱/)).toBeTruthy()
  expect(sent.map(({ name }) => name)).toContain(`POST /api/needs/${need.id}/actions`)
  fireEvent.click(screen.getByText('水电维修'))
  expect(await screen.findByText('已收到：水电维修')).toBeTruthy()
  expect(screen.queryByText(/^撤回了/)).toBeNull()
})
