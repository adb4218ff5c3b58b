import type { PlanView } from '@linli/shared/elderCare/plan.contract'
import { toShanghaiDay } from '@linli/shared/time'
import Taro from '@tarojs/taro'
import { openFile } from '../../platform/lastingFiles'
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { chooseMode } from '../../stores/settings'
import { resendAll, useOutgoingStore } from '../../services/outgoing'
import { fakeApi, me, refuse, secretary, signInAs, type SentRequest } from '../../test/fakeApi'
import MonthBillPage from './pages/bill'
import MonthBillsPage from './pages/bills'
import { describeOrderTag } from './components/careWords'
import HomePage from './pages/home'
import ItemPage from './pages/item'
import OrderPage from './pages/order'
import { isSwapped } from './pages/order/VitalsFields'
import PlanPage from './pages/plan'
import OwnOrdersPage from './pages/orders'

// What without a network is waited for an answer.
jest.mock('../../services/patience', () => ({
  waitAWhile: (sent: Promise<unknown>) =>
    Promise.race([sent.then(() => true), new Promise((resolve) => setTimeout(resolve, 30, false))]),
}))

// What a phone keeps of files outlives a killed program.
jest.mock('../../platform/lastingFiles', () => ({
  keepFile: (path: string) => Promise.resolve(`kept-${path}`),
  openFile: jest.fn((name: string) => Promise.resolve(name)),
  dropFile: jest.fn(),
}))
jest.mock('../../platform/photos', () => ({ choosePhotos: () => Promise.resolve(['floor.jpg']) }))

const visit = (params: Record<string, string> = {}) => {
  jest.spyOn(Taro, 'useRouter').mockReturnValue({ params, path: '/' } as never)
}

const ids = { order: 'a'.repeat(24), offering: 'b'.repeat(24) }
const slot = {
  ...{ offeringId: ids.offering, unitName: '临江助浴点', startsAt: '2026-11-24T06:00:00.000Z' },
  ...{ endsAt: '2026-11-24T07:00:00.000Z', timeText: '明天 14:00–15:00', left: 2, isUsual: true },
  ...{ priceFen: 6000, subsidyFen: 0, selfPaidFen: 6000, priceText: '60 元' },
}
const item = {
  ...{
    code: 'siteBath',
    name: '社区助浴点洗浴',
    careClass: 'bath',
    place: 'site',
    minutes: 60,
    canRecur: true,
  },
  ...{ cancelText: '提前 12 小时免费取消', proofText: '请念六位数字' },
}
const order = {
  ...{ id: ids.order, version: 3, state: 'started', stateText: '贺春兰正在服务', isOpen: true },
  ...{ item: { code: 'siteBath', name: '社区助浴点洗浴', careClass: 'bath' }, unitName: '临江助浴点' },
  ...{ startsAt: slot.startsAt, endsAt: slot.endsAt, timeText: slot.timeText, personName: '周桂珍' },
  ...{ source: 'self', isLate: false, isSafetyOpen: false, helperNames: ['贺春兰'], placeText: '到点' },
  ...{
    payableFen: 6000,
    paymentState: 'due',
    mayPay: false,
    priceFen: 6000,
    subsidyFen: 0,
    selfPaidFen: 6000,
  },
  ...{ priceText: '60 元', payment: { state: 'due', method: 'station', text: '60 元，到站结算' } },
  ...{ complaints: [], canComplain: false, place: 'home' },
  ...{ relation: 'staff', helpersNeeded: 1, careNotes: ['过敏：花生'], timeline: [], actions: ['finish'] },
  asks: { proofs: ['code', 'checklist', 'vitals'], checklist: ['地面防滑'], mayPhoto: false },
}

const press = (name: string | RegExp, role = 'button') => {
  fireEvent.click(screen.getAllByRole(role, { name }).at(-1) ?? document.body)
}
const bodyOf = (sent: SentRequest[], name: string) => sent.find((request) => request.name === name)?.body

beforeEach(() => {
  localStorage.clear()
  visit()
  signInAs({ level: 'verified' })
  chooseMode('normal')
})

describe('the services home', () => {
  const services = {
    client: { id: 'c'.repeat(24), name: '周桂珍', isSelf: true },
    items: [
      { ...item, group: 'bathe', priceText: '60 元', isAvailable: true },
      {
        ...item,
        code: 'bedBath',
        name: '床上擦浴',
        group: 'bathe',
        priceText: '80 元',
        isAvailable: false,
        why: '附近的单位现在没有持证的人手',
      },
    ],
  }
  const answers = {
    'GET /api/elder-care/services': () => services,
    'GET /api/elder-care/orders': () => ({ items: [] }),
  }

  it('shows four big things in 长辈版, then the items of one', async () => {
    chooseMode('elder')
    fakeApi({ ...answers, 'GET /api/elder-care/services': () => ({ ...services, phone: '02156640000' }) })
    const online = render(<HomePage />)
    const look = async () => {
      for (const big of ['吃饭', '洗澡', '看病', '找人帮忙'])
        expect(await screen.findByText(big)).toBeTruthy()
      expect(screen.queryByText('社区助浴点洗浴')).toBeNull()
      const order = screen.getByText('吃饭').compareDocumentPosition(screen.getByText('我的服务和长期预约'))
      expect(order).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
      press('洗澡')
      expect(await screen.findByText('社区助浴点洗浴')).toBeTruthy()
    }
    await look()
    online.unmount()
    // Opened anew without a network it is all there, with the number that books it.
    fakeApi({
      'GET /api/elder-care/services': () => {
        throw new Error('no network')
      },
    })
    render(<HomePage />)
    await look()
    expect(screen.getByText('找不到想要的？打电话给社区')).toBeTruthy()
  })

  it('shows many things under plain headings, what cannot wait first', async () => {
    chooseMode('elder')
    const rows = [
      ['homeCleaning', '居家保洁', 'cleaning', true],
      ['lockOpening', '紧急开锁', 'urgent', false],
      ['utilityRepair', '水电应急维修', 'urgent', true],
      ['homeVisit', '上门探访', 'safety', true],
    ] as const
    const items = rows.map(([code, name, careClass, isAvailable]) => ({
      ...{ ...item, code, name, careClass, isAvailable, group: 'help', priceText: '80 元' },
      ...(isAvailable ? {} : { why: '附近的单位暂停了这一项' }),
    }))
    fakeApi({ ...answers, 'GET /api/elder-care/services': () => ({ ...services, items }) })
    render(<HomePage />)
    fireEvent.click(await screen.findByText('找人帮忙'))
    const headings = (await screen.findAllByRole('heading', { level: 2 })).map((each) => each.textContent)
    const shown = ['找人帮忙', '急事：水电坏了、门打不开', '家里安全', '打扫、洗衣、理发']
    expect(headings.filter((each) => shown.includes(each))).toEqual(shown)
    const names = screen.getAllByText(/^(居家保洁|紧急开锁|水电应急维修|上门探访)$/)
    expect(names.map((each) => each.textContent)).toEqual([
      ...['水电应急维修', '紧急开锁'],
      ...['上门探访', '居家保洁'],
    ])
  })

  it('says why something cannot be booked', async () => {
    fakeApi(answers)
    render(<HomePage />)
    expect(await screen.findByText('现在约不了：附近的单位现在没有持证的人手')).toBeTruthy()
  })

  it('shows what waits to be paid before what comes next, though it comes later', async () => {
    const meal = { ...order, ...{ id: 'e'.repeat(24), state: 'accepted', stateText: '食堂会来' } }
    const unpaid = { ...order, ...{ state: 'placed', stateText: '等您付款，22:12 前付好就替您留着' } }
    fakeApi({ ...answers, 'GET /api/elder-care/orders': () => ({ items: [meal, unpaid] }) })
    render(<HomePage />)
    const texts = (await screen.findAllByText(/^(食堂会来|等您付款)/)).map(({ textContent }) => textContent)
    expect(texts).toEqual(['等您付款，22:12 前付好就替您留着', '食堂会来'])
  })

  it('says large whom it is for when it is not oneself', async () => {
    visit({ person: 'c'.repeat(24) })
    const client = { ...services.client, isSelf: false, actingAs: '女儿' }
    fakeApi({ ...answers, 'GET /api/elder-care/services': () => ({ ...services, client }) })
    render(<HomePage />)
    expect(await screen.findByText('为 周桂珍 办')).toBeTruthy()
  })
})

describe('an item', () => {
  it('is booked with one tap at the time that was proposed, and undone', async () => {
    visit({ code: 'siteBath' })
    const placed = { ...order, state: 'placed', releaseAt: '2099-01-01T00:00:00.000Z', relation: 'elder' }
    const act = `POST /api/elder-care/orders/${ids.order}/actions`
    const sent = fakeApi({
      'GET /api/elder-care/services/siteBath/proposal': () => ({
        item,
        proposal: { ...slot, canPayOnline: true },
        consentAboveFen: 5000,
        others: [],
        days: [],
      }),
      'POST /api/elder-care/orders': () => placed,
      [act]: () => ({ ...placed, state: 'cancelled' }),
    })
    render(<ItemPage />)
    expect(await screen.findByText('自己付 60 元')).toBeTruthy()
    expect(screen.getByText(/超过说好的 50 元：.*先请长者或另一位家人同意/)).toBeTruthy()
    press('就约明天 14:00–15:00')
    expect(await screen.findByText('约好了：社区助浴点洗浴')).toBeTruthy()
    const { offeringId, startsAt } = slot
    const request = sent.find(({ name }) => name === 'POST /api/elder-care/orders')
    expect(request?.body).toEqual({ itemCode: 'siteBath', offeringId, startsAt, selfPaidFen: 6000 })
    expect(request?.requestKey).toBeTruthy()
    press('撤回')
    await waitFor(() => {
      expect(bodyOf(sent, act)).toEqual({ action: 'cancel', reason: 'wrong', feeFen: 0 })
    })
    // It says so and stays, and nothing on the page books it again.
    expect(await screen.findByText('撤回了，不收钱')).toBeTruthy()
    expect(screen.queryByRole('button', { name: /就约/ })).toBeNull()
    press('换个时间再约')
    expect(await screen.findByRole('button', { name: '就约明天 14:00–15:00' })).toBeTruthy()
  })

  it('that became dearer is not booked, shows the new price, and is booked by another press', async () => {
    visit({ code: 'siteBath' })
    let selfPaidFen = 5500
    const sent = fakeApi({
      'GET /api/elder-care/services/siteBath/proposal': () => ({
        ...{ item, others: [], days: [] },
        proposal: { ...slot, selfPaidFen, priceText: `${selfPaidFen / 100} 元` },
      }),
      'POST /api/elder-care/orders': ({ body }) => {
        if ((body as { selfPaidFen: number }).selfPaidFen === 6000) return { ...order, relation: 'elder' }
        selfPaidFen = 6000
        return refuse(409, 'care.price_changed', '价钱和刚才看到的不一样了')
      },
    })
    render(<ItemPage />)
    await screen.findByText('自己付 55 元')
    press('就约明天 14:00–15:00')
    expect(await screen.findByText('自己付 60 元')).toBeTruthy()
    expect((await screen.findAllByText(/价钱和刚才看到的不一样了/)).length).toBeGreaterThan(0)
    press('就约明天 14:00–15:00')
    expect(await screen.findByText('约好了：社区助浴点洗浴')).toBeTruthy()
    expect(sent.filter(({ name }) => name.startsWith('POST'))).toHaveLength(2)
  })

  it('that costs nothing says so, and speaks of no money to pay at the station', async () => {
    visit({ code: 'siteBath' })
    const free = { priceFen: 0, selfPaidFen: 0, priceText: '不收费' }
    fakeApi({
      'GET /api/elder-care/services/siteBath/proposal': () => ({
        ...{ item, others: [], days: [], proposal: { ...slot, ...free } },
      }),
    })
    render(<ItemPage />)
    expect(await screen.findByText('不收费')).toBeTruthy()
    expect(screen.getByText('您不用付钱。')).toBeTruthy()
    expect(screen.queryByText(/到站结算|自己付/)).toBeNull()
  })

  it('that falls upon something else of hers says so, and is booked by whoever presses all the same', async () => {
    visit({ code: 'siteBath' })
    let clash: object = {}
    const clashText = '明天 14:00–15:00已经约了上门洗头（钟楼洗头），两样会碰在一起。'
    const sent = fakeApi({
      'GET /api/elder-care/services/siteBath/proposal': () => ({
        ...{ item, others: [], days: [], proposal: { ...slot, ...clash } },
      }),
      'POST /api/elder-care/orders': ({ body }) => {
        if ((body as { besideOthers?: true }).besideOthers) return { ...order, relation: 'elder' }
        clash = { clashText }
        return refuse(409, 'care.time_taken', '这个时间刚刚约了别的服务')
      },
    })
    render(<ItemPage />)
    await screen.findByText('自己付 60 元')
    press('就约明天 14:00–15:00')
    expect(await screen.findByText(clashText)).toBeTruthy()
    press('还是约明天 14:00–15:00')
    expect(await screen.findByText('约好了：社区助浴点洗浴')).toBeTruthy()
    expect(sent.filter(({ name }) => name.startsWith('POST'))).toHaveLength(2)
  })

  it('that is full by now says so, proposes the next time, and keeps what was chosen', async () => {
    visit({ code: 'siteBath' })
    const at = (hour: number) => ({
      ...slot,
      startsAt: `2026-11-24T0${hour}:00:00.000Z`,
      timeText: `明天 ${hour + 8}:00`,
    })
    let free = [at(6), at(7), at(8)]
    const sent = fakeApi({
      'GET /api/elder-care/services/siteBath/proposal': () => ({
        ...{ item, proposal: free[0], others: free.slice(1), days: ['2026-11-24'] },
      }),
      'POST /api/elder-care/orders': ({ body }) => {
        const { startsAt } = body as { startsAt: string }
        free = free.filter((each) => each.startsAt !== startsAt)
        return refuse(409, 'care.slot_full', '这个时间刚刚约满了')
      },
    })
    render(<ItemPage />)
    await screen.findByText('自己付 60 元')
    press('换时间或换一家')
    press(/^明天 15:00/, 'radio')
    press('就约明天 15:00')
    // Another one was chosen and is full: back to what is proposed, the list still open.
    expect(await screen.findByRole('button', { name: '就约明天 14:00' })).toBeTruthy()
    expect((await screen.findAllByText(/这个时间刚刚约满了/)).length).toBeGreaterThan(0)
    expect(screen.queryByRole('radio', { name: /^明天 15:00/ })).toBeNull()
    press('就约明天 14:00')
    expect(await screen.findByRole('button', { name: '就约明天 16:00' })).toBeTruthy()
    expect(screen.getByRole('radio', { name: /^明天 16:00/ })).toBeTruthy()
    const asked = sent
      .filter(({ name }) => name.startsWith('POST'))
      .map(({ body }) => body as { startsAt: string })
    expect(asked.map(({ startsAt }) => startsAt)).toEqual([at(7).startsAt, at(6).startsAt])
    // What was refused was said here: no other page says it again.
    expect(useOutgoingStore.getState().items.filter(({ state }) => state === 'refused')).toEqual([])
  })
})

it('shows an elder the first days, and says that there are more', async () => {
  chooseMode('elder')
  visit({ code: 'siteBath' })
  const days = ['24', '25', '26', '27', '28', '29'].map((day) => `2026-11-${day}`)
  fakeApi({
    'GET /api/elder-care/services/siteBath/proposal': () => ({ item, proposal: slot, others: [], days }),
  })
  render(<ItemPage />)
  fireEvent.click(await screen.findByRole('button', { name: '换时间或换一家' }))
  const group = await screen.findByRole('radiogroup', { name: '哪一天' })
  expect(group.children).toHaveLength(5)
  press('还有 2 天可以选')
  expect(group.children).toHaveLength(7)
  expect(screen.queryByText(/天可以选/)).toBeNull()
})

it('says of every week the price of the next day that is chosen, not of the day that was proposed', async () => {
  const of = (startsAt: string, weeklyPriceText: string) => ({ ...slot, startsAt, weeklyPriceText })
  const sunday = of('2026-11-29T02:30:00.000Z', '每次 17 元')
  const monday = of('2026-11-30T02:30:00.000Z', '每次您付 14 元：原价 17 元，助餐补贴付 3 元。')
  const elsewhere = { ...of('2026-11-30T02:30:00.000Z', '每次 18 元'), offeringId: 'd'.repeat(24) }
  const others = [of('2026-11-30T09:00:00.000Z', '每次 16 元'), elsewhere, monday]
  visit({ code: 'siteBath' })
  fakeApi({
    'GET /api/elder-care/services/siteBath/proposal': () => ({
      ...{ item: { ...item, careClass: 'meal' }, proposal: sunday, others, days: [] },
    }),
  })
  render(<ItemPage />)
  fireEvent.click(await screen.findByRole('button', { name: '每周都要' }))
  expect(await screen.findByText(/按现在的补贴，每次您付 14 元/)).toBeTruthy()
  for (const day of ['周一', '周二', '周三', '周四', '周五']) press(day, 'checkbox')
  press('周日', 'checkbox')
  expect(await screen.findByText(/按现在的补贴，每次 17 元/)).toBeTruthy()
})

it('is settled by the month: booked so, and taken in by one press for all that is due', async () => {
  visit({ code: 'siteBath' })
  const monthDue = { unitId: 'e'.repeat(24), month: '2026-11', orders: 4, fen: 24_000 }
  const personId = 'd'.repeat(24)
  const due = { ...order, state: 'confirmed', isOpen: false, actions: ['receive'], personId, monthDue }
  const receive = `POST /api/elder-care/bills/${monthDue.unitId}/${personId}/2026-11/receive`
  const sent = fakeApi({
    'GET /api/elder-care/services/siteBath/proposal': () => ({ item, proposal: slot, others: [], days: [] }),
    'POST /api/elder-care/orders': () => ({ ...order, relation: 'elder' }),
    [`GET /api/elder-care/orders/${ids.order}`]: () => due,
    [receive]: () => order,
  })
  const { unmount } = render(<ItemPage />)
  await screen.findByText('自己付 60 元')
  press('月底一起付', 'switch')
  press('就约明天 14:00–15:00')
  await screen.findByText('约好了：社区助浴点洗浴')
  expect(bodyOf(sent, 'POST /api/elder-care/orders')).toMatchObject({ settlement: 'monthly' })
  unmount()
  visit({ id: ids.order })
  render(<OrderPage />)
  await screen.findByRole('button', { name: '收到11月的 4 单，一共 240 元' })
  press('收到11月的 4 单，一共 240 元')
  await waitFor(() => {
    expect(bodyOf(sent, receive)).toEqual({ fen: 24_000 })
  })
})

it('says whom it is for until the page is left: before it is booked, once it is, and once it is pressed back', async () => {
  visit({ code: 'siteBath', person: 'c'.repeat(24) })
  const client = { id: 'c'.repeat(24), name: '周桂珍', isSelf: false, actingAs: '女儿' }
  const placed = { ...order, state: 'placed', releaseAt: '2099-01-01T00:00:00.000Z', relation: 'elder' }
  fakeApi({
    'GET /api/elder-care/services/siteBath/proposal': () => ({
      ...{ item, client, proposal: slot, others: [], days: [] },
    }),
    'POST /api/elder-care/orders': () => placed,
    [`POST /api/elder-care/orders/${ids.order}/actions`]: () => ({ ...placed, state: 'cancelled' }),
  })
  render(<ItemPage />)
  const isSaid = () => screen.getByText('为 周桂珍 办')
  await screen.findByText('自己付 60 元')
  expect(isSaid()).toBeTruthy()
  press('就约明天 14:00–15:00')
  await screen.findByText('约好了：社区助浴点洗浴')
  expect(isSaid()).toBeTruthy()
  press('撤回')
  await screen.findByText('撤回了，不收钱')
  expect(isSaid()).toBeTruthy()
})

it('says whom an order, a plan, a list and a bill are for to whoever acts for several', async () => {
  const personId = 'd'.repeat(24)
  const plan: PlanView = {
    ...{
      id: 'f'.repeat(24),
      version: 1,
      state: 'active',
      stateText: '进行中',
      personId,
      personName: '周桂珍',
    },
    ...{ item: { code: 'lunchDelivery', name: '午餐送上门' }, unitName: '临江食堂', weekdays: [1] },
    ...{
      timeText: '每周一 10:30',
      skipsHolidays: true,
      priceText: '每次 17 元',
      days: [],
      actions: ['pause'],
    },
  }
  const elder = (id: string, name: string) => ({ relation: 'daughter', elder: { personId: id, name } })
  fakeApi({
    [`GET /api/elder-care/orders/${ids.order}`]: () => ({ ...order, relation: 'elder', personId }),
    [`GET /api/elder-care/plans/${plan.id}`]: () => plan,
    'GET /api/elder-care/orders': () => ({ items: [] }),
    'GET /api/elder-care/plans': () => ({ items: [] }),
    'GET /api/families/elders': () => ({
      items: [elder('e'.repeat(24), '周国强'), elder(personId, '周桂珍')],
    }),
  })
  for (const [params, Page] of [
    [{ id: ids.order }, OrderPage],
    [{ id: plan.id }, PlanPage],
    [{ person: personId }, OwnOrdersPage],
    [{ person: personId, month: '2026-11' }, MonthBillPage],
  ] as const) {
    signInAs({ level: 'verified', isProxy: true })
    visit(params)
    const page = render(<Page />)
    expect(await screen.findByText('为 周桂珍 办')).toBeTruthy()
    expect(screen.queryByText('为 周国强 办')).toBeNull()
    page.unmount()
  }
})

const billRow = {
  ...{ id: ids.order, day: '2026-11-02', itemName: '午餐送上门', unitName: '临江食堂' },
  ...{ priceFen: 1700, subsidyFen: 500, selfPaidFen: 1200, paymentText: '12 元，月结' },
}

it('tells the elder what a month costs, and where and when it is paid', async () => {
  visit({ month: '2026-11' })
  const text = '12月1日起，到临江食堂或社区服务站一次付清。'
  fakeApi({
    'GET /api/me/care-bill': () => ({
      ...{ personName: '周桂珍', month: '2026-11', text: '11月到今天一共 17 元。', rows: [billRow] },
      sums: { priceFen: 1700, subsidyFen: 500, selfPaidFen: 1200 },
      toPay: [{ unitId: ids.order, unitName: '临江食堂', phone: '02156000002', orders: 1, fen: 1200, text }],
      ...{ waiting: { orders: 1, fen: 1200 }, ahead: { orders: 0, fen: 0 } },
    }),
  })
  render(<MonthBillPage />)
  await screen.findByText('11月到今天一共 17 元。')
  expect(screen.getByText(`1 单。${text}`)).toBeTruthy()
  expect(screen.getByText('原价 17 元，补贴付 5 元，自己付 12 元')).toBeTruthy()
  expect(screen.getByText(/^还有 1 单等确认，12 元/)).toBeTruthy()
})

it('takes in a whole month of an elder after she and the desk looked through it', async () => {
  const [unitId, personId] = ['e'.repeat(24), 'd'.repeat(24)]
  const cook = { ...secretary, role: 'unitStaff' as const, unitId, unitKind: 'organisation' as const }
  signInAs({ memberships: [cook] })
  const line = {
    ...{ id: `${unitId}:${personId}`, unitId, personId, unitName: '临江食堂', personName: '周桂珍' },
    ...{ phoneText: '139****0001', month: '2026-11', orders: 12, fen: 14_400 },
  }
  const receive = `POST /api/elder-care/bills/${unitId}/${personId}/2026-11/receive`
  const sent = fakeApi({
    'GET /api/elder-care/bills': () => ({
      ...{
        items: [line],
        isCut: false,
        sums: { people: 1, orders: 12, fen: 14_400 },
        single: { orders: 0, fen: 0 },
      },
    }),
    [`GET /api/elder-care/bills/${unitId}/${personId}/2026-11`]: () => ({ ...line, rows: [billRow] }),
    [receive]: () => ({ ...line, rows: [] }),
  })
  render(<MonthBillsPage />)
  await screen.findByText('1 位长者，12 单，要收 144 元。')
  press('看每一单')
  await screen.findByText('原价 17 元，补贴付 5 元，长者付 12 元')
  press('收到 144 元')
  await screen.findByText(/^请先点清钱/)
  press('收到 144 元')
  await waitFor(() => {
    expect(bodyOf(sent, receive)).toEqual({ fen: 14_400 })
  })
})

it('ends a lost card for an elder one acts for, and says how to get another', async () => {
  visit({ person: 'c'.repeat(24) })
  const sent = fakeApi({
    'GET /api/elder-care/orders': () => ({ items: [] }),
    'GET /api/elder-care/plans': () => ({ items: [] }),
    'POST /api/elder-care/cards/revoke': () => ({ ended: 1 }),
  })
  render(<OwnOrdersPage />)
  await screen.findByText('现在没有约好的服务')
  press('服务卡丢了')
  press('停用旧卡')
  expect(await screen.findByText('旧卡已经停用。要新卡，请到社区服务站打印。')).toBeTruthy()
  expect(bodyOf(sent, 'POST /api/elder-care/cards/revoke')).toEqual({ personId: 'c'.repeat(24) })
})

it('asks the helper of a bath at the station whether she came, not who opens a door', async () => {
  visit({ id: ids.order })
  const there = { ...order, ...{ state: 'accepted', place: 'site', actions: ['start', 'noAnswer'] } }
  fakeApi({ [`GET /api/elder-care/orders/${ids.order}`]: () => there })
  render(<OrderPage />)
  fireEvent.click(await screen.findByRole('button', { name: '没有等到人' }))
  expect(await screen.findByText(/去看她平安不平安/)).toBeTruthy()
})

it('says to whom the digits are read: who comes to her door, or works where she goes', async () => {
  visit({ id: ids.order })
  const own = { ...order, ...{ state: 'accepted', relation: 'elder', code: '439716', actions: [] } }
  let place = 'site'
  fakeApi({ [`GET /api/elder-care/orders/${ids.order}`]: () => ({ ...own, place }) })
  const there = render(<OrderPage />)
  expect(await screen.findByText('到了以后，请念这六位数字：')).toBeTruthy()
  expect(screen.getByText('只念给临江助浴点的工作人员听，出示服务卡也行。')).toBeTruthy()
  there.unmount()
  place = 'home'
  render(<OrderPage />)
  expect(await screen.findByText('服务人员到了，请念这六位数字：')).toBeTruthy()
  expect(screen.getByText('只告诉上门的人。没有见到人，不要念。')).toBeTruthy()
})

describe('an order in the hands of its helper', () => {
  it('shows what to mind, and is finished with the record the item asks for, without a photo', async () => {
    visit({ id: ids.order })
    const act = `POST /api/elder-care/orders/${ids.order}/actions`
    const sent = fakeApi({ [`GET /api/elder-care/orders/${ids.order}`]: () => order, [act]: () => order })
    render(<OrderPage />)
    expect(await screen.findByText('过敏：花生')).toBeTruthy()
    press('完成，写记录')
    expect(screen.getByText('这一项服务不拍照。')).toBeTruthy()
    press('地面防滑', 'checkbox')
    for (const when of ['服务前', '服务后'])
      for (const [label, value] of [
        ['高压（毫米汞柱）', '130'],
        ['低压（毫米汞柱）', '80'],
        ['脉搏（次/分）', '70'],
      ] as const)
        fireEvent.change(screen.getByLabelText(`${when}${label}`), { target: { value } })
    press('完成')
    const vitals = { systolic: 130, diastolic: 80, pulse: 70 }
    await waitFor(() => {
      expect(bodyOf(sent, act)).toEqual({
        action: 'finish',
        at: expect.any(String) as string,
        record: { outcome: 'done', checklist: ['地面防滑'], vitals: { before: vitals, after: vitals } },
      })
    })
  })
})

it('is moved by the desk to another unit of its day, or to another day', async () => {
  visit({ id: ids.order })
  const path = `/api/elder-care/orders/${ids.order}`
  const own = toShanghaiDay(new Date(order.startsAt))
  const option = (name: string, time: string) => ({
    ...{ offeringId: name.repeat(24), unitName: `${name}家`, timeText: time, left: 2, selfPaidFen: 6000 },
    ...{ startsAt: `2026-12-01T${time}:00.000Z`, endsAt: `2026-12-01T${time}:00.000Z`, priceText: '60 元' },
  })
  const sent = fakeApi({
    [`GET ${path}`]: () => ({ ...order, actions: ['move'] }),
    [`POST ${path}/actions`]: () => order,
    [`GET /api/elder-care/services/${item.code}/proposal`]: ({ query }) =>
      query.get('day') === own
        ? { item, days: ['2099-12-02'], others: [] }
        : { item, days: ['2099-12-02'], proposal: option('b', '02:30'), others: [option('a', '01:30')] },
  })
  render(<OrderPage />)
  await screen.findByText('换一家')
  press('换一家')
  expect(await screen.findByText(/没有别的单位能做，请看别的日子/)).toBeTruthy()
  press(/12月2日/, 'radio')
  await screen.findByText('01:30')
  expect(screen.getAllByText(/^\d\d:30$/).map(({ textContent }) => textContent)).toEqual(['01:30', '02:30'])
  press(/01:30/, 'radio')
  press('就换这个')
  await waitFor(() => {
    expect(bodyOf(sent, `POST ${path}/actions`)).toEqual({
      ...{ action: 'move', offeringId: 'a'.repeat(24), startsAt: '2026-12-01T01:30:00.000Z' },
    })
  })
})

it('whose day is over without a record is asked about: the desk writes what became of it', async () => {
  visit({ id: ids.order })
  const path = `/api/elder-care/orders/${ids.order}`
  const unbegun = { ...order, state: 'accepted', actions: ['conclude', 'noShow', 'move'], place: 'site' }
  const sent = fakeApi({ [`GET ${path}`]: () => unbegun, [`POST ${path}/actions`]: () => unbegun })
  render(<OrderPage />)
  expect(await screen.findByText('登记为没有来')).toBeTruthy()
  press('登记结果：来过没有')
  expect(screen.getByText(/没有来的不收费，付过的钱会退/)).toBeTruthy()
  press('没有来，不收费', 'radio')
  fireEvent.input(screen.getByRole('textbox'), { target: { value: '长者说饭没送来' } })
  press('登记结果：来过没有')
  await waitFor(() => {
    expect(bodyOf(sent, `POST ${path}/actions`)).toEqual({
      ...{ action: 'conclude', outcome: 'notDone', text: '长者说饭没送来' },
    })
  })
})

describe('a visit without a network', () => {
  it('that nobody can finish goes on with a colleague, or is ended with a reason', async () => {
    visit({ id: ids.order })
    const path = `/api/elder-care/orders/${ids.order}`
    const begun = { ...order, actions: ['assign', 'conclude'] }
    const sent = fakeApi({
      [`GET ${path}`]: () => begun,
      [`GET ${path}/helpers`]: () => ({
        items: [
          {
            userId: 'd'.repeat(24),
            name: '徐红',
            kind: '护理员',
            isFamiliar: true,
            isFree: true,
            ordersThatDay: 2,
          },
        ],
        ...{ needed: 1, current: ['e'.repeat(24)] },
      }),
      [`POST ${path}/actions`]: () => begun,
    })
    render(<OrderPage />)
    expect(await screen.findByText('换人接着做')).toBeTruthy()
    press('换人接着做')
    expect(await screen.findByText('徐红（上次来过）')).toBeTruthy()
    press(/徐红/, 'checkbox')
    press('交给他们接着做')
    const bodies = () => sent.filter(({ name }) => name.startsWith('POST')).map(({ body }) => body)
    await waitFor(() => {
      expect(bodies()).toEqual([{ action: 'assign', helperIds: ['d'.repeat(24)], instead: ['e'.repeat(24)] }])
    })
    press('没有人能写记录，登记结束')
    press('做了一部分', 'radio')
    fireEvent.input(screen.getByRole('textbox'), { target: { value: '手机坏了' } })
    press('没有人能写记录，登记结束')
    await waitFor(() => {
      expect(bodies()[1]).toEqual({ action: 'conclude', outcome: 'partly', text: '手机坏了' })
    })
  })

  it('is begun, written down and finished on the phone, survives a killed app, and is sent in order and once', async () => {
    visit({ id: ids.order })
    const path = `/api/elder-care/orders/${ids.order}`
    const accepted = {
      ...{ ...order, state: 'accepted', stateText: '贺春兰会来', actions: ['start', 'depart', 'noAnswer'] },
      asks: { ...order.asks, mayPhoto: true },
    }
    fakeApi({ [`GET ${path}`]: () => accepted })
    Taro.uploadFile = jest.fn(({ fail }: Taro.uploadFile.Option) => {
      fail?.({ errMsg: 'no network' })
      return { progress: jest.fn() }
    }) as never
    const online = render(<OrderPage />)
    expect(await screen.findByText('贺春兰会来')).toBeTruthy()
    online.unmount()

    const noNetwork = () => {
      throw new Error('no network')
    }
    fakeApi({ [`GET ${path}`]: noNetwork, [`POST ${path}/actions`]: noNetwork })
    const cellar = render(<OrderPage />)
    await screen.findByText('贺春兰会来')
    press('出发了')
    expect(await screen.findByText(/^等待发送：出发（\d\d:\d\d），社区助浴点洗浴/)).toBeTruthy()
    await waitFor(() => {
      expect(screen.queryByRole('button', { name: '出发了' })).toBeNull()
    })
    await waitFor(() => {
      press('敲门没人应')
      expect(screen.getByRole('dialog')).toBeTruthy()
    })
    press('敲门没人应')
    expect(await screen.findByText(/没有网络，社区和家人还不知道没人应门/)).toBeTruthy()
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull()
    })
    // She opens after all: nobody is to be alarmed.
    press('开始服务')
    fireEvent.input(screen.getByLabelText('长者念的六位数字，或服务卡上的字'), {
      target: { value: '123456' },
    })
    press('开始')
    expect(await screen.findByText(/^等待发送：开始服务（\d\d:\d\d），社区助浴点洗浴/)).toBeTruthy()
    expect(screen.queryByText(/没人应门/)).toBeNull()
    expect(screen.getByText(/^等待发送：出发（\d\d:\d\d）/)).toBeTruthy()
    press('完成，写记录')
    press('地面防滑', 'checkbox')
    press('拍照')
    expect(await screen.findByText('已存好')).toBeTruthy()
    press('完成')
    const held =
      /^等待发送：完成的记录（\d\d:\d\d），社区助浴点洗浴。已经存好，前一步发出去以后接着自动发送。/
    expect(await screen.findByText(held)).toBeTruthy()
    await waitFor(() => {
      expect(screen.queryByText('服务记录')).toBeNull()
    })
    cellar.unmount()

    // The program is started again, still without a network, then with one.
    const restarted = render(<OrderPage />)
    expect(await screen.findByText(held)).toBeTruthy()
    expect(screen.queryByRole('button', { name: '完成，写记录' })).toBeNull()
    let state = 'accepted'
    const sent = fakeApi({
      [`GET ${path}`]: () =>
        state === 'finished' ? { ...accepted, state, stateText: '做完了', actions: [] } : accepted,
      [`POST ${path}/actions`]: ({ body }) => {
        const { action, code } = body as { action: string; code?: string }
        if (action === 'start' && code === '123456') return refuse(409, 'care.code_wrong', '数字不对')
        if (action === 'depart') return accepted
        state = action === 'finish' ? 'finished' : 'started'
        return { ...accepted, state }
      },
    })
    Taro.uploadFile = jest.fn(({ success }: Taro.uploadFile.Option) => {
      success?.({ statusCode: 201, data: '{"id":"eeeeeeeeeeeeeeeeeeeeeeee"}', errMsg: '' })
      return { progress: jest.fn() }
    }) as never
    act(() => {
      resendAll(me.id)
    })
    // The digits were wrong: they are asked again, and the record waits for them.
    expect(await screen.findByText(/^\d\d:\d\d 开始服务时填的数字没有对上。$/)).toBeTruthy()
    expect(screen.getByText(/服务记录还在手机里，数字对了就接着自动发送。开始的时间仍按/)).toBeTruthy()
    press('重新填数字')
    const digits = await screen.findByLabelText<HTMLInputElement>('长者念的六位数字，或服务卡上的字')
    fireEvent.input(digits, { target: { value: '654321' } })
    press('开始')
    expect(await screen.findByText('做完了')).toBeTruthy()
    const steps = sent.filter(({ name }) => name.startsWith('POST'))
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string
    // The hour she left is kept, and told before the visit begins.
    expect(steps.map(({ body }) => body)).toEqual([
      { action: 'depart', at },
      { action: 'start', code: '123456', at },
      { action: 'start', code: '654321', at },
      {
        action: 'finish',
        at,
        record: expect.objectContaining({
          checklist: ['地面防滑'],
          photoIds: ['eeeeeeeeeeeeeeeeeeeeeeee'],
        }) as object,
      },
    ])
    // It began when it was pressed first, and the photo went once.
    expect(new Set(steps.slice(1, 3).map(({ body }) => (body as { at: string }).at)).size).toBe(1)
    expect(Taro.uploadFile).toHaveBeenCalledTimes(1)
    expect(openFile).toHaveBeenCalled()
    expect(localStorage.getItem('linli.photos')).toBe('[]')
    expect(localStorage.getItem('linli.outgoing')).not.toContain('actions')
    restarted.unmount()
  })
})

describe('a complaint', () => {
  it('goes to the level above, keeps what was typed when it fails, and is shown with its state', async () => {
    visit({ id: ids.order })
    const path = `/api/elder-care/orders/${ids.order}`
    let shown = {
      ...order,
      relation: 'elder',
      actions: [] as string[],
      canComplain: true,
      complaints: [] as object[],
    }
    let isBroken = true
    const sent = fakeApi({
      [`GET ${path}`]: () => shown,
      [`POST ${path}/complaints`]: () => {
        if (isBroken) return refuse(409, 'need.nobody_above', '上一级还没有人，请打 12345。')
        shown = {
          ...shown,
          canComplain: false,
          complaints: [{ id: 'd'.repeat(24), stateText: '已交给友谊路街道', isOpen: true }],
        }
        return shown
      },
    })
    const first = render(<OrderPage />)
    fireEvent.click(await screen.findByRole('button', { name: '投诉' }))
    fireEvent.change(screen.getByRole('textbox'), { target: { value: '水是凉的，说了也不听' } })
    press('送出投诉')
    expect(await screen.findAllByText(/请打 12345/)).not.toHaveLength(0)
    first.unmount()
    render(<OrderPage />)
    fireEvent.click(await screen.findByRole('button', { name: '投诉' }))
    expect(screen.getByRole('textbox')).toHaveProperty('value', '水是凉的，说了也不听')
    isBroken = false
    press('送出投诉')
    expect(await screen.findByText('您的投诉：已交给友谊路街道')).toBeTruthy()
    expect(screen.queryByRole('button', { name: '投诉' })).toBeNull()
    expect(sent.filter(({ name }) => name.endsWith('/complaints')).map(({ body }) => body)).toEqual([
      { text: '水是凉的，说了也不听' },
      { text: '水是凉的，说了也不听' },
    ])
  })
})

describe('the words of an elder', () => {
  it('are sent once though the page was closed before they had arrived', async () => {
    visit({ id: ids.order })
    const acted = `POST /api/elder-care/orders/${ids.order}/actions`
    const done = { ...order, state: 'done', relation: 'elder', actions: ['dispute'] }
    let isOnline = false
    const sent = fakeApi({
      [`GET /api/elder-care/orders/${ids.order}`]: () => done,
      [acted]: () => (isOnline ? done : refuse(503, 'request.retry', '请稍候')),
    })
    const first = render(<OrderPage />)
    fireEvent.click(await screen.findByRole('button', { name: '没做好' }))
    screen.getByText(/^临江助浴点要在 3 天内答复；.*由上一级在 7 天内来定。$/)
    fireEvent.change(screen.getByRole('textbox'), { target: { value: '水是凉的' } })
    press('没做好')
    expect(await screen.findAllByText(/等待发送/)).not.toHaveLength(0)
    first.unmount()
    render(<OrderPage />)
    fireEvent.click(await screen.findByRole('button', { name: '没做好' }))
    press(/^没做好/)
    isOnline = true
    await act(() => {
      resendAll(me.id)
      return Promise.resolve()
    })
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull()
    })
    const keys = sent.filter(({ name }) => name === acted).map(({ requestKey }) => requestKey)
    expect(new Set(keys).size).toBe(1)
  })
})

it('promises no earlier beginning to whoever typed wrong digits with a network', async () => {
  const id = 'f'.repeat(24)
  visit({ id })
  const path = `/api/elder-care/orders/${id}`
  fakeApi({
    [`GET ${path}`]: () => ({ ...order, id, state: 'accepted', actions: ['start'] }),
    [`POST ${path}/actions`]: () => refuse(409, 'care.code_wrong', '数字没有对上'),
  })
  render(<OrderPage />)
  fireEvent.click(await screen.findByRole('button', { name: '开始服务' }))
  const digits = screen.getByLabelText('长者念的六位数字，或服务卡上的字')
  fireEvent.input(digits, { target: { value: '111111' } })
  press('开始')
  expect(await screen.findByText(/请再问一次，或者看服务卡。/)).toBeTruthy()
  expect(screen.queryByText(/开始的时间仍按/)).toBeNull()
})

it('begins with a reason where neither digits nor card can be shown', async () => {
  const id = 'f'.repeat(23) + 'e'
  visit({ id })
  const path = `/api/elder-care/orders/${id}`
  const sent = fakeApi({
    [`GET ${path}`]: () => ({ ...order, id, state: 'accepted', actions: ['start'] }),
    [`POST ${path}/actions`]: () => ({ ...order, id }),
  })
  render(<OrderPage />)
  fireEvent.click(await screen.findByRole('button', { name: '开始服务' }))
  press('没有数字，也没有卡')
  expect(screen.queryByLabelText('长者念的六位数字，或服务卡上的字')).toBeNull()
  press('开始')
  press('长者没有手机，也没有服务卡', 'radio')
  press('开始')
  await waitFor(() => {
    const at = expect.any(String) as unknown
    expect(bodyOf(sent, `POST ${path}/actions`)).toEqual({ action: 'start', unproved: 'nothing', at })
  })
})

it('offers the staff a card to print where the elder could show nothing at her door', async () => {
  visit({ code: 'siteBath', person: ids.order, source: 'counter' })
  const needs = { ...item, proofText: '长者没有自己的账号，也没有服务卡', needsCard: true }
  fakeApi({
    'GET /api/elder-care/services/siteBath/proposal': () => ({
      ...{ item: needs, proposal: slot, others: [], days: [] },
    }),
  })
  render(<ItemPage />)
  expect(await screen.findByRole('button', { name: '打印服务卡' })).toBeTruthy()
})

describe('the badge and the buttons of an order that came to nothing', () => {
  it.each([
    [{ state: 'finished', ending: 'notDone', isLate: false }, '没有做成'],
    [{ state: 'refunded', ending: 'cancelled', isOpen: false }, '已取消'],
    [{ state: 'accepted', ending: 'unknown' }, '要问清楚'],
  ])('%j', (part, badge) => {
    expect(describeOrderTag({ ...order, ...part } as never).text).toBe(badge)
  })

  it('ask for no praise: she says that she has heard, in one press', async () => {
    visit({ id: ids.order })
    const act = `POST /api/elder-care/orders/${ids.order}/actions`
    const notDone = {
      ...{ ...order, state: 'finished', relation: 'elder', ending: 'notDone', canComplain: true },
      ...{ stateText: '这次没有做成，不收费', actions: ['confirm', 'dispute'] },
    }
    const sent = fakeApi({
      [`GET /api/elder-care/orders/${ids.order}`]: () => notDone,
      [act]: () => ({ ...notDone, state: 'confirmed', actions: [] }),
    })
    render(<OrderPage />)
    expect(await screen.findByText('没有做成')).toBeTruthy()
    expect(screen.queryByText(/评价/)).toBeNull()
    expect(screen.getByRole('button', { name: '投诉' })).toBeTruthy()
    press('知道了')
    await waitFor(() => {
      expect(bodyOf(sent, act)).toEqual({ action: 'confirm' })
    })
  })
})

it('says on a plan how its part is paid, and pays a day of it in WeChat', async () => {
  visit({ id: 'f'.repeat(24) })
  const day = { day: '2026-11-30', text: '11月30日 周一', note: '临江食堂，10:30–12:00', mayChange: true }
  const plan: PlanView = {
    ...{ id: 'f'.repeat(24), version: 1, state: 'active', stateText: '进行中', personId: 'd'.repeat(24) },
    ...{ personName: '周桂珍', item: { code: 'lunchDelivery', name: '午餐送上门' }, unitName: '临江食堂' },
    ...{ weekdays: [1], timeText: '每周一 10:30', skipsHolidays: true, priceText: '每次 17 元' },
    payText: '补贴付 3 元，自己付每次 14 元：下面约好的可以一份一份在微信里付，不付的到服务站付。',
    days: [
      { ...day, state: 'ordered', orderId: ids.order, payableFen: 1400 },
      { ...day, day: '2026-12-07', state: 'planned' },
    ],
    actions: [],
  }
  fakeApi({ [`GET /api/elder-care/plans/${plan.id}`]: () => plan })
  render(<PlanPage />)
  expect(await screen.findByText(plan.payText ?? '')).toBeTruthy()
  press('在微信里付 14 元')
  expect(Taro.navigateTo).toHaveBeenCalledWith({
    url: `/packages/payments/pages/pay/index?kind=careOrder&id=${ids.order}`,
  })
  expect(screen.getAllByRole('button', { name: /在微信里付/ })).toHaveLength(1)
})

test('blood pressure is known to be the wrong way round only where both were written', () => {
  const empty = { systolic: '', diastolic: '', pulse: '', temperature: '', glucose: '' }
  expect(isSwapped({ ...empty, systolic: '80', diastolic: '180' })).toBe(true)
  expect(isSwapped({ ...empty, systolic: '130', diastolic: '80' })).toBe(false)
  expect(isSwapped({ ...empty, systolic: '80' })).toBe(false)
})

it('says by the button what the record lacks now, and that a pressure is the wrong way round', async () => {
  const id = 'f'.repeat(23) + 'e'
  visit({ id })
  fakeApi({
    [`GET /api/elder-care/orders/${id}`]: () => ({ ...order, id }),
    [`POST /api/elder-care/orders/${id}/actions`]: () =>
      refuse(400, 'care.record_incomplete', '记录还缺几项', { missing: ['checklist', 'vitals'] }),
  })
  render(<OrderPage />)
  await screen.findByText('贺春兰正在服务')
  press('完成，写记录')
  press('完成')
  expect(await screen.findByText('还缺：逐项核对、服务前和服务后的血压、脉搏。补上再按“完成”。')).toBeTruthy()
  press('地面防滑', 'checkbox')
  expect(screen.getByText('还缺：服务前和服务后的血压、脉搏。补上再按“完成”。')).toBeTruthy()
  const fill = (label: string, value: string) => {
    fireEvent.input(screen.getByLabelText(label), { target: { value } })
  }
  fill('服务前高压（毫米汞柱）', '80')
  fill('服务前低压（毫米汞柱）', '180')
  expect(screen.getByText('服务前的血压高低写反了，请往上找到“服务前”，改好再按“完成”。')).toBeTruthy()
  expect(screen.queryByText(/^还缺/)).toBeNull()
  fill('服务前高压（毫米汞柱）', '180')
  fill('服务前低压（毫米汞柱）', '80')
  fill('服务前脉搏（次/分）', '72')
  expect(screen.getByText(/^还缺/)).toBeTruthy()
  fill('服务后高压（毫米汞柱）', '130')
  fill('服务后低压（毫米汞柱）', '80')
  fill('服务后脉搏（次/分）', '70')
  expect(screen.queryByText(/^还缺|写反/)).toBeNull()
})

it('puts first that she was found, while nobody knows how she is', async () => {
  const id = 'f'.repeat(23) + 'd'
  visit({ id })
  const unopened = {
    ...{ ...order, id, state: 'accepted', isSafetyOpen: true },
    actions: ['move', 'cancel', 'reportSafe', 'note'],
  }
  fakeApi({ [`GET /api/elder-care/orders/${id}`]: () => unopened })
  render(<OrderPage />)
  const found = await screen.findByRole('button', { name: '人找到了，平安' })
  const all = screen.getAllByRole('button')
  expect(all.indexOf(found)).toBeLessThan(all.indexOf(screen.getByRole('button', { name: '换一家' })))
})

it('lets her say herself in one press that she is well', async () => {
  const id = 'f'.repeat(23) + '1'
  visit({ id })
  const act = `POST /api/elder-care/orders/${id}/actions`
  const shut = {
    ...{ ...order, id, state: 'accepted', isSafetyOpen: true, relation: 'elder', isSelf: true },
    actions: ['cancel', 'reportSafe'],
  }
  const sent = fakeApi({
    [`GET /api/elder-care/orders/${id}`]: () => shut,
    [act]: () => ({ ...shut, isSafetyOpen: false, actions: [] }),
  })
  render(<OrderPage />)
  await screen.findByRole('button', { name: '我没事' })
  expect(screen.queryByRole('button', { name: '人找到了，平安' })).toBeNull()
  press('我没事')
  await waitFor(() => {
    expect(bodyOf(sent, act)).toEqual({ action: 'reportSafe', text: '我没事' })
  })
})
