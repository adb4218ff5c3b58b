import { fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { act as actOnce, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { fakeApi, me, refuse, signInAs } from '../../test/fakeApi'
import type { CarrierStop } from '../../services/dispatch'
import { useOutgoingStore } from '../../services/outgoing'
import CarrierRoutePage from './pages/carrierRoute'

const day = toShanghaiDay(new Date())
const orderId = 'dddddddddddddddddddddddd'
const stop: CarrierStop = {
  ...{ orderId, version: 3, state: 'accepted', stateText: '已安排', itemName: '午餐送上门' },
  ...{ unitName: '临江食堂', name: '周桂珍', address: '临江新村 3号楼 302室', phone: '13900000001' },
  ...{
    diet: ['过敏：花生'],
    startsAt: fromShanghaiDay(day).toISOString(),
    timeText: '10:30–12:00',
    leaveByText: '10:15 前出发',
  },
  ...{ eatByText: '12:15 前吃完', eatBy: `${day}T04:15:00.000Z`, isMine: true, isLate: false },
  ...{ isSafetyOpen: false, isDone: false, proofs: ['code', 'met'], actions: ['deliver', 'noAnswer'] },
}
const get = 'GET /api/elder-care/carrier-route'
const act = `POST /api/elder-care/orders/${orderId}/actions`
const away = () => refuse(503, 'request.retry', '请再试一次')

beforeEach(() => {
  localStorage.clear()
  useOutgoingStore.setState({ items: [] })
  signInAs({})
})

const press = (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }))
}
const handOver = (code: string) => {
  press('送到')
  fireEvent.input(screen.getByLabelText(/六位数字/), { target: { value: code } })
  press('已交到本人手上')
}

it('hands a box over by the digits, and asks again when they are wrong', async () => {
  let isDone = false
  const sent = fakeApi({
    [get]: () => ({
      day,
      dayText: '今天',
      isPlanned: false,
      stops: [isDone ? { ...stop, isDone, state: 'finished', actions: [], stateText: '送到了' } : stop],
    }),
    [act]: ({ body }) => {
      if ((body as { code: string }).code !== '123456')
        return refuse(409, 'care.code_wrong', '数字不对，请再看一遍')
      isDone = true
      return {}
    },
  })
  render(<CarrierRoutePage />)
  expect(await screen.findByText('临江新村 3号楼 302室')).toBeTruthy()
  expect(screen.getByText('过敏：花生')).toBeTruthy()
  expect(screen.getByText('10:15 前出发，12:15 前吃完')).toBeTruthy()
  handOver('123 450')
  expect((await screen.findAllByText(/数字不对/)).length).toBeGreaterThan(0)
  fireEvent.input(screen.getByLabelText(/六位数字/), { target: { value: '123456' } })
  fireEvent.input(screen.getByLabelText(/交到手上时的温度/), { target: { value: '52' } })
  expect(screen.getByText('不合格，要在 60℃ 以上')).toBeTruthy()
  fireEvent.input(screen.getByLabelText(/怎么处理的/), { target: { value: '请她热透了再吃' } })
  press('已交到本人手上')
  expect(await screen.findByText('今天 1 份都送到了，辛苦您！')).toBeTruthy()
  const bodies = sent.filter(({ name }) => name === act).map(({ body }) => body)
  expect(bodies).toMatchObject([
    { action: 'deliver', code: '123450' },
    {
      ...{ action: 'deliver', code: '123456', record: { outcome: 'done', hasMet: true } },
      temperature: { keeping: 'hot', celsius: 52, measure: '请她热透了再吃' },
    },
  ])
})

it('goes on without a network after it was killed: the doors are there, and what was pressed waits', async () => {
  fakeApi({ [get]: () => ({ day, dayText: '今天', isPlanned: false, stops: [stop] }) })
  const { unmount } = render(<CarrierRoutePage />)
  await screen.findByText('临江新村 3号楼 302室')
  unmount()

  fakeApi({ [get]: away, [act]: away })
  const killed = render(<CarrierRoutePage />)
  expect(await screen.findByText('临江新村 3号楼 302室')).toBeTruthy()
  handOver('123456')
  expect(await screen.findByText(/等待发送：午餐送上门 周桂珍/)).toBeTruthy()
  await waitFor(() => {
    expect(screen.queryByRole('button', { name: '送到' })).toBeNull()
  })
  const [kept] = JSON.parse(localStorage.getItem('linli.outgoing') ?? '[]') as { request: { body: string } }[]
  expect(JSON.parse(kept?.request.body ?? '{}')).toMatchObject({ action: 'deliver', code: '123456' })
  killed.unmount()

  // Another account on this device is shown nobody's doors.
  signInAs({ id: `${me.id.slice(0, 23)}8` })
  render(<CarrierRoutePage />)
  await waitFor(() => {
    expect(screen.queryByText('临江新村 3号楼 302室')).toBeNull()
  })
})

it('tells two meals of one person apart, and has nothing pressed about a door before its round', async () => {
  jest.useFakeTimers({ now: Date.parse(`${day}T02:14:00.000Z`), doNotFake: ['queueMicrotask', 'nextTick'] })
  const lunch = { ...stop, startsAt: `${day}T02:30:00.000Z` }
  const dinner = {
    ...{ ...stop, orderId: 'e'.repeat(24), itemName: '晚餐送上门', startsAt: `${day}T08:30:00.000Z` },
    timeText: '16:30–17:30',
  }
  const route = { day, dayText: '今天', isPlanned: false, stops: [lunch, dinner] }
  fakeApi({ [get]: () => route })
  render(<CarrierRoutePage />)
  expect(await screen.findByText('午餐送上门，10:30–12:00')).toBeTruthy()
  expect(screen.getByText('晚餐送上门，16:30–17:30')).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^(送到|没人应门)$/ })).toBeNull()
  expect(screen.getByText('16:15 以后，送到了或者没人应门，都在这里按。')).toBeTruthy()
  await actOnce(() => jest.advanceTimersByTimeAsync(60_000))
  expect(screen.getAllByRole('button', { name: '送到' })).toHaveLength(1)
  expect(screen.getAllByRole('button', { name: '没人应门' })).toHaveLength(1)
  press('没人应门')
  expect(await screen.findByText(/^午餐送上门，10:30–12:00：社区和家人马上会收到/)).toBeTruthy()
  jest.useRealTimers()
})
