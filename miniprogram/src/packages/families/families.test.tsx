import type { BondView } from '@linli/shared/families/bond.contract'
import type { ElderView } from '@linli/shared/elders/elder.contract'
import { toShanghaiDay } from '@linli/shared/time'
import Taro from '@tarojs/taro'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import HomePage from '../../pages/home'
import { chooseActingFor } from '../../stores/actingFor'
import { fakeApi, me, refuse, secretary, signInAs, type SentRequest } from '../../test/fakeApi'
import ElderCarePage from '../elderCare/pages/home'
import ConsentsPage from '../settings/pages/consents'
import CarePage from './pages/care'
import EldersPage from './pages/elders'
import InvitationPage from './pages/invitation'
import ManagePage from './pages/manage'
import PaymentsPage from './pages/payments'
import ProxiesPage from './pages/proxies'
import RegisterPage from './pages/register'

const elder = {
  personId: 'eeeeeeeeeeeeeeeeeeeeeeee',
  name: '张桂珍',
  home: '1号楼 101室',
  community: '310113001001',
  communityName: '泗塘一村居委会',
}
const bond: BondView = {
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  version: 2,
  state: 'active',
  stateText: '生效中，到 2029年11月22日',
  origin: 'wechat',
  basis: 'consent',
  relation: 'daughter',
  scopes: ['needs', 'payments'],
  limitFen: 20_000,
  isInForce: true,
  isPrimary: true,
  relationToViewer: 'proxy',
  elder,
  proxy: { name: '王小丽', maskedPhone: '139****0001' },
  createdAt: '2026-11-20T02:00:00.000Z',
  log: [],
  actions: ['renounce'],
}
const tile = {
  code: 'repair',
  name: '水电维修',
  icon: 'wrench',
  group: '家里',
  kind: 'request',
  place: 'home',
  isPublicPlace: false,
  isDanger: false,
  phones: [],
  isSensitive: false,
  isComplaint: false,
  asks: [],
  promise: '明天前有人来',
}
const home = {
  'GET /api/families/elders': () => ({ items: [bond] }),
  'GET /api/categories': () => ({ items: [tile], firstCount: 1 }),
  'GET /api/needs/mine': () => ({ items: [] }),
}

const press = (name: string | RegExp, role = 'button') => {
  fireEvent.click(screen.getAllByRole(role, { name }).at(-1) ?? document.body)
}
const find = (sent: SentRequest[], name: string) => sent.filter((request) => request.name === name)
const shown = (text: string | RegExp) => screen.findByText(text)

const visit = (params: Record<string, string>) => {
  jest.spyOn(Taro, 'useRouter').mockReturnValue({ params, path: '/' } as ReturnType<typeof Taro.useRouter>)
}

beforeEach(() => {
  localStorage.clear()
  chooseActingFor(undefined)
  visit({})
  signInAs({ level: 'guest', isProxy: true, phoneVerified: true })
})

describe('为谁办', () => {
  it('is asked of nobody who acts for no one', async () => {
    signInAs({ level: 'joined', community: { code: '310113001001', name: '泗塘一村居委会' } })
    const sent = fakeApi(home)
    render(<HomePage />)
    await shown('水电维修')
    expect(screen.queryByText(/为谁办/)).toBeNull()
    expect(find(sent, 'GET /api/families/elders')).toEqual([])
  })

  it('is chosen on the home page, said in words over it, remembered, and sent with what is raised', async () => {
    const sent = fakeApi({
      ...home,
      // One that begins next year is agreed on, and nobody can be acted for by it yet.
      'GET /api/families/elders': () => ({
        items: [
          bond,
          {
            ...bond,
            id: 'f'.repeat(24),
            from: '2099-01-01',
            isInForce: false,
            elder: { ...elder, personId: 'e'.repeat(24), name: '还没到' },
          },
        ],
      }),
      'POST /api/needs': () => refuse(403, 'bond.not_acting', '您现在不能替这位老人办这件事。'),
    })
    const { unmount } = render(<HomePage />)
    await shown('为谁办：我自己')
    press('替家里老人办')
    expect(screen.queryByText('还没到')).toBeNull()
    press(/张桂珍/, 'radio')
    await shown('正在为 张桂珍 办事')
    unmount()
    render(<HomePage />)
    await shown('正在为 张桂珍 办事')
    fireEvent.click(await shown('水电维修'))
    await shown('您现在不能替这位老人办这件事。')
    expect(find(sent, 'POST /api/needs')[0]?.body).toEqual({
      category: 'repair',
      forPersonId: elder.personId,
    })
    expect(find(sent, 'GET /api/categories').at(-1)?.query.get('area')).toBe(elder.community)
    expect(find(sent, 'GET /api/needs/mine').at(-1)?.query.get('forPersonId')).toBe(elder.personId)
    press('换回自己')
    await shown('为谁办：我自己')
    expect(screen.queryByText('正在为 张桂珍 办事')).toBeNull()
  })

  it('changes back by itself when the bond has ended, and says so', async () => {
    chooseActingFor({ userId: me.id, relation: 'daughter', ...elder })
    fakeApi({
      ...home,
      'GET /api/families/elders': () => ({ items: [{ ...bond, state: 'ended', isInForce: false }] }),
    })
    render(<HomePage />)
    await shown(/现在不能替张桂珍办事了/)
    await waitFor(() => {
      expect(screen.queryByText('正在为 张桂珍 办事')).toBeNull()
    })
  })

  it('counts for elder care too, where nobody else was named', async () => {
    chooseActingFor({ userId: me.id, relation: 'daughter', ...elder })
    const orders = { ...bond, scopes: ['orders' as const] }
    const sent = fakeApi({
      'GET /api/families/elders': () => ({ items: [orders] }),
      'GET /api/elder-care/services': () => refuse(404, 'record.not_found', '没有'),
    })
    render(<ElderCarePage />)
    await shown('正在为 张桂珍 办事')
    expect(find(sent, 'GET /api/elder-care/services')[0]?.query.get('person')).toBe(elder.personId)
  })

  it('stays on a page that the bond does not cover, which says that it is for oneself', async () => {
    signInAs({
      level: 'joined',
      isProxy: true,
      community: { code: '310113001001', name: '泗塘一村居委会' },
    })
    const orders = { ...bond, scopes: ['orders' as const] }
    const sent = fakeApi({
      ...home,
      'GET /api/families/elders': () => ({ items: [orders] }),
      'GET /api/elder-care/services': () => refuse(404, 'record.not_found', '没有'),
      'POST /api/needs': () => refuse(503, 'internal', '忙'),
    })
    // The home page stays below in the stack: both look after the one choice.
    render(
      <>
        <HomePage />
        <ElderCarePage />
      </>,
    )
    await shown('为谁办：我自己')
    press('替家里老人办')
    press(/张桂珍/, 'radio')
    await shown('正在为 张桂珍 办事')
    await shown('这一页是给您自己办')
    expect(screen.getByText(/您为张桂珍代办的事里没有“提诉求”/)).toBeTruthy()
    expect(screen.queryByText(/已经换回您自己/)).toBeNull()
    fireEvent.click(await shown('水电维修'))
    await waitFor(() => {
      expect(find(sent, 'POST /api/needs')[0]?.body).toEqual({ category: 'repair' })
    })
    expect(find(sent, 'GET /api/elder-care/services').at(-1)?.query.get('person')).toBe(elder.personId)
  })

  it('follows what the bond covers now', async () => {
    chooseActingFor({ userId: me.id, relation: 'daughter', ...elder, scopes: ['orders'] })
    fakeApi(home)
    render(<HomePage />)
    await shown('正在为 张桂珍 办事')
  })

  it('belongs to one account: another on this device acts for nobody', async () => {
    chooseActingFor({ userId: 'ffffffffffffffffffffffff', relation: 'daughter', ...elder })
    fakeApi(home)
    render(<HomePage />)
    await shown('为谁办：我自己')
  })
})

describe('the pages of proxy and elder', () => {
  it('show whom one acts for and lead to acting', async () => {
    fakeApi(home)
    render(<EldersPage />)
    await shown('张桂珍')
    expect(screen.getByText(/在微信里付，一次 200 元以内/)).toBeTruthy()
    press('替张桂珍办事')
    await shown('正在为 张桂珍 办事')
  })

  it.each([
    ['with her orders', ['orders'], ['今天 10:30–12:00 午餐送上门', '今天 14:00–15:00 上门助浴']],
    ['without a bond for them none', ['needs'], []],
  ] as const)('show each elder’s day at a glance, %s', async (_, scopes, rows) => {
    const today = toShanghaiDay(new Date())
    const order = (id: string, name: string, timeText: string, at: string) => ({
      ...{ id, item: { name }, timeText, state: 'accepted', stateText: `${name}：约好了` },
      startsAt: `${today}T${at}.000Z`,
    })
    const bath = order('c'.repeat(24), '上门助浴', '今天 14:00–15:00', '06:00:00')
    const lunch = order('d'.repeat(24), '午餐送上门', '今天 10:30–12:00', '02:30:00')
    const next = { ...bath, id: 'f'.repeat(24), startsAt: '2099-01-01T06:00:00.000Z', timeText: '以后' }
    const sent = fakeApi({
      ...home,
      'GET /api/families/elders': () => ({ items: [{ ...bond, scopes }] }),
      'GET /api/safety/check-ins/mine': () => ({
        items: [
          { personId: elder.personId, isOn: true, stateText: '08:10 报过平安' },
          { personId: 'a'.repeat(24), isOn: true, stateText: '还没有报' },
        ],
      }),
      'GET /api/elder-care/orders': ({ query }) => ({
        items: query.get('isOpen') === 'true' ? [bath, next] : [lunch],
      }),
    })
    render(<EldersPage />)
    await shown('08:10 报过平安')
    await waitFor(() => {
      expect(screen.queryAllByText(/(午餐送上门|上门助浴)$/).map(({ textContent }) => textContent)).toEqual(
        rows,
      )
    })
    expect(screen.queryByText('还没有报')).toBeNull()
    const asked = find(sent, 'GET /api/elder-care/orders').map(({ query }) => query.get('person'))
    expect(new Set(asked)).toEqual(new Set(rows.length > 0 ? [elder.personId] : []))
  })

  it('offer nothing yet for whom one may act from a later day on', async () => {
    fakeApi({
      ...home,
      'GET /api/families/elders': () => ({
        items: [{ ...bond, isInForce: false, stateText: '12月24日起生效' }],
      }),
    })
    render(<EldersPage />)
    await shown('12月24日起生效')
    expect(screen.queryByRole('button', { name: /替张桂珍办事|照护档案|紧急联系人/ })).toBeNull()
  })

  it('say what a bond that has ended allowed once, and not what it allows', async () => {
    fakeApi({
      ...home,
      'GET /api/families/elders': () => ({ items: [{ ...bond, state: 'ended', isInForce: false }] }),
    })
    render(<EldersPage />)
    expect(await shown(/^以前可以：提诉求、付钱/)).toBeTruthy()
  })

  it('show the elder who may act for her', async () => {
    const hers = { ...bond, relationToViewer: 'elder' as const, actions: ['revoke' as const] }
    fakeApi({ 'GET /api/families/proxies': () => ({ items: [hers] }) })
    render(<ProxiesPage />)
    await shown('女儿 王小丽')
    expect(screen.getByText('代办记录')).toBeTruthy()
  })
})

describe('an invitation', () => {
  const code = 'ABCDEFGH23'
  const invitation = {
    proxy: { name: '王小丽', maskedPhone: '139****0001' },
    relation: 'daughter',
    scopes: ['needs', 'orders'],
    limitFen: 20_000,
    expiresAt: '2026-11-26T02:00:00.000Z',
    canAnswer: true,
  }

  it('is narrowed and agreed to in the elder’s own words', async () => {
    visit({ code })
    const sent = fakeApi({
      [`GET /api/families/invitations/${code}`]: () => invitation,
      [`POST /api/families/invitations/${code}/answer`]: () => bond,
    })
    render(<InvitationPage />)
    await shown(/王小丽（说是您的女儿）想替您办事/)
    press('我同意')
    await shown('请用自己的话写一句，或者录一段音。')
    press('订服务', 'switch')
    fireEvent.change(screen.getByLabelText(/用自己的话/), { target: { value: '同意小丽帮我' } })
    press('我同意')
    await waitFor(() => {
      expect(find(sent, `POST /api/families/invitations/${code}/answer`)[0]?.body).toMatchObject({
        answer: 'consent',
        scopes: ['needs'],
        words: '同意小丽帮我',
      })
    })
  })

  it('is opened by a code that is typed, and says why it cannot be answered', async () => {
    fakeApi({
      [`GET /api/families/invitations/${code}`]: () => ({
        ...invitation,
        canAnswer: false,
        problem: 'bond.register_needed',
      }),
    })
    render(<InvitationPage />)
    fireEvent.change(screen.getByLabelText('邀请码'), { target: { value: 'abc' } })
    press('打开邀请')
    await shown(/邀请码是 10 位/)
    fireEvent.change(screen.getByLabelText('邀请码'), { target: { value: 'abcde fgh23' } })
    press('打开邀请')
    await shown(/请先核实住址/)
    expect(screen.queryByText('我同意')).toBeNull()
  })
})

describe('the staff’s page', () => {
  it('confirms in person only with the elder found, words and a photo', async () => {
    signInAs({ memberships: [secretary] })
    const kept: BondView = {
      ...bond,
      elder: undefined,
      state: 'requested',
      origin: 'inPerson',
      isPrimary: false,
      relationToViewer: 'keeper',
      request: { elderName: '张桂珍', address: '1号楼 101' },
      actions: ['confirmInPerson', 'decline'],
    }
    const sent = fakeApi({
      'GET /api/families/bonds': () => ({ items: [kept] }),
      [`GET /api/families/bonds/${bond.id}`]: () => kept,
      'POST /api/register/people/search': () => ({
        items: [
          {
            id: elder.personId,
            maskedName: '张**',
            state: 'present',
            source: 'import',
            homes: [{ homeId: 'aaaaaaaaaaaaaaaaaaaaaaaa', label: '1号楼 101室', kind: 'owner' }],
          },
        ],
      }),
    })
    render(<ManagePage />)
    fireEvent.click(await shown(/张桂珍 · 女儿 王小丽/))
    fireEvent.click(await screen.findByRole('button', { name: '当面问过，办理' }))
    const dialog = within(screen.getByRole('dialog'))
    fireEvent.change(dialog.getByLabelText(/老人怎么说的/), { target: { value: '老人当面说同意' } })
    press('当面问过，办理')
    await shown('请先从台账里找到这位老人。')
    fireEvent.change(dialog.getByLabelText('老人的姓名或手机号'), { target: { value: '张桂珍' } })
    press('从台账里找')
    fireEvent.click(await shown('张**，1号楼 101室'))
    press('当面问过，办理')
    await shown(/请拍一张照片/)
    expect(find(sent, `POST /api/families/bonds/${bond.id}/actions`)).toEqual([])
  })

  it('is for the staff of a community only', () => {
    fakeApi({})
    render(<ManagePage />)
    expect(screen.getByText('这一页给社区工作人员用')).toBeTruthy()
  })
})

describe('the care profile', () => {
  const profile: ElderView = {
    id: elder.personId,
    maskedName: '张**',
    state: 'present',
    source: 'import',
    homes: [],
    hasAccount: true,
    capacity: 'clear',
    version: 3,
    relationToViewer: 'proxy',
    known: { care: true, means: false, contacts: 1 },
    care: {
      abilityGrade: 'mild',
      diet: { allergies: ['虾'], dislikes: [], isDiabetic: true, needsSoftFood: false, isHalal: false },
    },
    contacts: [{ name: '王小丽', relation: '女儿', phone: '13900000001' }],
    healthConsent: { at: '2026-11-20T02:00:00.000Z', byName: '老人本人' },
    capacityLog: [],
    actions: ['update'],
  }

  it('lets a proxy with the scope change what she eats, and sends nothing that is not hers to change', async () => {
    visit({ id: elder.personId })
    const sent = fakeApi({
      ...home,
      [`GET /api/elders/${elder.personId}`]: () => profile,
      [`PATCH /api/elders/${elder.personId}`]: () => profile,
    })
    render(<CarePage />)
    await shown('糖尿病餐')
    await shown('为 张桂珍 办')
    press('修改')
    fireEvent.change(screen.getByLabelText('过敏的东西'), { target: { value: '虾、花生' } })
    press('保存')
    await shown('保存好了。')
    expect(find(sent, `PATCH /api/elders/${elder.personId}`)[0]?.body).toEqual({
      version: 3,
      care: {
        diet: {
          allergies: ['虾', '花生'],
          dislikes: [],
          isDiabetic: true,
          needsSoftFood: false,
          isHalal: false,
        },
      },
    })
  })

  it('shows a proxy without the scope whom to call, and says what is missing', async () => {
    visit({ id: elder.personId })
    fakeApi({ [`GET /api/elders/${elder.personId}`]: () => ({ ...profile, care: undefined, actions: [] }) })
    render(<CarePage />)
    await shown(/要老人同意“看健康信息”后才看得到/)
    expect(screen.queryByText('修改')).toBeNull()
    expect(screen.queryByText('把老人的手机换成长辈版')).toBeNull()
  })

  it('turns the elder’s telephone to 长辈版 by one press, and says what she will see', async () => {
    visit({ id: elder.personId })
    let actions: string[] = ['openElderMode']
    const turn = `POST /api/elders/${elder.personId}/elder-mode`
    const sent = fakeApi({
      [`GET /api/elders/${elder.personId}`]: () => ({ ...profile, care: undefined, actions }),
      [turn]: () => {
        actions = []
        return { ...profile, care: undefined, actions }
      },
    })
    render(<CarePage />)
    await shown('把老人的手机换成长辈版')
    press('把老人的手机换成长辈版')
    await shown('换好了。老人下次打开邻里，就是大字、大按钮。')
    await waitFor(() => {
      expect(screen.queryByText('把老人的手机换成长辈版')).toBeNull()
    })
    expect(find(sent, turn)).toHaveLength(1)
  })
})

describe('the register', () => {
  const id = elder.personId
  const row = {
    ...{ id, maskedName: '张**', homes: [], hasAccount: false },
    state: 'present' as const,
    source: 'import' as const,
    capacity: 'clear' as const,
    age: 82,
  }
  const opened: ElderView = {
    ...row,
    relationToViewer: 'staff',
    ...{ version: 1, known: { care: true, means: false, contacts: 0 }, contacts: [], capacityLog: [] },
    actions: ['update', 'unmask', 'doubtCapacity'],
  }
  const record = {
    ...{ ...row, maskedName: '张**', homes: [], corrections: [] },
    ...{ states: [], openWork: [], actions: ['unmask', 'setState'] },
  }
  const answers = {
    'GET /api/elders': () => ({ items: [row] }),
    [`GET /api/elders/${id}`]: () => opened,
    [`GET /api/register/people/${id}`]: () => record,
    'GET /api/families/bonds': () => ({ items: [] }),
  }

  it('writes down that she is in hospital, with what it rests on, and opens name and telephone with a reason', async () => {
    signInAs({ memberships: [secretary] })
    const sent = fakeApi({
      ...answers,
      [`POST /api/register/people/${id}/state`]: () => ({ ...record, state: 'hospital' }),
      [`POST /api/register/people/${id}/unmask`]: () => ({ name: '张桂珍', phone: '13900000008' }),
      [`POST /api/elders/${id}/unmask`]: () => ({ contacts: [] }),
      [`GET /api/payout-accounts/${id}`]: () => ({
        ...{ personId: id, personName: '张桂珍', personText: '1944-03-05 生', communityName: '临江新村' },
        ...{ version: 0, problem: '还没有账号' },
      }),
    })
    render(<RegisterPage />)
    await shown('张**，82 岁')
    press(/张..，82 岁/)
    await shown('住院了')
    press('住院了')
    await shown(/约好的服务马上取消，不收费/)
    fireEvent.change(screen.getByLabelText('依据'), { target: { value: '女儿来电话说住进医院' } })
    press('住院了')
    await shown('记下了：住院。')
    expect(find(sent, `POST /api/register/people/${id}/state`)[0]?.body).toEqual({
      ...{ from: 'present', to: 'hospital', note: '女儿来电话说住进医院' },
    })
    press('写明原因，查看和修改')
    fireEvent.change(screen.getByLabelText('原因'), { target: { value: '排明天的送餐' } })
    press('写明原因，查看和修改')
    expect(find(sent, `GET /api/payout-accounts/${id}`)).toEqual([])
    await shown('13900000008')
    expect(screen.getByText('张桂珍')).toBeTruthy()
    await shown('张桂珍 · 现金补贴的账号')
  })

  it('shows at once whom somebody came here to call', async () => {
    visit({ id })
    signInAs({ memberships: [secretary] })
    fakeApi({ ...answers, 'GET /api/elders': () => ({ items: [] }) })
    render(<RegisterPage />)
    await shown('要打电话的这一位')
    await shown('住院了')
  })
})

describe('付款同意', () => {
  const consent = {
    ...{ id: 'c'.repeat(24), state: 'waiting', stateText: '等老人同意', waitsFor: 'elder', canDecide: true },
    ...{ amountFen: 30_000, purpose: '养老服务，12月3日', record: { kind: 'careOrder', id: 'd'.repeat(24) } },
    ...{ proxyText: '由女儿 周敏 代办', elderName: '周桂珍', isForViewer: false },
    ...{ askedAt: '2026-11-27T11:06:00.000Z', expiresAt: '2026-11-27T11:21:00.000Z' },
  }
  const order = { item: { name: '上门助浴' }, timeText: '周四 13:00–14:30', unitName: '邻帮手' }

  it.each([
    ['says to her whose word it is what the money is for', 'elder', '上门助浴，周四 13:00–14:30，邻帮手'],
    ['leaves out for staff what tells of her health', 'staff', '养老服务，12月3日'],
  ])('%s', async (_, waitsFor, words) => {
    signInAs({})
    const sent = fakeApi({
      'GET /api/families/payment-consents': () => ({
        items: [{ ...consent, waitsFor, isForViewer: waitsFor === 'elder' }],
      }),
      [`GET /api/elder-care/orders/${'d'.repeat(24)}`]: () => order,
    })
    render(<PaymentsPage />)
    await shown(words)
    await shown(waitsFor === 'elder' ? '给您办的' : '给 周桂珍 办的')
    expect(sent.some(({ name }) => name.includes('orders'))).toBe(waitsFor === 'elder')
  })
})

describe('what she agreed to', () => {
  it('says who wrote down what she agreed to in person, and what stops when she takes it back', async () => {
    const given = {
      ...{ kind: 'health', title: '健康信息', purpose: '用来安排照护', version: '2026-11', isGiven: true },
      ...{ givenAt: '2026-03-08T03:00:00.000Z', writtenByName: '社区工作者 吴静' },
      withdrawal: '收回以后，记的过敏马上删掉。',
    }
    const sent = fakeApi({
      'GET /api/me/consents': () => ({ items: [given] }),
      'POST /api/me/consents/health/withdraw': () => ({ ...given, isGiven: false }),
      'GET /api/me': () => me,
    })
    render(<ConsentsPage />)
    await shown(/您当面同意，社区工作者 吴静记下/)
    press('收回同意')
    await shown(given.withdrawal)
    press('收回')
    await waitFor(() => {
      expect(find(sent, 'POST /api/me/consents/health/withdraw')).toHaveLength(1)
    })
  })
})
