import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import Taro from '@tarojs/taro'
import { fakeApi, me, refuse, secretary, signInAs } from '../../test/fakeApi'
import { chooseActingFor } from '../../stores/actingFor'
import { emptyDraft, findFault, readInstant, toContent, toDraft } from './components/ballotDraft'
import BallotPage from './pages/ballot'
import EditPage from './pages/edit'
import ReceiptPage from './pages/receipt'
import PapersPage from './pages/papers'
import RollPage from './pages/roll'

const id = 'bbbbbbbbbbbbbbbbbbbbbbbb'
const person = { personId: 'aaaaaaaaaaaaaaaaaaaaaaaa', name: '林晓岚', isMe: true }
const other = { personId: 'cccccccccccccccccccccccc', name: '林建华', isMe: false }
const voterKey = `household:${id}`
const receipt = '0123456789abcdef0123456789abcdef'
const vote = {
  voterKey,
  label: '1号楼 302室',
  members: [person],
  hasVoted: false,
  isByPaper: false,
  canVote: true,
  canName: false,
  canContest: false,
}
const ballot = {
  id,
  version: 3,
  kind: 'residents',
  kindName: '居民（村民）会议表决',
  electorate: 'households',
  community: '310113001001',
  title: '要不要装路灯？',
  text: '晚上很暗。',
  state: 'open',
  stateText: '正在投票',
  whenText: '明天 18:00 前都可以投',
  opensAt: '2026-11-25T00:00:00.000Z',
  closesAt: '2026-11-30T10:00:00.000Z',
  subject: { kind: 'community', title: '社区的事' },
  isWaiting: true,
  form: 'yesNo',
  options: [
    { id: 'a', text: '同意', role: 'plan' },
    { id: 'b', text: '反对', role: 'against' },
    { id: 'c', text: '弃权', role: 'abstain' },
  ],
  mostChoices: 1,
  isSecret: true,
  isFrozen: true,
  rule: { quorum: null, majority: null },
  ruleTexts: ['不记名'],
  isByArea: false,
  size: { heads: 10, area: 0 },
  turnout: { heads: 4, area: 0 },
  turnoutByDay: [],
  mine: [vote],
  gaps: [],
  actions: ['vote'],
}

const place = { community: ballot.community, communityName: '泗塘一村居委会' }

const route = (params: Record<string, string>) => {
  jest.spyOn(Taro, 'useRouter').mockReturnValue({ params, path: '/' } as never)
}
const press = (name: string | RegExp) => {
  fireEvent.click(screen.getAllByRole('button', { name }).at(-1) ?? document.body)
}

beforeEach(() => {
  localStorage.clear()
  chooseActingFor(undefined)
  signInAs({ level: 'verified' })
  route({ id })
})

describe('a vote', () => {
  const votesOf = (sent: ReturnType<typeof fakeApi>) => sent.filter(({ name }) => name.endsWith('/votes'))

  it('is asked about once more, sent once under one key, and leaves no choice on this phone', async () => {
    let tries = 0
    const sent = fakeApi({
      [`GET /api/ballots/${id}`]: () =>
        tries < 2 ? ballot : { ...ballot, mine: [{ ...vote, hasVoted: true, canVote: false, receipt }] },
      [`POST /api/ballots/${id}/votes`]: () => {
        tries += 1
        return tries === 1
          ? refuse(503, 'request.retry', '网络忙，请再按一次。')
          : { receipt, isChanged: false }
      },
    })
    render(<BallotPage />)
    fireEvent.click(await screen.findByRole('radio', { name: '同意' }))
    press('投票')
    expect(await screen.findByText('您选的是：同意。投出后不能改，也没有人能查到您选了什么。')).toBeTruthy()
    expect(votesOf(sent)).toEqual([])
    press('就这样投')
    expect(await screen.findByText('网络忙，请再按一次。')).toBeTruthy()
    press('投票')
    press('就这样投')
    expect(await screen.findByText(receipt)).toBeTruthy()
    const [first, second] = votesOf(sent)
    expect(second?.requestKey).toBe(first?.requestKey)
    expect(second?.body).toEqual({ voterKey, version: 3, choices: ['a'] })
    expect(JSON.stringify(Object.entries(localStorage))).not.toContain('choices')
  })

  it('is said to be one’s own to whoever acts for an elder on this telephone', async () => {
    chooseActingFor({
      userId: me.id,
      personId: person.personId,
      name: '周桂珍',
      relation: 'daughter',
      ...place,
    })
    let now: object = ballot
    fakeApi({ [`GET /api/ballots/${id}`]: () => now })
    const open = render(<BallotPage />)
    await screen.findByRole('radio', { name: '同意' })
    expect(screen.getByText('这一票是您自己的')).toBeTruthy()
    expect(screen.getByText(/为周桂珍办事，可是投票、选举和签字表决只能老人自己来/)).toBeTruthy()
    open.unmount()
    now = { ...ballot, state: 'closed', mine: [{ ...vote, hasVoted: true, canVote: false }] }
    render(<BallotPage />)
    await screen.findByText('我的票')
    expect(screen.queryByText('这一票是您自己的')).toBeNull()
  })

  it('of plans in order is sent in the order they were tapped', async () => {
    const plans = ['桂花', '樱花', '银杏'].map((text, i) => ({ id: 'abc'[i], text, role: 'plan' }))
    const sent = fakeApi({
      [`GET /api/ballots/${id}`]: () => ({ ...ballot, form: 'ranked', options: plans, mostChoices: 3 }),
      [`POST /api/ballots/${id}/votes`]: () => ({ receipt, isChanged: false }),
    })
    render(<BallotPage />)
    for (const name of ['银杏', '桂花', '樱花'])
      fireEvent.click(await screen.findByRole('checkbox', { name }))
    fireEvent.click(screen.getByRole('checkbox', { name: '第 2：桂花' }))
    press('投票')
    expect(await screen.findByText(/第 1 银杏，第 2 樱花/)).toBeTruthy()
    press('就这样投')
    await waitFor(() => {
      expect(votesOf(sent)[0]?.body).toMatchObject({ choices: ['c', 'b'] })
    })
  })

  it('that several share names who casts it, and takes an objection', async () => {
    const shared = {
      ...vote,
      members: [person, other],
      canVote: false,
      canName: true,
      note: '请先登记由谁来投。',
    }
    let mine: object = shared
    const sent = fakeApi({
      [`GET /api/ballots/${id}`]: () => ({ ...ballot, mine: [mine] }),
      [`PUT /api/ballots/${id}/voter`]: () => {
        mine = { ...shared, voter: other, canContest: true }
        return { ...ballot, mine: [mine] }
      },
      [`POST /api/ballots/${id}/contests`]: () => ballot,
    })
    render(<BallotPage />)
    fireEvent.click(await screen.findByRole('radio', { name: '林建华' }))
    press('登记由他来投')
    expect(await screen.findByText('登记由 林建华 来投。')).toBeTruthy()
    press('我有不同意见')
    fireEvent.change(await screen.findByLabelText('您的意见'), { target: { value: '没有和我商量' } })
    press('告诉社区书记')
    await waitFor(() => {
      expect(sent.find(({ name }) => name.endsWith('/contests'))?.body).toEqual({
        voterKey,
        text: '没有和我商量',
      })
    })
  })
})

it('takes a paper back when a second person has looked, and says so to the first', async () => {
  route({ id, only: 'returning' })
  const returning = { by: '陈书宁', isMine: false, text: '登记错了人' }
  const line = {
    voterKey,
    label: '林晓岚',
    members: [person],
    hasVoted: true,
    isByPaper: true,
    isStruck: false,
  }
  const lines = [
    { ...line, returning },
    { ...line, voterKey: `person:${id}`, label: '林建华', returning: { ...returning, isMine: true } },
    { ...line, voterKey: `home:${id}`, label: '丁红梅' },
  ]
  let isBack = true
  const sent = fakeApi({
    [`GET /api/ballots/${id}`]: () => ({ ...ballot, actions: ['handPaper', 'takeBackPaper'] }),
    [`POST /api/ballots/${id}/roll`]: () => ({ items: lines }),
    [`POST /api/ballots/${id}/returned-papers`]: () => ({ isBack }),
    [`DELETE /api/ballots/${id}/returned-papers/${encodeURIComponent(`person:${id}`)}`]: () => undefined,
  })
  render(<RollPage />)
  expect(await screen.findByText('陈书宁要收回：登记错了人')).toBeTruthy()
  // Whoever asked waits for another.
  expect(screen.getByText(/^您要收回：登记错了人.*等另一位同事确认/)).toBeTruthy()
  expect(screen.getAllByRole('button', { name: /收回/ })).toHaveLength(3)
  const write = (text: string) => {
    fireEvent.input(screen.getAllByRole('textbox').at(-1) ?? document.body, { target: { value: text } })
  }
  press('核对，确认收回')
  write('票在我这里，没有投')
  press('确认收回')
  expect(await screen.findByText('林晓岚 的纸质票收回了，又可以投了。')).toBeTruthy()
  isBack = false
  press('领错了，收回纸质票')
  write('没有领过票')
  press('请同事核对')
  expect(await screen.findByText(/^记下了。请另一位同事也核对一遍/)).toBeTruthy()
  // Nor does she wait for ever for what she asked by mistake.
  press('不收回了')
  fireEvent.click(screen.getAllByRole('button', { name: '不收回了' }).at(-1) ?? document.body)
  expect(await screen.findByText('不收回了，林建华 领的纸质票照旧有效。')).toBeTruthy()
  const bodies = sent.filter(({ name }) => name.endsWith('/returned-papers')).map(({ body }) => body)
  expect(bodies).toEqual([
    { voterKey, reason: '票在我这里，没有投' },
    { voterKey: `home:${id}`, reason: '没有领过票' },
  ])
  expect(sent.find(({ name }) => name.endsWith('/roll'))?.body).toMatchObject({ only: 'returning' })
})

it('hands a paper out of mixed ones, and says before when so few are out that it may be guessed', async () => {
  const line = {
    voterKey,
    label: '林晓岚',
    members: [person],
    hasVoted: false,
    isByPaper: false,
    isStruck: false,
  }
  let handed = 0
  const sent = fakeApi({
    [`GET /api/ballots/${id}`]: () => ({ ...ballot, actions: ['handPaper', 'typePaper'] }),
    [`POST /api/ballots/${id}/roll`]: () => ({ items: [line] }),
    [`GET /api/ballots/${id}/papers`]: () => ({ items: [], handed, counted: 0 }),
    [`POST /api/ballots/${id}/handed-papers`]: () => undefined,
  })
  const open = async () => {
    route({ id })
    render(<RollPage />)
    await screen.findByText('林晓岚')
    press('领纸质票')
    return screen.findByText(/从打乱的票里抽一张/)
  }
  await open()
  expect(await screen.findByText(/算上他一共才领出 1 张，录票的两个人可能看得出他选了什么/)).toBeTruthy()
  press('领票')
  expect(await screen.findByText('林晓岚 领了一张纸质票，请他自己抽。')).toBeTruthy()
  expect(sent.find(({ name }) => name.endsWith('/handed-papers'))?.body).toEqual({ voterKey })
  cleanup()
  handed = 4
  await open()
  await waitFor(() => {
    expect(screen.queryByText(/看得出他选了什么/)).toBeNull()
  })
})

it('asks who of a home stands there before its paper is handed or typed, and takes only whom they named', async () => {
  const members = [person, other].map(({ personId, name }) => ({ personId, name }))
  const line = {
    ...{ voterKey, label: '1号楼 302室', members, hasVoted: false, isByPaper: false, isStruck: false },
    voter: members[1],
  }
  let isSecret = true
  const sent = fakeApi({
    [`GET /api/ballots/${id}`]: () => ({ ...ballot, isSecret, actions: ['handPaper', 'typePaper'] }),
    [`POST /api/ballots/${id}/roll`]: () => ({ items: [line] }),
    [`GET /api/ballots/${id}/papers`]: () => ({ items: [], handed: 9, counted: 0 }),
    [`POST /api/ballots/${id}/handed-papers`]: () => undefined,
    [`POST /api/ballots/${id}/papers`]: () => ({
      id,
      label: '',
      state: 'first',
      entries: [],
      absent: [],
      typedBy: [],
    }),
  })
  const sentTo = (end: string) =>
    sent.find(({ name, body }) => name.endsWith(end) && body !== undefined)?.body
  const choose = (name: string) => {
    fireEvent.click(screen.getByRole('radio', { name }))
  }
  const isOff = (name: string) =>
    screen.getAllByRole('button', { name }).at(-1)?.getAttribute('aria-disabled') === 'true'
  render(<RollPage />)
  await screen.findByText('1号楼 302室')
  press('领纸质票')
  expect(await screen.findByText('这一户合投一票，登记由 林建华 来投。')).toBeTruthy()
  choose('林晓岚')
  expect(screen.getByText(/^这一户登记由 林建华 来投，林晓岚 的票不能算/)).toBeTruthy()
  expect(isOff('领票')).toBe(true)
  choose('林建华')
  press('领票')
  await screen.findByText('1号楼 302室 领了一张纸质票，请他自己抽。')
  expect(sentTo('/handed-papers')).toEqual({ voterKey, personId: other.personId })
  cleanup()
  isSecret = false
  render(<RollPage />)
  await screen.findByText('1号楼 302室')
  press('录纸质票')
  choose('林建华')
  choose('同意')
  press('录入')
  await screen.findByText(/^已录一遍/)
  expect(sentTo('/papers')).toEqual({ voterKey, personId: other.personId, choices: ['a'] })
})

it('takes off what one typed under a wrong number, and only that', async () => {
  const paper = {
    id,
    label: '71 号票',
    number: 71,
    state: 'first',
    entries: [{ by: '我', isMine: true, text: '同意' }],
    absent: [],
    members: [],
  }
  const theirs = { ...paper, id: '9'.repeat(24), label: '72 号票', number: 72, entries: [] }
  let items = [paper, theirs]
  fakeApi({
    [`GET /api/ballots/${id}`]: () => ({ ...ballot, isSecret: true, actions: ['typePaper'] }),
    [`GET /api/ballots/${id}/papers`]: () => ({ items, handed: 2, counted: 0 }),
    [`DELETE /api/ballots/${id}/papers/${id}`]: () => {
      items = [theirs]
    },
  })
  route({ id })
  render(<PapersPage />)
  await screen.findByText('71 号票')
  expect(screen.getAllByRole('button', { name: /去掉/ })).toHaveLength(1)
  press('号码或人录错了，去掉')
  press('去掉')
  expect(await screen.findByText('您录的 71 号票 去掉了，请再按票上的录一遍。')).toBeTruthy()
  await waitFor(() => {
    expect(screen.queryByText('71 号票')).toBeNull()
  })
})

it('says after the closing which papers were not counted, and why', async () => {
  const paper = { id, label: '江畔苑1号楼 101室', state: 'differs', entries: [], absent: [], members: [] }
  fakeApi({
    [`GET /api/ballots/${id}`]: () => ({ ...ballot, state: 'closed', actions: [] }),
    [`GET /api/ballots/${id}/papers`]: () => ({
      items: [{ ...paper, typedBy: ['吴静', '陈书宁'] }],
      handed: 2,
      counted: 1,
    }),
  })
  route({ id })
  render(<PapersPage />)
  expect(await screen.findByText('表决已经截止：纸质票计了 1 张，有 1 张没有计票。')).toBeTruthy()
  expect(screen.getByText('吴静、陈书宁录得不一样，截止前没有核对好。')).toBeTruthy()
  expect(screen.queryByText(/请在截止前录完/)).toBeNull()
})

it('takes off with a reason what a colleague typed who is not at her post any more', async () => {
  const paper = {
    id,
    label: '71 号票',
    number: 71,
    state: 'first',
    entries: [],
    absent: ['陈书宁'],
    members: [],
  }
  let items = [paper]
  const sent = fakeApi({
    [`GET /api/ballots/${id}`]: () => ({ ...ballot, isSecret: true, actions: ['typePaper'] }),
    [`GET /api/ballots/${id}/papers`]: () => ({ items, handed: 2, counted: 0 }),
    [`POST /api/ballots/${id}/papers/${id}/withdrawals`]: () => {
      items = []
    },
  })
  route({ id })
  render(<PapersPage />)
  await screen.findByText('71 号票')
  press('去掉陈书宁录的')
  fireEvent.change(await screen.findByLabelText(/为什么去掉/), { target: { value: '录错了号码' } })
  press('去掉')
  expect(
    await screen.findByText('陈书宁录的 71 号票 去掉了，已经告诉陈书宁。请再按票上的录一遍。'),
  ).toBeTruthy()
  expect(sent.find(({ name }) => name.endsWith('/withdrawals'))?.body).toEqual({ reason: '录错了号码' })
  await waitFor(() => {
    expect(screen.queryByText('71 号票')).toBeNull()
  })
})

it('offers a motion only the ballots that may be held on it, and says why not the others', async () => {
  signInAs({ level: 'verified', memberships: [secretary] })
  const spans = { naming: 1440, lateNaming: 720, open: 60 }
  let motion = { state: 'scheduled', isScheduled: true }
  fakeApi({
    'GET /api/ballot-presets/310113001': () => ({ spans }),
    [`GET /api/motions/${id}`]: () => motion,
  })
  const open = async (params: Record<string, string>) => {
    cleanup()
    route(params)
    render(<EditPage />)
    await screen.findByRole('radiogroup', { name: '哪一类表决' })
  }
  const about = { subject: 'motion', subjectId: id, title: '装路灯' }
  await open(about)
  expect(await screen.findByText(/^这个议题有五分之一以上的居民联名/)).toBeTruthy()
  expect(screen.queryByRole('radio', { name: /业主共同决定/ })).toBeNull()
  expect(screen.queryByRole('radio', { name: /意见征询/ })).toBeNull()
  expect(screen.getByRole('radio', { name: /居民（村民）会议表决/ })).toBeTruthy()
  motion = { state: 'accepted', isScheduled: false }
  await open(about)
  expect(await screen.findByRole('radio', { name: /业主共同决定/ })).toBeTruthy()
  await open({})
  expect(await screen.findByRole('radio', { name: /意见征询/ })).toBeTruthy()
})

it('looks for a receipt without telling the server whose it is', async () => {
  const sent = fakeApi({
    [`GET /api/ballots/${id}`]: () => ({
      ...ballot,
      state: 'closed',
      mine: [{ ...vote, hasVoted: true, receipt }],
    }),
    [`GET /api/ballots/${id}/receipts`]: () => ({ total: 7, receipts: ['0129'.padEnd(32, '0'), receipt] }),
  })
  render(<ReceiptPage />)
  await screen.findByText('要不要装路灯？')
  press('核对')
  expect(await screen.findByText('在里面，您这一票计入了。一共计了 7 票。')).toBeTruthy()
  expect(sent.at(-1)?.query.get('start')).toBe('012')
  fireEvent.change(screen.getByLabelText('回执'), { target: { value: receipt.replace('0', '1') } })
  press('核对')
  expect(await screen.findByText(/公布的 7 个回执里没有这一个/)).toBeTruthy()
})

describe('what is typed into the form', () => {
  const draft = { ...emptyDraft(Date.parse('2026-11-26T09:00:00.000Z'), '路灯'), text: '很暗' }

  it('becomes what the server takes, and comes back the same', () => {
    const content = toContent({
      ...draft,
      kind: 'opinion',
      electorate: 'adults',
      form: 'several',
      plans: '甲\n\n 乙 ',
      mostChoices: '2',
    })
    expect(content).toMatchObject({
      ...{ opensAt: '2026-11-29T00:00:00.000Z', closesAt: '2026-12-06T10:00:00.000Z' },
      ...{ plans: ['甲', '乙'], mostChoices: 2, electorate: 'adults' },
    })
    const back = toDraft({ ...ballot, opensAt: content.opensAt, closesAt: content.closesAt } as never)
    expect(back).toMatchObject({
      opensDay: '2026-11-29',
      opensClock: '08:00',
      closesClock: '18:00',
      plans: '',
    })
  })

  it.each([
    [{}, undefined],
    [{ title: ' ' }, '请写上问什么，一句话就行。'],
    [{ form: 'single', plans: '甲' }, '请写至少两个方案，一行一个。'],
    [{ kind: 'owners', electorate: 'owners' }, '请选是哪个小区的业主。'],
    [{ opensClock: '25:00' }, '时间请写成 08:00 这样。'],
    [{ closesDay: '2026-11-01' }, '截止要在开始之后。'],
  ] as const)('%j: %s', (part, fault) => {
    expect(findFault({ ...draft, ...part })).toBe(fault)
  })

  it('takes times as people write them', () => {
    expect(readInstant('2026-11-29', '8：05')).toBe('2026-11-29T00:05:00.000Z')
    expect(readInstant('2026-11-29', '八点')).toBeUndefined()
  })
})
