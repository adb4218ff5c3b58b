import { toShanghaiDay } from '@linli/shared/time'
import Taro from '@tarojs/taro'
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import type { FoodDay } from '../../services/foodRecords'
import { useOutgoingStore } from '../../services/outgoing'
import { fakeApi, secretary, signInAs } from '../../test/fakeApi'
import CounterPage from './pages/counter'
import FollowUpsPage from './pages/followUps'
import FoodRecordsPage from './pages/foodRecords'
import CareWorkPage from './pages/work'

const unitId = 'bbbbbbbbbbbbbbbbbbbbbbbb'
const day = toShanghaiDay(new Date())
const cook = { ...secretary, role: 'unitStaff', roleName: '站点人员', unitId, unitKind: 'station' } as const
const path = `/api/elder-care/kitchens/${unitId}/food-records`

const foodDay = (part: Partial<FoodDay['meals'][number]> = {}): FoodDay => ({
  ...{ unitName: '临江食堂', day, dayText: '今天', mayWrite: true, overdue: [], dishes: ['红烧带鱼'] },
  meals: [
    {
      ...{ meal: 'lunch', name: '午餐', portions: 12, leaveByText: '10:15 前出发' },
      ...{ missing: ['留样', '出厨房的温度'], isAlarmed: false, samples: [], temperatures: [] },
      ...part,
    },
  ],
})

const press = (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }))
}
const write = (label: string | RegExp, value: string) => {
  fireEvent.input(screen.getByLabelText(label), { target: { value } })
}

beforeEach(() => {
  localStorage.clear()
  useOutgoingStore.setState({ items: [] })
  signInAs({ memberships: [cook] })
})

describe('the desk of a unit', () => {
  it.each([
    ['cooks, also where its licence has run out', [{ kind: 'kitchen', isExpired: true }], true],
    ['cooks nothing', [{ kind: 'firm', isExpired: false }], false],
  ] as const)('that %s', async (_, licences, cooks) => {
    const api = fakeApi({
      [`GET /api/elder-care/providers/${unitId}`]: () => ({ licences }),
      'GET /api/elder-care/queue': () => ({ items: [] }),
    })
    render(<CareWorkPage />)
    screen.getByRole('button', { name: '本单位的服务' })
    await waitFor(() => {
      expect(api.map(({ name }) => name)).toContain(`GET /api/elder-care/providers/${unitId}`)
    })
    if (cooks) await screen.findByRole('button', { name: '餐单' })
    else await act(() => Promise.resolve())
    const found = ['餐单', '留样和温度', '送餐路线'].map((name) => screen.queryByRole('button', { name }))
    expect(found.map((button) => button !== null)).toEqual([cooks, cooks, cooks])
  })
})

describe('samples and temperatures', () => {
  it('are written down by a few presses; too little and too cold are not taken as they are', async () => {
    let missing = ['留样', '出厨房的温度']
    const sent = fakeApi({
      [`GET ${path}`]: () => foodDay({ missing }),
      [`POST ${path}/${day}/lunch`]: () => {
        missing = missing.slice(1)
        return foodDay({ missing })
      },
    })
    render(<FoodRecordsPage />)
    expect(await screen.findByText('还没有记：留样')).toBeTruthy()
    press('记留样')
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('radio', { name: '红烧带鱼' }))
    write('留了多少克', '90')
    expect(screen.getByText('每样菜至少留 125 克')).toBeTruthy()
    expect(screen.getByRole('button', { name: '留好了，记下来' }).getAttribute('aria-disabled')).toBe('true')
    write('留了多少克', '150')
    press('留好了，记下来')
    await waitFor(() => {
      expect(screen.queryByText('还没有记：留样')).toBeNull()
    })

    press('记温度')
    write('菜名', '红烧带鱼')
    write('中心温度（℃）', '52')
    expect(screen.getByText('不合格，要在 60℃ 以上，先不要送')).toBeTruthy()
    write('怎么处理的', '重新加热到 75 度')
    press('记下来')
    expect(await screen.findByText('出发前要记的都有了')).toBeTruthy()
    expect(sent.filter(({ name }) => name.startsWith('POST')).map(({ body }) => body)).toMatchObject([
      { action: 'sample', dish: '红烧带鱼', grams: 150 },
      { action: 'temperature', stage: 'out', keeping: 'hot', celsius: 52, measure: '重新加热到 75 度' },
    ])
  })

  it('that have been kept long enough are thrown away by one press; others only read', async () => {
    const overdue = [{ day: '2026-11-20', meal: 'dinner' as const, entryId: 'cccccccccccccccccccccccc' }]
    let mayWrite = true
    const sent = fakeApi({
      [`GET ${path}`]: () => ({
        ...foodDay(),
        mayWrite,
        overdue: overdue.map((row) => ({ ...row, dish: '青菜', text: '11月20日晚餐 青菜' })),
      }),
      [`POST ${path}/2026-11-20/dinner`]: () => foodDay(),
    })
    const { unmount } = render(<FoodRecordsPage />)
    await screen.findByText('11月20日晚餐 青菜')
    press('处理掉了')
    await screen.findByText('11月20日晚餐 青菜')
    expect(sent.find(({ name }) => name.startsWith('POST'))?.body).toMatchObject({
      action: 'dispose',
      entryId: 'cccccccccccccccccccccccc',
    })
    unmount()
    mayWrite = false
    render(<FoodRecordsPage />)
    await screen.findByText('11月20日晚餐 青菜')
    expect(screen.queryByRole('button', { name: '处理掉了' })).toBeNull()
    expect(screen.queryByRole('button', { name: '记留样' })).toBeNull()
  })
})

describe('the counter of a station', () => {
  it.each([
    ['周桂珍', { name: '周桂珍' }],
    ['13900000001', { phone: '13900000001' }],
    ['linli-abcd 2345 efgh 6789', { card: 'linli-abcd 2345 efgh 6789' }],
  ])('looks somebody up by %s in the body of a request, and goes on to what she wants', async (words, by) => {
    const found = { id: 'dddddddddddddddddddddddd', maskedName: '周**', state: 'present', source: 'import' }
    const sent = fakeApi({
      'POST /api/elder-care/clients/search': () => ({ items: [{ ...found, homes: [] }] }),
    })
    Taro.navigateTo = jest.fn(() => Promise.resolve()) as unknown as typeof Taro.navigateTo
    render(<CounterPage />)
    fireEvent.click(screen.getByRole('radio', { name: '柜台' }))
    write(/姓名、手机号/, words)
    press('从台账里找')
    fireEvent.click(await screen.findByText('周**'))
    expect(sent.map(({ body, query }) => [body, query.size])).toEqual([
      [{ community: cook.community, occasion: 'counter', ...by }, 0],
    ])
    expect(Taro.navigateTo).toHaveBeenCalledWith({
      url: '/packages/elderCare/pages/home/index?person=dddddddddddddddddddddddd&source=counter',
    })
  })

  it('prints the statement of somebody who asks about it, once it is written why', async () => {
    const found = { id: 'd'.repeat(24), maskedName: '周**', state: 'present', source: 'import', homes: [] }
    const sent = fakeApi({
      'POST /api/elder-care/clients/search': () => ({ items: [found] }),
      'POST /api/record-accesses': () => ({ id: 'e'.repeat(24), until: new Date().toISOString() }),
    })
    render(<CounterPage />)
    write(/姓名、手机号/, '周桂珍')
    press('从台账里找')
    await screen.findByText('周**')
    press('打印对账单')
    expect(screen.queryByText('哪个月')).toBeNull()
    press('写明原因，打开看')
    expect(await screen.findByRole('button', { name: '下载对账单' })).toBeTruthy()
    expect(sent.at(-1)?.body).toEqual({
      ...{ kind: 'careStatement', recordId: found.id },
      reason: '长者来问这个月的账',
    })
  })
})

it('asks what she said of a service in two presses, and keeps who could not be reached for tomorrow', async () => {
  const call = {
    ...{ id: 'e'.repeat(24), kind: 'callDue', title: '上门助浴：做完了，等回访', todo: '打电话问', day },
    ...{ isOpen: true, isOverdue: false, asksResult: true, dueAt: new Date().toISOString() },
    others: [{ name: '临江助浴队', phone: '02156000002' }],
  }
  const tried = { at: new Date().toISOString(), by: '陈书宁', note: '没有问到，明天再打' }
  let items: object[] = [call]
  const done = `POST /api/elder-care/follow-ups/${call.id}/done`
  const sent = fakeApi({
    'GET /api/elder-care/follow-ups': () => ({ items }),
    [done]: () => {
      items = [{ ...call, tried }]
      return items[0]
    },
  })
  render(<FollowUpsPage />)
  expect(await screen.findByText('打电话给临江助浴队')).toBeTruthy()
  press('处理完了')
  fireEvent.click(screen.getByRole('radio', { name: '没有问到，明天再打' }))
  fireEvent.click(screen.getAllByRole('button', { name: '处理完了' }).at(-1) ?? document.body)
  expect(await screen.findByText('上次没有问到，陈书宁：没有问到，明天再打')).toBeTruthy()
  expect(sent.find(({ name }) => name === done)?.body).toEqual({ result: 'later' })
})

it('leads from a door that stayed shut to the call for help, where her family is; not a unit, which reads none', async () => {
  const call = {
    ...{ id: 'e'.repeat(24), kind: 'noAnswer', title: '上门助浴：敲门没人应', todo: '马上打电话', day },
    ...{ isOpen: true, isOverdue: true, asksResult: false, dueAt: new Date().toISOString() },
    ...{ others: [], sosId: 'f'.repeat(24) },
  }
  fakeApi({ 'GET /api/elder-care/follow-ups': () => ({ items: [call] }) })
  const { unmount } = render(<FollowUpsPage />)
  await screen.findByText('上门助浴：敲门没人应')
  expect(screen.queryByRole('button', { name: /家人的电话/ })).toBeNull()
  unmount()
  signInAs({ memberships: [secretary] })
  render(<FollowUpsPage />)
  const go = jest.spyOn(Taro, 'navigateTo')
  fireEvent.click(await screen.findByRole('button', { name: /家人的电话/ }))
  expect(go).toHaveBeenCalledWith({ url: `/packages/safety/pages/sos/index?id=${call.sosId}` })
})
