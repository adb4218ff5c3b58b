import Taro from '@tarojs/taro'
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { chooseMode } from '../../stores/settings'
import { resendAll } from '../../services/outgoing'
import { fakeApi, me, refuse, signInAs, type SentRequest } from '../../test/fakeApi'
import HomePage from './pages/home'
import ItemPage from './pages/item'
import OrderPage from './pages/order'

// What without a network is waited for an answer.
jest.mock('../../services/patience', () => ({
  waitAWhile: (sent: Promise<unknown>) =>
    Promise.race([sent.then(() => true), new Promise((resolve) => setTimeout(resolve, 30, false))]),
}))

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
  ...{ payableFen: 6000, paymentState: 'due', priceFen: 6000, subsidyFen: 0, selfPaidFen: 6000 },
  ...{ priceText: '60 元', payment: { state: 'due', method: 'station', text: '60 元，到站结算' } },
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
    fakeApi(answers)
    render(<HomePage />)
    for (const big of ['吃饭', '洗澡', '看病', '找人帮忙']) expect(await screen.findByText(big)).toBeTruthy()
    expect(screen.queryByText('社区助浴点洗浴')).toBeNull()
    press('洗澡')
    expect(await screen.findByText('社区助浴点洗浴')).toBeTruthy()
  })

  it('says why something cannot be booked', async () => {
    fakeApi(answers)
    render(<HomePage />)
    expect(await screen.findByText('现在约不了：附近的单位现在没有持证的人手')).toBeTruthy()
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
        proposal: slot,
        others: [],
        days: [],
      }),
      'POST /api/elder-care/orders': () => placed,
      [act]: () => ({ ...placed, state: 'cancelled' }),
    })
    render(<ItemPage />)
    expect(await screen.findByText('自己付 60 元')).toBeTruthy()
    press('就约明天 14:00–15:00')
    expect(await screen.findByText('约好了：社区助浴点洗浴')).toBeTruthy()
    const { offeringId, startsAt } = slot
    const request = sent.find(({ name }) => name === 'POST /api/elder-care/orders')
    expect(request?.body).toEqual({ itemCode: 'siteBath', offeringId, startsAt })
    expect(request?.requestKey).toBeTruthy()
    press('撤回')
    await waitFor(() => {
      expect(bodyOf(sent, act)).toEqual({ action: 'cancel', reason: 'wrong', feeFen: 0 })
    })
  })

  it('that is full by now keeps the page and says so', async () => {
    visit({ code: 'siteBath' })
    fakeApi({
      'GET /api/elder-care/services/siteBath/proposal': () => ({
        item,
        proposal: slot,
        others: [],
        days: [],
      }),
      'POST /api/elder-care/orders': () => refuse(409, 'care.slot_full', '这个时间刚刚约满了'),
    })
    render(<ItemPage />)
    await screen.findByText('自己付 60 元')
    press('就约明天 14:00–15:00')
    expect((await screen.findAllByText('这个时间刚刚约满了')).length).toBeGreaterThan(0)
  })
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

describe('a visit without a network', () => {
  it('is begun, written down and finished on the phone, survives a killed app, and is sent in order and once', async () => {
    visit({ id: ids.order })
    const path = `/api/elder-care/orders/${ids.order}`
    const accepted = { ...order, state: 'accepted', stateText: '贺春兰会来', actions: ['start', 'depart'] }
    fakeApi({ [`GET ${path}`]: () => accepted })
    const online = render(<OrderPage />)
    expect(await screen.findByText('贺春兰会来')).toBeTruthy()
    online.unmount()

    const noNetwork = () => {
      throw new Error('no network')
    }
    fakeApi({ [`GET ${path}`]: noNetwork, [`POST ${path}/actions`]: noNetwork })
    const cellar = render(<OrderPage />)
    await screen.findByText('贺春兰会来')
    press('开始服务')
    fireEvent.input(screen.getByLabelText('长者念的六位数字，或服务卡上的字'), {
      target: { value: '123456' },
    })
    press('开始')
    expect(await screen.findByText(/^等待发送：开始服务（\d\d:\d\d），社区助浴点洗浴/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: '出发了' })).toBeNull()
    press('完成，写记录')
    press('地面防滑', 'checkbox')
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
    const sent = fakeApi({
      [`GET ${path}`]: () => ({ ...accepted, state: 'finished', stateText: '做完了', actions: [] }),
      [`POST ${path}/actions`]: () => ({ ...accepted, state: 'started' }),
    })
    act(() => {
      resendAll(me.id)
    })
    expect(await screen.findByText('做完了')).toBeTruthy()
    const steps = sent.filter(({ name }) => name.startsWith('POST'))
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string
    expect(steps.map(({ body }) => body)).toEqual([
      { action: 'start', code: '123456', at },
      expect.objectContaining({ action: 'finish', at }),
    ])
    expect(localStorage.getItem('linli.outgoing')).not.toContain('actions')
    restarted.unmount()
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
