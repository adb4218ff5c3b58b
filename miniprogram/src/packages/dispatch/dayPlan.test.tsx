import { act, fireEvent, render, screen } from '@testing-library/react'
import { fakeApi, refuse, secretary, signInAs } from '../../test/fakeApi'
import type { DayPlan } from '../../services/dispatch'
import { passOn } from '../../services/live'
import { dayOf } from '../../services/time'
import DayPlanPage from './pages/dayPlan'

const unitId = 'bbbbbbbbbbbbbbbbbbbbbbbb'
const desk = {
  ...secretary,
  id: 'cccccccccccccccccccccccc',
  role: 'unitStaff',
  roleName: '单位人员',
  unitId,
} as const
const tomorrow = dayOf(Date.now() + 24 * 60 * 60 * 1000)
const path = `/api/elder-care/units/${unitId}/day-plans/${tomorrow}`
const visit = {
  orderId: 'dddddddddddddddddddddddd',
  itemName: '上门助浴',
  personName: '周桂珍',
  placeText: '临江新村居委会，上门',
  startsAt: `${tomorrow}T06:00:00.000Z`,
  endsAt: `${tomorrow}T07:30:00.000Z`,
  travelMinutes: 6,
  lateMinutes: 12,
  why: '上次也是这一位；换成李师傅要多走 9 分钟',
  isSettled: false,
}
const ready: DayPlan = {
  day: tomorrow,
  version: 3,
  state: 'ready',
  percent: 100,
  changes: [],
  taken: [],
  differences: [],
  routes: [{ helperId: 'eeeeeeeeeeeeeeeeeeeeeeee', helperName: '王秀英', travelMinutes: 6, visits: [visit] }],
  left: [
    {
      orderId: 'ffffffffffffffffffffffff',
      itemName: '打针',
      personName: '吴根娣',
      why: '要护士，人手不够。',
    },
  ],
  openOrders: 1,
}

beforeEach(() => {
  signInAs({ memberships: [desk] })
})

it('shows who goes where and why, what is left, and gives the orders out once', async () => {
  let plan = ready
  const applied = { isOver: false, done: 1, total: 2, assigned: 1, refused: [] }
  const sent = fakeApi({
    [`GET ${path}`]: () => ({ plan }),
    [`POST ${path}/apply`]: () => {
      plan = { ...ready, applied }
      return { plan }
    },
  })
  render(<DayPlanPage />)
  expect(await screen.findByText('为什么：上次也是这一位；换成李师傅要多走 9 分钟')).toBeTruthy()
  expect(screen.getByText('会晚 12 分钟')).toBeTruthy()
  expect(screen.getByText('要护士，人手不够。')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: '照这样派出去（1 单）' }))
  expect(await screen.findByText(/正在派出去，2 单里已看过 1 单/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: /照这样派出去/ })).toBeNull()
  const tell = () => {
    act(() => {
      passOn('queue.changed', { post: `unit:${unitId}` })
    })
  }
  const refused = [
    { orderId: 'ffffffffffffffffffffffff', personName: '吴根娣', itemName: '打针', why: '人不在。' },
  ]
  plan = { ...ready, applied: { ...applied, isOver: true, done: 2, refused } }
  tell()
  expect(await screen.findByText('已派出 1 单；1 单没有派成，请再排一次，或自己派人。')).toBeTruthy()
  expect(screen.getByText('吴根娣 打针：人不在。')).toBeTruthy()
  plan = { ...ready, openOrders: 0, applied: { ...applied, isOver: true } }
  tell()
  expect(await screen.findByText('已派出 1 单，服务人员会收到通知。')).toBeTruthy()
  expect(sent.filter(({ name }) => name.endsWith('/apply')).map(({ body }) => body)).toEqual([{ version: 3 }])
})

it('begins to plan, tells how far it is, and says kindly when there is nothing to plan', async () => {
  let plan: DayPlan | undefined
  let isEmpty = true
  fakeApi({
    [`GET ${path}`]: () => ({ plan }),
    [`POST ${path}`]: () => {
      if (isEmpty) return refuse(409, 'dispatch.nothing_to_plan', '这一天还没有要上门的服务，有了再来排班。')
      plan = { ...ready, state: 'planning', percent: 40, routes: [], left: [], openOrders: 0 }
      return { plan }
    },
  })
  render(<DayPlanPage />)
  fireEvent.click(await screen.findByRole('button', { name: '排这一天的班' }))
  expect(await screen.findByText('这一天还没有要上门的服务，有了再来排班。')).toBeTruthy()
  isEmpty = false
  fireEvent.click(screen.getByRole('button', { name: '排这一天的班' }))
  expect(await screen.findByText(/正在排，已完成 40%/)).toBeTruthy()
})

it('says that it is out of date and why, and after it was laid out anew by itself what became different', async () => {
  const plannedAt = new Date().toISOString()
  let plan: DayPlan = { ...ready, plannedAt, changes: ['不用去了：周桂珍 上门助浴'] }
  fakeApi({ [`GET ${path}`]: () => ({ plan }) })
  render(<DayPlanPage />)
  expect(await screen.findByText('有了变化，下面的排班过时了，一分钟内会自动重排。')).toBeTruthy()
  expect(screen.getByText('不用去了：周桂珍 上门助浴')).toBeTruthy()
  plan = {
    ...ready,
    plannedAt,
    taken: plan.changes,
    differences: ['吴根娣 打针：改由李师傅去（原来是王师傅）'],
  }
  act(() => {
    passOn('queue.changed', { post: `unit:${unitId}` })
  })
  expect(await screen.findByText(/按新的情况自动重排过。$/)).toBeTruthy()
  expect(screen.getByText('吴根娣 打针：改由李师傅去（原来是王师傅）')).toBeTruthy()
})

it('tells whoever works for no unit whom to ask', async () => {
  signInAs({ memberships: [secretary] })
  render(<DayPlanPage />)
  expect(await screen.findByText('这一页给服务单位的人用')).toBeTruthy()
})
