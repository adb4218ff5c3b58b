import Taro from '@tarojs/taro'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { BenefitCard, Entitlement, ProgrammeRule, Settlement } from '../../services/programmes'
import { fakeApi, refuse, secretary, signInAs, type SentRequest } from '../../test/fakeApi'
import CardPage from './pages/card'
import EntitlementsPage from './pages/entitlements'
import PayoutsPage from './pages/payouts'
import RulesPage from './pages/rules'
import SettlementPage from './pages/settlement'

const officer = { ...secretary, role: 'streetOfficer', roleName: '街道干部', areaCode: '310113001' } as const
const card: BenefitCard = {
  personName: '周桂珍',
  month: '2026-11',
  programmes: [
    {
      code: 'mealAid',
      name: '助餐补贴',
      text: '满 70 岁：助餐每天付 5 元。',
      leftFen: 14_500,
      usedFen: 500,
      since: '2026-11-01',
    },
  ],
  entries: [
    {
      id: 'a',
      day: '2026-11-24',
      itemName: '午餐送上门',
      unitName: '临江食堂',
      priceFen: 1200,
      selfPaidFen: 700,
      parts: [{ name: '助餐补贴', fen: 500 }],
      state: 'reserved',
    },
  ],
  months: [
    { month: '2026-10', paidFen: 0 },
    { month: '2026-11', paidFen: 4500 },
  ],
}
const found: Entitlement = {
  id: 'dddddddddddddddddddddddd',
  version: 1,
  state: 'found',
  programme: { code: 'mealAid', name: '助餐补贴' },
  ...{ isCash: false, personId: 'e'.repeat(24) },
  personName: '周桂珍',
  communityName: '临江新村居委会',
  why: '82 岁，低保家庭',
  isLapsed: false,
  since: '2026-11-20T00:00:00.000Z',
  actions: ['approve', 'refuse'],
}

describe('the card', () => {
  it('says what is left, and how each price was split', async () => {
    signInAs({})
    fakeApi({ 'GET /api/me/card': () => card })
    render(<CardPage />)
    expect(await screen.findByText('这个月还剩 145 元')).toBeTruthy()
    expect(screen.getByText('原价 12 元，助餐补贴 5 元，自己付 7 元')).toBeTruthy()
    expect(screen.getByText('已留着')).toBeTruthy()
    const months = screen.getByRole('list', { name: '补贴每月付了多少元' })
    expect(months.textContent).toBe('10月0 元11月45 元')
    // The month that is chosen is the one to be printed; the lines are of no month.
    for (const title of ['打印或下载一个月的对账单', '接下来和最近的每一笔'])
      expect(screen.getByText(title)).toBeTruthy()
  })

  it('says whose it is to whoever acts for her', async () => {
    signInAs({ isProxy: true })
    const personId = 'c'.repeat(24)
    const router = jest.spyOn(Taro, 'useRouter')
    router.mockReturnValue({ params: { person: personId }, path: '/' } as never)
    fakeApi({
      'GET /api/me/card': () => card,
      'GET /api/families/elders': () => ({
        items: [{ relation: 'daughter', elder: { personId, name: '周桂珍' } }],
      }),
    })
    render(<CardPage />)
    expect(await screen.findByText('为 周桂珍 办')).toBeTruthy()
    router.mockRestore()
  })

  it('tells whoever has nothing that nobody needs to apply', async () => {
    signInAs({})
    fakeApi({ 'GET /api/me/card': () => ({ ...card, programmes: [], entries: [], months: [] }) })
    render(<CardPage />)
    expect(await screen.findByText(/不用自己申请/)).toBeTruthy()
  })
})

describe("the official's list", () => {
  it('says what a yes brings before it is given and after, and asks for a reason before saying no', async () => {
    signInAs({ memberships: [officer] })
    const sent = fakeApi({
      'GET /api/entitlements': () => ({ items: [found] }),
      'GET /api/entitlements/counts': () => ({ items: [] }),
      'GET /api/programmes': () => ({ items: [], canEdit: false }),
      [`POST /api/entitlements/${found.id}/actions`]: ({ body }) =>
        (body as { action: string }).action === 'refuse'
          ? refuse(409, 'entitlement.invalid_transition', '这一条刚刚有人处理过了，请看最新的情况。')
          : { ...found, state: 'approved' },
    })
    render(<EntitlementsPage />)
    expect(await screen.findByText('82 岁，低保家庭')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: '不同意' }))
    fireEvent.change(await screen.findByLabelText('原因（老人和家里人看得到）'), {
      target: { value: '已有别的补贴' },
    })
    fireEvent.click(screen.getByRole('button', { name: '确定' }))
    expect(await screen.findByText('这一条刚刚有人处理过了，请看最新的情况。')).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('原因（老人和家里人看得到）').value).toBe('已有别的补贴')
    fireEvent.click(screen.getByRole('button', { name: '同意' }))
    await screen.findByText(/不用本人填表，下一单就能用/)
    const [, yes] = screen.getAllByRole('button', { name: '同意' })
    if (yes) fireEvent.click(yes)
    expect(await screen.findByText(/^周桂珍的助餐补贴：同意了。.*可以在“在享”里停发/)).toBeTruthy()
    const bodies = sent.filter(({ name }) => name.startsWith('POST')).map(({ body }) => body)
    expect(bodies).toEqual([
      { action: 'refuse', version: 1, reason: '已有别的补贴' },
      { action: 'approve', version: 1 },
    ])
  })
})

describe('the settlement', () => {
  it('shows what each unit gets, to the fen', async () => {
    signInAs({ memberships: [officer] })
    const settlement: Settlement = {
      countedAt: '2025-11-27T06:31:00.000Z',
      clearings: [{ fromUnitName: '临江食堂', toUnitName: '东区食堂', orders: 1, fen: 1700 }],
      rows: [{ unitName: '临江食堂', programmeName: '助餐补贴', payer: '街道', orders: 2, fen: 1001 }],
      ...{ orders: 2, totalFen: 1001, selfPaidFen: 1399, priceFen: 2400 },
    }
    fakeApi({ 'GET /api/programmes/settlement': () => settlement })
    render(<SettlementPage />)
    expect(await screen.findByText('2 单，补贴一共 10.01 元')).toBeTruthy()
    expect(screen.getByText('原价 24.00 元，老人自己付 13.99 元')).toBeTruthy()
    expect(screen.getByText('临江食堂付给东区食堂')).toBeTruthy()
    expect(screen.getByText(/^统计到 2025年11月27日 14:31。/)).toBeTruthy()
  })
})

describe('the rules', () => {
  it('are changed as sums in yuan and sent in fen, with what the page does not show left as it was', async () => {
    signInAs({ memberships: [officer] })
    const rule: ProgrammeRule = {
      ...{
        code: 'mealAid',
        areaCode: '310113001',
        version: 2,
        text: '满 70 岁：助餐每天付 5 元。',
        name: '助餐补贴',
      },
      ...{ payer: '街道', rank: 1, who: { minAge: 70, livesAlone: true }, classes: ['meal'], channels: [] },
      ...{ pays: { kind: 'daily', fen: 500, minSpendFen: 1000 }, rollsOver: false, isClosed: false },
    }
    const sent = fakeApi({
      'GET /api/programmes': () => ({ items: [rule], canEdit: true }),
      'PUT /api/programmes/310113001/mealAid': () => rule,
    })
    render(<RulesPage />)
    fireEvent.click(await screen.findByRole('button', { name: '修改助餐补贴' }))
    fireEvent.change(screen.getByLabelText('每天付多少元'), { target: { value: '6.5' } })
    fireEvent.click(screen.getByRole('checkbox', { name: '低保家庭' }))
    fireEvent.click(screen.getByRole('checkbox', { name: '中度失能' }))
    fireEvent.click(screen.getByRole('switch', { name: '要本区户籍' }))
    fireEvent.click(screen.getByRole('button', { name: '保存' }))
    expect(await screen.findByText(/已保存/)).toBeTruthy()
    expect(sent.find(({ name }) => name.startsWith('PUT'))?.body).toMatchObject({
      version: 2,
      content: {
        pays: { kind: 'daily', fen: 650, minSpendFen: 1000 },
        who: { minAge: 70, livesAlone: true, grades: ['moderate'], incomes: ['minimum'], needsHukou: true },
        classes: ['meal'],
      },
    })
  })

  it('are added: what it pays of, in which order, and nothing is sent that is no sum', async () => {
    signInAs({ memberships: [officer] })
    const sent: SentRequest[] = fakeApi({ 'GET /api/programmes': () => ({ items: [], canEdit: true }) })
    render(<RulesPage />)
    fireEvent.click(await screen.findByRole('button', { name: '加一项补贴' }))
    const type = (label: string, value: string) => {
      fireEvent.change(screen.getByLabelText(label), { target: { value } })
    }
    type('名称', '助浴补贴')
    type('谁付钱', '街道')
    expect(screen.getByText('付百分之几，请写 1 到 100 的整数。')).toBeTruthy()
    type('付百分之几', '50')
    type('第几个扣（小的先扣）', '2')
    fireEvent.click(screen.getByRole('checkbox', { name: '助浴' }))
    fireEvent.click(screen.getByRole('checkbox', { name: '柜台' }))
    fireEvent.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => {
      expect(sent.some(({ name }) => name.startsWith('PUT'))).toBe(true)
    })
    const put = sent.find(({ name }) => name.startsWith('PUT'))
    expect(put?.name).toMatch(/^PUT \/api\/programmes\/310113001\/[a-z][a-zA-Z]{1,29}$/)
    expect(put?.body).toEqual({
      content: {
        ...{ name: '助浴补贴', payer: '街道', rank: 2, who: {}, classes: ['bath'], channels: ['counter'] },
        ...{ pays: { kind: 'share', percent: 50 }, rollsOver: false, isClosed: false },
      },
    })
  })
})

it('asks for the accounts that are missing before the file is made, and leaves who has none for the next', async () => {
  signInAs({ memberships: [officer] })
  const personId = 'e'.repeat(24)
  const due = {
    code: 'oldAge',
    programmeName: '高龄津贴',
    people: 3,
    totalFen: 60_000,
    ended: 0,
    isRough: false,
  }
  const account = {
    ...{ personId, personName: '王秀英', personText: '1940-01-01 生，139****0001', version: 0 },
    ...{ communityName: '临江新村居委会', problem: '还没有账号' },
  }
  const set = `PUT /api/payout-accounts/${personId}`
  const sent = fakeApi({
    'GET /api/payouts': () => ({ items: [], due: [{ ...due, missing: 1 }] }),
    'GET /api/payout-accounts': () => ({ items: [account], isCut: false }),
    [set]: () => ({ ...account, version: 1 }),
    'POST /api/payouts': () => ({}),
  })
  render(<PayoutsPage />)
  fireEvent.click(await screen.findByRole('button', { name: '1 人缺账号，先补好' }))
  fireEvent.click(await screen.findByRole('button', { name: '填账号' }))
  const typed = screen.getByRole('textbox', { name: /^号码/ })
  fireEvent.input(typed, { target: { value: '6222 0212 3456 7890 123' } })
  expect(await screen.findByText('号码不对，请对着卡或存折再看一遍。')).toBeTruthy()
  fireEvent.input(typed, { target: { value: '6222 0212 3456 7890 128' } })
  fireEvent.click(screen.getByRole('button', { name: '记下' }))
  await waitFor(() => {
    expect(sent.find(({ name }) => name === set)?.body).toEqual({
      ...{ kind: 'bank', number: '6222021234567890128', version: 0 },
    })
  })
  fireEvent.click(screen.getByRole('button', { name: '先给 2 人出表，缺账号的留到下一张' }))
  await waitFor(() => {
    expect(sent.find(({ name }) => name === 'POST /api/payouts')?.body).toMatchObject({ leavesMissing: true })
  })
})

it('approves a whole list of one programme page by page, and says who was left and why', async () => {
  signInAs({ memberships: [officer] })
  let isOver = false
  const sent = fakeApi({
    'GET /api/entitlements': () => ({ items: isOver ? [] : [found] }),
    'GET /api/entitlements/counts': () => ({
      items: isOver ? [] : [{ code: 'mealAid', name: '助餐补贴', found: 2 }],
    }),
    'GET /api/programmes': () => ({ items: [{ code: 'mealAid', name: '助餐补贴' }], canEdit: false }),
    'POST /api/entitlements/approvals': () => {
      isOver = true
      return { done: 1, left: [{ id: 'f'.repeat(24), personName: '李秀英', why: '刚刚有人处理过了。' }] }
    },
  })
  render(<EntitlementsPage />)
  fireEvent.click(await screen.findByRole('radio', { name: '助餐补贴' }))
  fireEvent.click(await screen.findByRole('button', { name: '助餐补贴：2 人全部同意' }))
  fireEvent.click(await screen.findByRole('button', { name: '全部同意' }))
  expect(await screen.findByText('没有办：李秀英。刚刚有人处理过了。')).toBeTruthy()
  expect(screen.getByText('一共办好 1 人')).toBeTruthy()
  expect(sent.find(({ name }) => name === 'POST /api/entitlements/approvals')?.body).toEqual({
    items: [{ id: found.id, version: 1 }],
  })
})
