import Taro from '@tarojs/taro'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { NoticeView, ReachRow } from '../../services/notices'
import { fakeApi, refuse, secretary, signInAs } from '../../test/fakeApi'
import NoticePage from './pages/notice'
import ReachPage from './pages/reach'
import WritePage from './pages/write'
import { emptyForm, findProblem, toContent, toForm } from './pages/write/noticeForm'

const id = 'dddddddddddddddddddddddd'
const notice: NoticeView = {
  id,
  kind: 'outage',
  kindName: '停水停电停气',
  title: '明天上午停水',
  text: '明天 8 点到 12 点停水。\n请先接好水。',
  areaName: '泗塘一村居委会',
  mustReach: true,
  state: 'published',
  stateText: '已发布',
  signedBy: '泗塘一村居委会新闻发言人 陈书宁',
  publishedAt: '2026-11-23T02:00:00.000Z',
  isUnread: true,
  version: 5,
  photos: [{ id, kind: 'photo', url: '/api/media/x?token=1' }],
  shareText: '【明天上午停水】',
  actions: [],
}
const desk: NonNullable<NoticeView['desk']> = {
  content: {
    areaCode: '310113001001',
    kind: 'outage',
    title: '明天上午停水',
    text: '停水',
    photoIds: [id],
    audience: { areas: [], groups: [], ageFrom: 60 },
    mustReach: true,
    visitAfterMinutes: 90,
    publishAt: '2026-11-23T00:30:00.000Z',
  },
  writerName: '吴静',
  audienceText: '泗塘一村居委会，所有居民',
  history: [],
}

function openAs(params: Record<string, string>) {
  jest.spyOn(Taro, 'useRouter').mockReturnValue({ params, path: '/' } as never)
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ level: 'joined' })
  openAs({ id })
})

it('says who says so, counts as read once it is seen, and is copied without the app', async () => {
  const sent = fakeApi({
    [`GET /api/notices/${id}`]: () => notice,
    [`POST /api/notices/${id}/read`]: () => undefined,
  })
  Taro.setClipboardData = jest.fn(() => Promise.resolve()) as unknown as typeof Taro.setClipboardData
  render(<NoticePage />)
  expect(await screen.findByText('发布人：泗塘一村居委会新闻发言人 陈书宁')).toBeTruthy()
  await waitFor(() => {
    expect(sent.filter(({ name }) => name === `POST /api/notices/${id}/read`)).toHaveLength(1)
  })
  fireEvent.click(screen.getByRole('button', { name: '复制文字' }))
  expect(await screen.findByText(/去微信群里粘贴/)).toBeTruthy()
  expect(Taro.setClipboardData).toHaveBeenCalledWith({ data: '【明天上午停水】' })
  // Neither jsdom nor the mini program has a voice: no button that does nothing.
  expect(screen.queryByText('读给我听')).toBeNull()
})

it('asks why before it is withdrawn, with the version that was read', async () => {
  const sent = fakeApi({
    [`GET /api/notices/${id}`]: () => ({ ...notice, desk, actions: ['withdraw', 'correct'] }),
    [`POST /api/notices/${id}/read`]: () => undefined,
    [`POST /api/notices/${id}/actions`]: () => notice,
  })
  render(<NoticePage />)
  fireEvent.click(await screen.findByRole('button', { name: '撤回' }))
  fireEvent.input(screen.getByRole('textbox', { name: /为什么撤回/ }), { target: { value: '日期写错了' } })
  const [, confirm] = screen.getAllByRole('button', { name: '撤回' })
  if (confirm) fireEvent.click(confirm)
  await waitFor(() => {
    expect(sent.find(({ name }) => name.endsWith('/actions'))?.body).toEqual({
      ...{ action: 'withdraw', version: 5, reason: '日期写错了' },
    })
  })
})

it('shows who does not know yet, and takes one tap for how they came to know', async () => {
  signInAs({ memberships: [secretary] })
  const row: ReachRow = {
    id: 'eeeeeeeeeeeeeeeeeeeeeeee',
    state: 'waiting',
    name: '张桂珍',
    placeText: '1号楼 101室',
    reasons: ['alone'],
    rank: 1,
    reached: [],
    isToCall: false,
  }
  const sent = fakeApi({
    [`GET /api/notices/${id}`]: () => notice,
    [`GET /api/notices/${id}/figures`]: () => ({
      ...{
        people: 7,
        reached: 3,
        waiting: 3,
        visiting: 1,
        gone: 0,
        visitsLeftToday: 2,
        orderText: '先看独居的',
      },
      byChannel: [{ channel: 'call', name: '打了电话', count: 3 }],
    }),
    [`GET /api/notices/${id}/reach`]: () => ({ items: [row] }),
    [`PUT /api/notices/${id}/reach/${row.id}`]: () => ({ ...row, state: 'reached' }),
  })
  render(<ReachPage />)
  expect(await screen.findByText('一个人住')).toBeTruthy()
  expect(screen.getByText('今天还能上门 2 户，排不上的明天接着去。')).toBeTruthy()
  expect(screen.queryByRole('button', { name: '告诉了家人' })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: '告诉过了，记一下' }))
  fireEvent.click(screen.getByRole('button', { name: '告诉了家人' }))
  await waitFor(() => {
    expect(sent.find(({ name }) => name.startsWith('PUT'))?.body).toEqual({ channel: 'family' })
  })
})

it('lists after a withdrawal only whom nothing but a person tells', async () => {
  signInAs({ memberships: [secretary] })
  const withdrawn = { at: '2026-11-23T03:00:00.000Z', reason: '不停水了' }
  const sent = fakeApi({
    [`GET /api/notices/${id}`]: () => ({ ...notice, state: 'withdrawn', withdrawn }),
    [`GET /api/notices/${id}/figures`]: () => refuse(503, 'request.retry', '请再试一次'),
    [`GET /api/notices/${id}/reach`]: () => ({ items: [] }),
  })
  render(<ReachPage />)
  expect(await screen.findByText(/还不知道的人不用再告诉/)).toBeTruthy()
  expect(screen.queryByRole('radio', { name: '还不知道' })).toBeNull()
  expect(await screen.findByText('您这里都说过了')).toBeTruthy()
  expect(sent.find(({ name }) => name.endsWith('/reach'))?.query.get('state')).toBe('toCall')
})

it('keeps what was typed, and sends one draft', async () => {
  signInAs({ memberships: [secretary] })
  openAs({ area: '310113001001' })
  Taro.redirectTo = jest.fn(() => Promise.resolve()) as unknown as typeof Taro.redirectTo
  const sent = fakeApi({
    'GET /api/areas': () => ({ items: [] }),
    'GET /api/estates': () => ({ items: [] }),
    'POST /api/notices': () => ({ ...notice, state: 'draft' }),
  })
  render(<WritePage />)
  fireEvent.click(await screen.findByRole('button', { name: '存好，下一步送审' }))
  expect(screen.getByText(/请写一个标题/)).toBeTruthy()
  fireEvent.input(screen.getByRole('textbox', { name: /标题/ }), { target: { value: '明天停水' } })
  fireEvent.input(screen.getByRole('textbox', { name: /正文/ }), { target: { value: '明天 8 点停水。' } })
  fireEvent.click(screen.getByRole('button', { name: '存好，下一步送审' }))
  await waitFor(() => {
    expect(Taro.redirectTo).toHaveBeenCalledWith({ url: `/packages/notices/pages/notice/index?id=${id}` })
  })
  const [post] = sent.filter(({ name }) => name === 'POST /api/notices')
  expect(post?.requestKey).toBeTruthy()
  expect(post?.body).toMatchObject({
    title: '明天停水',
    mustReach: false,
    audience: { areas: [], groups: [] },
  })
})

describe('the form', () => {
  it('gives back the draft it was made from', () => {
    const form = toForm({ ...notice, desk })
    expect(form).toMatchObject({
      ageFrom: '60',
      visitAfterHours: '1.5',
      publishDay: '2026-11-23',
      publishTime: '08:30',
    })
    expect(toContent(form, '310113001001')).toEqual(desk.content)
  })

  it('says what is wrong', () => {
    const form = { ...emptyForm, title: '停水', text: '明天停水' }
    expect(findProblem(form)).toBeUndefined()
    expect(findProblem({ ...form, ageFrom: '-1' })).toContain('年龄')
    expect(findProblem({ ...form, publishTime: '8点' })).toContain('08:30')
    expect(findProblem({ ...form, publishTime: '08:00' })).toContain('哪一天')
    expect(findProblem({ ...form, kind: 'outage', mustReach: true, visitAfterHours: '100' })).toContain(
      '小时',
    )
    expect(toContent({ ...form, mustReach: true }, '310113001001').mustReach).toBe(false)
  })
})
