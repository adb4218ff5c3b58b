import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import Taro from '@tarojs/taro'
import { passOn } from '../../services/live'
import { readAloud } from '../../platform/readAloud'
import { useOutgoingStore } from '../../services/outgoing'
import { fakeApi, me, refuse, signInAs } from '../../test/fakeApi'
import { chooseActingFor } from '../../stores/actingFor'
import FiguresPage from './pages/figures'
import MeetingPage from './pages/meeting'
import MotionPage from './pages/motion'
import ProjectPage from './pages/project'
import WriteMotionPage from './pages/write'

jest.mock('../../platform/readAloud', () => ({ readAloud: jest.fn(), stopReading: jest.fn() }))

const community = { code: '310113001001', name: '临江新村' }
const id = 'bbbbbbbbbbbbbbbbbbbbbbbb'
const forum = {
  community,
  access: 'full',
  boards: [],
  voices: [],
  nameRule: 'building',
  myName: '3号楼王姓邻居',
  hasAccepted: false,
  hasLeft: false,
  isModerator: false,
}
const home = {
  community,
  settings: { coSigners: 10, openPerPerson: 2, answerDays: 7, gatheringDays: 60, stepDays: 22 },
  counts: [],
  canRaise: true,
  isCouncillor: false,
  desk: 'none',
  forum,
}
const motion = {
  id,
  version: 1,
  community: community.code,
  state: 'gathering',
  stateText: '正在联名，够了人数就请社区答复',
  title: '给北门装一盏路灯',
  text: '<b>北门</b>很暗 {{1+1}}',
  media: [],
  author: { name: '1号楼李姓邻居', kind: 'resident', isMine: false },
  at: '2026-11-20T02:00:00.000Z',
  counts: { coSigners: 4, for: 1, against: 0 },
  threshold: 10,
  isScheduled: false,
  isCoSigned: false,
  isOverdue: false,
  visibility: 'visible',
  path: [
    { step: 'raise', name: '提出', mark: 'done', at: '2026-11-20T02:00:00.000Z' },
    { step: 'coSign', name: '联名', mark: 'now' },
    { step: 'decide', name: '答复和表决', mark: 'ahead' },
  ],
  history: [{ id: '1', at: '2026-11-20T02:00:00.000Z', action: 'raise', who: '提议人', title: '提出议题' }],
  canAppeal: false,
  actions: ['coSign', 'argue', 'report'],
}
const project = {
  id,
  version: 3,
  community: community.code,
  state: 'done',
  stateText: '做好了',
  title: '北门装路灯',
  text: '装两盏声控路灯。',
  unitName: '江畔苑物业',
  startedAt: '2026-11-01T02:00:00.000Z',
  spentFen: 120_050,
  budgetFen: 350_000,
  ratings: 2,
  average: 4.5,
  milestones: [
    { id: '1', title: '灯装好', dueOn: '2026-11-10', isLate: false, doneAt: '2026-11-09T02:00:00.000Z' },
  ],
  spends: [{ id: 's', on: '2026-11-08', fen: 120_050, note: '路灯两盏' }],
  updates: [],
  grades: [
    { grade: 5, count: 1 },
    { grade: 4, count: 1 },
  ],
  actions: ['rate'],
}

const press = (name: string | RegExp, role: 'button' | 'radio' = 'button') => {
  fireEvent.click(screen.getAllByRole(role, { name }).at(-1) ?? document.body)
}
const route = (params: Record<string, string>) => {
  jest.spyOn(Taro, 'useRouter').mockReturnValue({ params, path: '/' } as never)
}
const noArguments = { [`GET /api/motions/${id}/arguments`]: () => ({ items: [] }) }

beforeEach(() => {
  localStorage.clear()
  useOutgoingStore.setState({ items: [] })
  signInAs({ community, level: 'verified' })
})

describe('a motion', () => {
  it('is signed for oneself, as whoever acts for an elder on this telephone reads', async () => {
    route({ id })
    const elder = { personId: 'e'.repeat(24), name: '周桂珍', relation: 'daughter' as const }
    const place = { community: community.code, communityName: community.name }
    chooseActingFor({ userId: me.id, ...elder, ...place })
    fakeApi({ ...noArguments, [`GET /api/motions/${id}`]: () => motion })
    render(<MotionPage />)
    expect(await screen.findByText('联名是您自己的')).toBeTruthy()
    expect(screen.getByText(/为周桂珍办事，可是投票、选举和签字表决只能老人自己来/)).toBeTruthy()
    act(() => {
      chooseActingFor(undefined)
    })
    expect(screen.queryByText('联名是您自己的')).toBeNull()
  })

  it('is signed in one tap and taken back in one; words are words, and each step of the way is said', async () => {
    route({ id })
    let isCoSigned = false
    const sent = fakeApi({
      ...noArguments,
      [`GET /api/motions/${id}`]: () => ({
        ...motion,
        isCoSigned,
        actions: [isCoSigned ? 'takeBack' : 'coSign', 'report'],
      }),
      [`PUT /api/motions/${id}/signature`]: () => {
        isCoSigned = !isCoSigned
        return motion
      },
    })
    render(<MotionPage />)
    expect(await screen.findByText('<b>北门</b>很暗 {{1+1}}')).toBeTruthy()
    expect(screen.getByText('现在在这里')).toBeTruthy()
    press('读给我听')
    expect(readAloud).toHaveBeenCalledWith(`${motion.title}。${motion.text}`, expect.anything())
    press('我联名')
    expect(await screen.findByText(/已联名/)).toBeTruthy()
    await screen.findByRole('button', { name: '收回联名' })
    press('收回联名')
    expect(await screen.findByText('已收回联名。')).toBeTruthy()
    const signed = sent.filter(({ name }) => name.startsWith('PUT')).map(({ body }) => body)
    expect(signed).toEqual([{ isOn: true }, { isOn: false }])
  })

  it('lets whoever says the first word here see what neighbours will call them, and goes on from there', async () => {
    route({ id })
    let isSeen = false
    const home = { community, hasAccepted: false, nameRule: 'building', myName: '3号楼李姓邻居', voices: [] }
    const sent = fakeApi({
      ...noArguments,
      [`GET /api/motions/${id}`]: () => ({ ...motion, actions: ['argue'] }),
      [`POST /api/motions/${id}/arguments`]: () =>
        isSeen ? {} : refuse(409, 'forum.preview_needed', '请先看看邻居会怎样称呼您'),
      'GET /api/forum/home': () => home,
      'POST /api/forum/name': () => {
        isSeen = true
        return home
      },
    })
    render(<MotionPage />)
    fireEvent.click(await screen.findByRole('button', { name: '说一条赞成的理由' }))
    fireEvent.change(await screen.findByRole('textbox', { name: /理由/ }), {
      target: { value: '晚上看不清' },
    })
    press('说出来')
    expect(await screen.findByText('3号楼李姓邻居')).toBeTruthy()
    press('就这样，发出去')
    await waitFor(() => {
      expect(sent.filter(({ name }) => name.startsWith('POST /api/motions'))).toHaveLength(2)
    })
    expect(sent.at(-1)?.name).not.toContain('forum/name')
  })

  it('is changed by its author, with the version that was read', async () => {
    route({ id })
    const sent = fakeApi({
      ...noArguments,
      [`GET /api/motions/${id}`]: () => ({ ...motion, actions: ['edit'] }),
      [`PATCH /api/motions/${id}`]: () => motion,
    })
    render(<MotionPage />)
    fireEvent.click(await screen.findByRole('button', { name: '改一改' }))
    fireEvent.input(screen.getByRole('textbox', { name: /一句话/ }), { target: { value: '给北门装两盏灯' } })
    press('改好了')
    expect(await screen.findByText('改好了，核对过邻居就能看到。')).toBeTruthy()
    const [change] = sent.filter(({ name }) => name.startsWith('PATCH'))
    expect(change?.body).toMatchObject({ version: motion.version, title: '给北门装两盏灯' })
  })

  it('says why when it was decided in between, and shows what others do by itself', async () => {
    route({ id })
    let coSigners = 4
    fakeApi({
      ...noArguments,
      [`GET /api/motions/${id}`]: () => ({ ...motion, counts: { ...motion.counts, coSigners } }),
      [`PUT /api/motions/${id}/signature`]: () => refuse(409, 'motion.not_now', '现在不能这样做'),
    })
    render(<MotionPage />)
    await screen.findByText('4 / 10 人')
    press('我联名')
    expect(await screen.findByText('现在不能这样做')).toBeTruthy()
    coSigners = 9
    jest.spyOn(Math, 'random').mockReturnValue(0)
    act(() => {
      passOn('motion.changed', { id, state: 'gathering', coSigners })
    })
    expect(await screen.findByText('9 / 10 人')).toBeTruthy()
  })
})

it('leads to the vote that is announced, so that homes name who casts theirs', async () => {
  route({ id })
  const ballot = { id: 'c'.repeat(24), state: 'announced', stateText: '已公布，还没开始' }
  const sent = fakeApi({
    ...noArguments,
    [`GET /api/motions/${id}`]: () => ({ ...motion, state: 'accepted', actions: [] }),
    'GET /api/ballots': () => ({ items: [ballot, { ...ballot, id: 'd'.repeat(24), outcome: 'void' }] }),
  })
  render(<MotionPage />)
  await screen.findByText('看表决：已公布，还没开始')
  press('看表决：已公布，还没开始')
  expect(screen.getAllByText(/^看表决：/)).toHaveLength(1)
  expect(Taro.navigateTo).toHaveBeenCalledWith({
    url: `/packages/ballots/pages/ballot/index?id=${ballot.id}`,
  })
  expect(sent.some(({ name }) => name === 'GET /api/ballots')).toBe(true)
})

describe('writing a motion', () => {
  it('shows the name first, sends once, and goes on from the words of a post', async () => {
    route({ community: community.code, postId: id })
    const sent = fakeApi({
      'GET /api/deliberation/home': () => home,
      [`GET /api/forum/posts/${id}`]: () => ({ text: '北门太暗了，老人看不清台阶。' }),
      'POST /api/forum/name': () => ({ ...forum, hasAccepted: true }),
      'POST /api/motions': () => motion,
    })
    render(<WriteMotionPage />)
    const words = await screen.findByLabelText<HTMLTextAreaElement>('为什么要办，想怎么办')
    expect(words.value).toBe('北门太暗了，老人看不清台阶。')
    press('提出来')
    expect(await screen.findByText(/一句话说清楚是什么事，至少/)).toBeTruthy()
    fireEvent.change(screen.getByLabelText('一句话说清楚是什么事'), { target: { value: '给北门装一盏路灯' } })
    press('提出来')
    expect(await screen.findByText('邻居会看到')).toBeTruthy()
    press('就这样，发出去')
    await waitFor(() => {
      expect(sent.find(({ name }) => name === 'POST /api/motions')?.body).toMatchObject({
        title: '给北门装一盏路灯',
        from: { kind: 'post', id },
      })
    })
  })
})

describe('a motion from a need', () => {
  it('goes on from its words, says that its photos stay private, and names it', async () => {
    route({ community: community.code, needId: id })
    const sent = fakeApi({
      'GET /api/deliberation/home': () => ({ ...home, forum: { ...forum, hasAccepted: true } }),
      [`GET /api/needs/${id}`]: () => ({ text: '车棚的灯坏了好久，晚上停车看不见。' }),
      'POST /api/motions': () => motion,
    })
    render(<WriteMotionPage />)
    const words = await screen.findByLabelText<HTMLTextAreaElement>('为什么要办，想怎么办')
    expect(words.value).toBe('车棚的灯坏了好久，晚上停车看不见。')
    expect(screen.getByText(/从您的诉求转来，照片不会公开/)).toBeTruthy()
    fireEvent.change(screen.getByLabelText('一句话说清楚是什么事'), { target: { value: '给车棚换一盏灯' } })
    press('提出来')
    await waitFor(() => {
      expect(sent.find(({ name }) => name === 'POST /api/motions')?.body).toMatchObject({
        from: { kind: 'need', id },
      })
    })
  })
})

describe('a project', () => {
  it('shows money with its budget, and takes a grade with or without words', async () => {
    route({ id })
    const sent = fakeApi({
      [`GET /api/projects/${id}`]: () => project,
      [`GET /api/projects/${id}/comments`]: () => ({ items: [] }),
      [`PUT /api/projects/${id}/rating`]: () => project,
    })
    render(<ProjectPage />)
    expect(await screen.findByText('一共花了 1200.5 元，预算 3500 元')).toBeTruthy()
    expect(screen.getByText('1200.5 / 3500 元')).toBeTruthy()
    expect(screen.getByText('2 人评价，平均 4.5 分（满分 5 分）')).toBeTruthy()
    press('满意', 'radio')
    press('送出评价')
    expect(await screen.findByText(/谢谢您的评价/)).toBeTruthy()
    expect(sent.find(({ name }) => name.startsWith('PUT'))?.body).toEqual({ grade: 4, comment: null })
  })

  it('shows why one’s words about it are hidden, lets one ask the level above, and takes them back', async () => {
    route({ id })
    const words = { id: 'd'.repeat(24), grade: 2, text: '做得太慢', at: motion.at, stateText: '没有公开' }
    const author = { ...motion.author, isMine: true }
    const own = { ...words, author, hiddenBecause: '广告', caseId: id, actions: ['delete', 'appeal'] }
    let isGone = false
    const sent = fakeApi({
      [`GET /api/projects/${id}`]: () => ({
        ...project,
        myGrade: 2,
        ...(isGone ? {} : { myComment: words.text }),
      }),
      [`GET /api/projects/${id}/comments`]: () => ({ items: isGone ? [] : [own] }),
      [`PUT /api/projects/${id}/rating`]: () => {
        isGone = true
        return project
      },
    })
    render(<ProjectPage />)
    expect(await screen.findByText('原因：广告')).toBeTruthy()
    expect(screen.getByRole('button', { name: '请上一级再看看' })).toBeTruthy()
    expect(screen.getByRole('textbox')).toHaveProperty('value', words.text)
    press('删除')
    press('删除这些话')
    await waitFor(() => {
      expect(screen.getByRole('textbox')).toHaveProperty('value', '')
    })
    expect(sent.find(({ name }) => name.startsWith('PUT'))?.body).toEqual({ grade: 2, comment: null })
    expect(screen.queryByText(words.text)).toBeNull()
  })
})

it('draws who takes part, how long an answer takes and what was decided, each part with its whole', async () => {
  route({})
  const from = '2026-11-01T00:00:00.000Z'
  const months = [
    { from, raised: 4, coSignatures: 61, answered: 3, onTime: 2, medianHours: 60 },
    { from: '2026-10-01T00:00:00.000Z', raised: 0, coSignatures: 0, answered: 0, onTime: 0 },
  ]
  const decided = { passed: 5, notPassed: 1, answered: 2, stopped: 0 }
  const kinds = [
    { kind: 'deliberation', asked: 9, answered: 7, needs: 1, medianHours: 24 },
    { kind: 'mutualHelp', asked: 4, answered: 1, needs: 0 },
  ]
  const spoken = [{ from, people: 12, posts: 20, comments: 45, medianHours: 24 }]
  fakeApi({
    'GET /api/deliberation/figures': () => ({
      ...{ answered: 3, onTime: 2, openLate: 1, medianHours: 60, decided, months },
      householdsHeard: { part: 33, of: 120 },
    }),
    'GET /api/forum/figures': () => ({ months: spoken, kinds }),
  })
  render(<FiguresPage />)
  await screen.findByRole('list', { name: '每个月有几位邻居发帖' })
  const plots = screen
    .getAllByRole('list')
    .map((list) => [
      list.getAttribute('aria-label'),
      ...[...list.children].map((bar) => bar.querySelector('.figures')?.textContent),
    ])
  expect(plots).toEqual([
    ['有多少户说过话', '33 / 120 户'],
    ['每个月联名的人次', '61 人次', '0 人次'],
    ['该答复的议题', '2 / 4 个', '1 / 4 个', '1 / 4 个'],
    ['每个月答复用了几天', '2.5 天'],
    ['每个月按时答复的', '2 / 3 个'],
    ['有了结果的议题', '5 / 8 个', '1 / 8 个', '2 / 8 个', '0 / 8 个'],
    ['每个月有几位邻居发帖', '12 位'],
    ['每个月的帖子有多少条留言', '45 条留言'],
    ['近半年有官方答复的', '7 / 9 个', '1 / 4 个'],
    ['每个月问的事等了几天', '1 天'],
  ])
  expect(screen.getByText('互助里求助的：1 个有官方答复。')).toBeTruthy()
})

it('asks what was decided, about which motion, and what becomes of it, each under its name', async () => {
  route({ id })
  const meeting = {
    ...{ id, community: community.code, version: 2, state: 'published', stateText: '会议记录已公布' },
    ...{ title: '十一月议事会', place: '活动室', startsAt: motion.at, attendance: 12, hasSignedIn: false },
    ...{ agenda: [{ text: '路灯', motionId: id }], decisions: [], actions: ['decide'] },
  }
  const sent = fakeApi({
    [`GET /api/meetings/${id}`]: () => meeting,
    [`POST /api/meetings/${id}/decisions`]: () => meeting,
  })
  render(<MeetingPage />)
  fireEvent.click(await screen.findByRole('button', { name: '记一个决定' }))
  for (const name of ['决定了什么', '是哪个议题', '接下来怎么办'])
    expect(screen.getByText(name, { exact: false })).toBeTruthy()
  fireEvent.input(screen.getByRole('textbox'), { target: { value: '装两盏路灯' } })
  press('没有通过：路灯', 'radio')
  // What was turned down becomes nothing.
  expect(screen.queryByRole('radio', { name: /变成项目/ })).toBeNull()
  press('通过：路灯', 'radio')
  expect(screen.getByRole('radio', { name: /变成项目/ })).toBeTruthy()
  press('记下')
  await waitFor(() => {
    expect(sent.find(({ name }) => name.endsWith('/decisions'))?.body).toEqual({
      text: '装两盏路灯',
      motion: { id, isAdopted: true },
    })
  })
})
