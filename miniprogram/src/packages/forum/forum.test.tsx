import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import Taro from '@tarojs/taro'
import { passOn } from '../../services/live'
import { resendAll } from '../../services/outgoing'
import type * as Choices from '../../components/forum/useForumCommunity'
import { chooseForumCommunity } from '../../components/forum/useForumCommunity'
import ForumPage from '../../pages/forum'
import { useSession } from '../../stores/session'
import { fakeApi, me, refuse, secretary, signInAs } from '../../test/fakeApi'
import MyPostsPage from './pages/mine'
import PostPage from './pages/post'
import WritePage from './pages/write'

const community = { code: '310113001001', name: '临江新村' }
const board = {
  code: 'neighbours',
  name: '邻里交流',
  about: '说说身边的事',
  hasPrice: false,
  writeAs: [{ as: 'resident', name: '3号楼王姓邻居' }],
}
const home = {
  community,
  access: 'full',
  boards: [board, { ...board, code: 'notices', name: '公告', writeAs: [] }],
  voices: board.writeAs,
  nameRule: 'building',
  myName: '3号楼王姓邻居',
  hasAccepted: false,
  hasLeft: false,
  isModerator: false,
}
const id = 'bbbbbbbbbbbbbbbbbbbbbbbb'
const post = {
  id,
  version: 1,
  community: community.code,
  board: 'neighbours',
  state: 'visible',
  author: { name: '1号楼李姓邻居', kind: 'resident', isMine: false },
  text: '<b>桂花</b>开了 {{1+1}}',
  media: [],
  photos: [],
  at: '2026-11-20T02:00:00.000Z',
  counts: { comments: 0, likes: 2 },
  changes: 0,
  postChanges: 0,
  isPinned: false,
  isLocked: false,
  isAnswered: false,
  hasOfficialAnswer: false,
  isLiked: false,
  isFollowing: false,
  actions: ['comment', 'like', 'follow', 'report'],
  onComments: ['reply', 'like', 'report'],
}
const comment = {
  id: 'cccccccccccccccccccccccc',
  version: 1,
  state: 'visible',
  author: { name: '临江新村社区书记', kind: 'desk', isMine: false },
  text: '明天来修剪。',
  media: [],
  at: '2026-11-20T03:00:00.000Z',
  isOfficial: true,
  likes: 0,
  isLiked: false,
  actions: ['reply'],
}

const press = (name: string | RegExp) => {
  fireEvent.click(screen.getAllByRole('button', { name }).at(-1) ?? document.body)
}
const route = (params: Record<string, string>) => {
  jest.spyOn(Taro, 'useRouter').mockReturnValue({ params, path: '/' } as never)
}

beforeEach(() => {
  localStorage.clear()
  chooseForumCommunity(me.id, undefined)
  signInAs({ community, level: 'verified' })
})

it('lets somebody of a street’s unit choose which community’s forum to look at', async () => {
  signInAs({
    memberships: [
      {
        ...{ id: 'ffffffffffffffffffffffff', role: 'unitStaff', roleName: '站点人员', isDeputy: false },
        ...{ isOffDuty: false, unitId: 'eeeeeeeeeeeeeeeeeeeeeeee', unitName: '街道卫生中心' },
      },
    ],
  })
  const sent = fakeApi({
    'GET /api/forum/mine': () => ({ items: [community, { code: '310113001002', name: '友谊新村' }] }),
    'GET /api/forum/home': () => home,
    'GET /api/forum/posts': () => ({ items: [], pinned: [] }),
  })
  render(<ForumPage />)
  fireEvent.click(await screen.findByRole('radio', { name: '友谊新村' }))
  await screen.findByText('看别的社区')
  expect(sent.find(({ name }) => name === 'GET /api/forum/home')?.query.get('community')).toBe('310113001002')
})

it('shows who has moved away her own words, and what she cannot read no more as no error', async () => {
  const refused = () => refuse(403, 'forum.not_a_member', '这里是别的社区')
  signInAs({ community: { code: '310113001002', name: '友谊新村' }, level: 'verified' as const })
  fakeApi({
    'GET /api/forum/home': refused,
    [`GET /api/forum/posts/${id}`]: () => ({ ...post, author: { ...post.author, isMine: true } }),
    [`GET /api/forum/posts/${id}/comments`]: refused,
  })
  route({ id })
  render(<PostPage />)
  expect(await screen.findByText(post.text)).toBeTruthy()
  expect(await screen.findByText(/您现在不在这个社区，邻居的留言看不到了/)).toBeTruthy()
  expect(screen.queryByText('这里是别的社区')).toBeNull()
  expect(screen.queryByRole('button', { name: '留言' })).toBeNull()
})

it('tells who lives there still and is not verified now that her address has to be checked', async () => {
  const refused = () => refuse(403, 'forum.not_a_member', '这里是别的社区')
  signInAs({ community, level: 'joined' as const })
  fakeApi({
    'GET /api/forum/home': refused,
    [`GET /api/forum/posts/${id}`]: () => ({ ...post, author: { ...post.author, isMine: true } }),
    [`GET /api/forum/posts/${id}/comments`]: refused,
  })
  route({ id })
  render(<PostPage />)
  expect(await screen.findByText(/您的住址现在没有核实/)).toBeTruthy()
  expect(screen.queryByText(/您现在不在这个社区/)).toBeNull()
})

it('opens the forum she serves to who lives in another community, and there she speaks for the desk', async () => {
  const served = { code: '310113001002', name: '友谊新村' }
  const voices = [{ as: 'desk', name: '友谊新村社区书记' }]
  signInAs({
    ...{ community, level: 'verified' as const },
    memberships: [{ ...secretary, areaCode: served.code, community: served.code }],
  })
  const muted = { ...home, mute: { until: '2026-11-28T02:00:00.000Z', reason: '广告' } }
  const sent = fakeApi({
    'GET /api/forum/mine': () => ({ items: [community, served] }),
    'GET /api/forum/home': ({ query }) =>
      query.get('community') === served.code
        ? { ...home, community: served, voices, isModerator: true }
        : muted,
    'GET /api/forum/posts': () => ({ items: [], pinned: [] }),
    [`GET /api/forum/posts/${id}`]: () => ({ ...post, community: served.code }),
    [`GET /api/forum/posts/${id}/comments`]: () => ({ items: [] }),
    [`POST /api/forum/posts/${id}/comments`]: () => comment,
  })
  route({ id })
  const first = render(<PostPage />)
  fireEvent.click(await screen.findByRole('button', { name: '留言' }))
  fireEvent.change(await screen.findByRole('textbox'), { target: { value: '明天就来修' } })
  press('发送')
  await waitFor(() => {
    expect(sent.find(({ name }) => name.startsWith('POST'))?.body).toMatchObject({ as: 'desk' })
  })
  first.unmount()
  render(<ForumPage />)
  expect(await screen.findByText(community.name)).toBeTruthy()
  expect(screen.queryByText('等社区回复')).toBeNull()
  press('看别的社区')
  fireEvent.click(await screen.findByRole('radio', { name: served.name }))
  expect(await screen.findByText('等社区回复')).toBeTruthy()
  // Also after the program was closed; no longer than she serves it.
  jest.isolateModules(() => {
    const again = jest.requireActual<typeof Choices>('../../components/forum/useForumCommunity')
    const { me: present } = useSession.getState()
    expect(again.findForumChoice(present)).toBe(served.code)
    expect(again.findForumChoice(present && { ...present, memberships: [] })).toBeUndefined()
  })
})

it('leads whoever was told of something hidden to why, and to the level above', async () => {
  route({ part: 'hidden' })
  const piece = {
    ...{ id, kindName: '留言', text: '别惹他', at: post.at, hiddenBecause: '不骂人' },
    ...{ page: 'packages/forum/pages/post/index?id=1', canAppeal: true },
  }
  const sent = fakeApi({
    'GET /api/content-reviews/own': () => ({ items: [piece] }),
    [`POST /api/content-reviews/${id}/appeal`]: () => undefined,
  })
  render(<MyPostsPage />)
  expect(await screen.findByText('原因：不骂人')).toBeTruthy()
  press('请上一级再看看')
  fireEvent.change(await screen.findByRole('textbox'), { target: { value: '我没有骂人' } })
  press('送出申诉')
  expect(await screen.findByText(/申诉已送出/)).toBeTruthy()
  expect(sent.find(({ name }) => name.startsWith('POST'))?.body).toEqual({ text: '我没有骂人' })
})

describe('writing a post', () => {
  const write = () => {
    route({ community: community.code, board: 'neighbours' })
    const sent = fakeApi({
      'GET /api/forum/home': () => home,
      'POST /api/forum/name': () => ({ ...home, hasAccepted: true }),
      'POST /api/forum/posts': () => post,
    })
    render(<WritePage />)
    return sent
  }

  it('shows what others will see before the first one is sent, and only then sends it', async () => {
    const sent = write()
    fireEvent.change(await screen.findByLabelText('想说什么'), { target: { value: '桂花开了' } })
    press('发出去')
    expect(await screen.findByText('邻居会看到')).toBeTruthy()
    expect(sent.some(({ name }) => name === 'POST /api/forum/posts')).toBe(false)
    press('就这样，发出去')
    await waitFor(() => {
      expect(sent.find(({ name }) => name === 'POST /api/forum/posts')?.body).toMatchObject({
        board: 'neighbours',
        as: 'resident',
        text: '桂花开了',
      })
    })
    expect(sent.find(({ name }) => name === 'POST /api/forum/name')?.body).toEqual({
      community: community.code,
      nameRule: 'building',
    })
  })

  it('shows it again when the community calls people otherwise by now', async () => {
    route({ community: community.code, board: 'neighbours' })
    const renamed = { ...home, nameRule: 'nickname', myName: '三楼老王' }
    let asked = 0
    const sent = fakeApi({
      'GET /api/forum/home': () => (asked++ === 0 ? { ...home, hasAccepted: true } : renamed),
      'POST /api/forum/posts': () => refuse(409, 'forum.preview_needed', '请先看看'),
      'POST /api/forum/name': () => refuse(409, 'request.conflict', '刚刚变了'),
    })
    render(<WritePage />)
    fireEvent.change(await screen.findByLabelText('想说什么'), { target: { value: '桂花开了' } })
    press('发出去')
    await screen.findByText('三楼老王')
    press('就这样，发出去')
    await screen.findByText('刚刚变了')
    expect(sent.find(({ name }) => name === 'POST /api/forum/name')?.body).toMatchObject({
      nameRule: 'nickname',
    })
    expect(screen.getByLabelText<HTMLTextAreaElement>('想说什么').value).toBe('桂花开了')
  })

  it('is changed with its photos, and what was begun is kept until it has arrived', async () => {
    const photo = (letter: string) => ({ id: letter.repeat(24), kind: 'photo', url: `/api/media/${letter}` })
    const own = { ...post, media: [photo('1'), photo('2')], author: { ...post.author, isMine: true } }
    route({ id })
    const state = { isDown: true }
    const sent = fakeApi({
      [`GET /api/forum/posts/${id}`]: () => own,
      'GET /api/forum/home': () => ({ ...home, hasAccepted: true }),
      [`PATCH /api/forum/posts/${id}`]: () =>
        state.isDown ? refuse(409, 'forum.changed_meanwhile', '有变化') : own,
    })
    const view = render(<WritePage />)
    const [first] = await screen.findAllByRole('button', { name: '去掉这张照片' })
    if (first) fireEvent.click(first)
    expect(screen.getAllByRole('button', { name: '去掉这张照片' })).toHaveLength(1)
    press('保存')
    expect(await screen.findByText('有变化')).toBeTruthy()
    view.unmount()
    state.isDown = false
    render(<WritePage />)
    expect(await screen.findAllByRole('button', { name: '去掉这张照片' })).toHaveLength(1)
    press('保存')
    await waitFor(() => {
      const edits = sent.filter(({ name }) => name.startsWith('PATCH')).map(({ body }) => body)
      expect(edits).toEqual(edits.map(() => ({ version: 1, text: post.text, photoIds: ['2'.repeat(24)] })))
      expect(edits).toHaveLength(2)
    })
  })

  it('keeps the words when the server refuses them', async () => {
    route({ community: community.code, board: 'neighbours' })
    fakeApi({
      'GET /api/forum/home': () => ({ ...home, hasAccepted: true }),
      'POST /api/forum/posts': () => refuse(409, 'forum.personal_number', '请不要写手机号'),
    })
    render(<WritePage />)
    fireEvent.change(await screen.findByLabelText('想说什么'), { target: { value: '打 13812345678' } })
    press('发出去')
    await waitFor(() => {
      expect(screen.getByLabelText<HTMLTextAreaElement>('想说什么').value).toBe('打 13812345678')
    })
  })
})

describe('a post', () => {
  const open = (comments: () => object[] = () => []) => {
    route({ id })
    const sent = fakeApi({
      [`GET /api/forum/posts/${id}`]: () => post,
      'GET /api/forum/home': () => home,
      [`GET /api/forum/posts/${id}/comments`]: () => ({ items: comments() }),
      [`POST /api/forum/posts/${id}/read`]: () => undefined,
      'POST /api/content-reports': () => undefined,
      [`PUT /api/forum/posts/${id}/like`]: () => ({ isOn: true, likes: 3 }),
    })
    render(<PostPage />)
    return sent
  }

  it('shows what was written as it was written', async () => {
    open()
    expect(await screen.findByText('<b>桂花</b>开了 {{1+1}}')).toBeTruthy()
    expect(document.querySelector('b')).toBeNull()
  })

  it('grows by itself when the server says that there is more, by one small request', async () => {
    const rows = [{ ...comment, id: 'b'.repeat(24), text: '几时来修？', isOfficial: false }]
    const shown = { ...post, counts: { comments: 1, likes: 2 } }
    route({ id })
    const path = `/api/forum/posts/${id}`
    const sent = fakeApi({
      [`GET ${path}`]: () => shown,
      'GET /api/forum/home': () => home,
      [`GET ${path}/comments`]: ({ query }) => ({
        items: rows.filter((row) => row.id > (query.get('cursor') ?? '')),
      }),
    })
    const asked = () => sent.filter(({ name }) => name.startsWith(`GET ${path}`))
    const tell = (comments: number, likes: number, changes = 0, news: object = {}) => {
      act(() => {
        const rest = { postChanges: 0, since: changes, isReadable: true, said: [], gone: [] }
        passOn('thread.changed', { id, comments, likes, changes, ...rest, ...news })
      })
    }
    const chance = jest.spyOn(Math, 'random').mockReturnValue(0)
    render(<PostPage />)
    await screen.findByText('几时来修？')
    expect(asked()).toHaveLength(2)
    act(() => {
      const other = { id: 'd'.repeat(24), comments: 9, likes: 9, changes: 9, postChanges: 9 }
      passOn('thread.changed', { ...other, since: 9, isReadable: true, said: [], gone: [] })
    })
    tell(1, 7)
    await screen.findByText(/7 个赞/)
    rows.push(comment)
    tell(2, 7)
    await screen.findByText('明天来修剪。')
    expect(screen.getByText('官方回复')).toBeTruthy()
    expect(asked()).toHaveLength(3)
    expect(asked()[2]?.query.get('cursor')).toBe('b'.repeat(24))
    // What passed its check late has its place before the last row.
    rows.unshift({ ...comment, isOfficial: false, id: 'a'.repeat(24), text: '看过后才公开' })
    tell(3, 7)
    await screen.findByText('看过后才公开')
    // What was taken away.
    rows.shift()
    Object.assign(shown, { counts: { comments: 2, likes: 7 }, changes: 1 })
    tell(2, 7, 1)
    await waitFor(() => {
      expect(screen.queryByText('看过后才公开')).toBeNull()
    })
    expect(asked().length).toBeLessThanOrEqual(8)
    // What the event brings is there at once and costs no request; what is gone is covered before it is fetched.
    await new Promise((resolve) => setTimeout(resolve, 50))
    const before = asked().length
    chance.mockReturnValue(0.9)
    const { version, at, isOfficial, author } = { ...comment, isOfficial: false }
    const media = [{ id: '1'.repeat(24), kind: 'photo', url: '/api/media/1', thumbnailUrl: '/api/media/1/t' }]
    const words = { id: 'e'.repeat(24), text: '推送来的一句', media, version, at, isOfficial, author }
    tell(3, 7, 1, { said: [words] })
    expect(await screen.findByText('推送来的一句')).toBeTruthy()
    expect(screen.getByRole('button', { name: '看大图' })).toBeTruthy()
    expect(screen.getAllByRole('button', { name: '回复' }).length).toBeGreaterThan(0)
    tell(2, 7, 2, { since: 1, gone: [words.id] })
    expect(screen.queryByText('推送来的一句')).toBeNull()
    expect(screen.getByText('这条留言没有公开')).toBeTruthy()
    // It comes back in other words, and what passed its check late to its place before the last row.
    const late = { ...words, id: 'd'.repeat(24), media: [], text: '晚到的一句' }
    tell(4, 7, 3, { since: 1, said: [late, { ...words, version: version + 2, text: '改好的一句' }] })
    expect(screen.queryByText('这条留言没有公开')).toBeNull()
    expect(screen.getAllByText(/^(晚到的|改好的)一句$/).map(({ textContent }) => textContent)).toEqual([
      '晚到的一句',
      '改好的一句',
    ])
    // The post too: covered while it is checked anew, and there again in its new words.
    tell(4, 7, 3, { postChanges: 1, isReadable: false })
    expect(screen.getByText('这个帖子现在看不到')).toBeTruthy()
    expect(screen.queryByText('改好的一句')).toBeNull()
    const { isPinned, isLocked, isAnswered } = post
    const flags = { version: 3, media: [], photos: [], isPinned, isLocked, isAnswered }
    const need = { stateText: '正在办', isOpen: true, raisedAt: at, changedAt: at }
    const renewed = { ...flags, text: '桂花谢了', hasOfficialAnswer: true, need }
    tell(4, 7, 3, { postChanges: 2, post: renewed })
    expect(screen.getByText('桂花谢了')).toBeTruthy()
    expect(screen.getByText('正在办')).toBeTruthy()
    expect(screen.getByText('社区已回复')).toBeTruthy()
    // More is missing than came along: then nothing is put in the wrong place.
    tell(6, 7, 3, { postChanges: 2, said: [{ ...words, id: 'f'.repeat(24), text: '后面的一句' }] })
    expect(screen.queryByText('后面的一句')).toBeNull()
    expect(asked()).toHaveLength(before)
    chance.mockRestore()
  })

  it('of one’s own comes out of the check also when nothing told this phone', async () => {
    jest.useFakeTimers()
    try {
      route({ id })
      const own = { ...post, author: { ...post.author, isMine: true }, actions: ['edit', 'delete'] }
      let state = 'checking'
      fakeApi({
        [`GET /api/forum/posts/${id}`]: () => ({
          ...own,
          state,
          ...(state === 'checking' ? { stateText: '正在核对' } : {}),
        }),
        [`GET /api/forum/posts/${id}/comments`]: () => ({ items: [] }),
        'GET /api/forum/home': () => home,
      })
      render(<PostPage />)
      const settle = () => act(() => jest.advanceTimersByTimeAsync(5000))
      await settle()
      expect(screen.getByText('正在核对')).toBeTruthy()
      state = 'visible'
      await settle()
      expect(screen.queryByText('正在核对')).toBeNull()
    } finally {
      jest.useRealTimers()
    }
  })

  it('that the street looks at is to the desk what it is to a neighbour: said so, and no word in its name', async () => {
    const desk = { as: 'desk', name: '临江新村社区书记' }
    const state = { isLifted: true }
    route({ id })
    fakeApi({
      [`GET /api/forum/posts/${id}`]: () => ({ ...post, ...state }),
      [`GET /api/forum/posts/${id}/comments`]: () => ({ items: [] }),
      'GET /api/forum/home': () => ({ ...home, hasAccepted: true, voices: [...home.voices, desk] }),
    })
    const view = render(<PostPage />)
    expect(await screen.findByText(/由街道来看。街道决定之前，社区不能管理它/)).toBeTruthy()
    press('留言')
    await screen.findByText('想说的话')
    expect(screen.queryByText('临江新村社区书记')).toBeNull()
    view.unmount()
    state.isLifted = false
    render(<PostPage />)
    await screen.findByText('<b>桂花</b>开了 {{1+1}}')
    expect(screen.queryByText(/由街道来看/)).toBeNull()
    press('留言')
    expect(await screen.findByText('临江新村社区书记')).toBeTruthy()
  })

  it('is reported with a reason, without one nothing is sent', async () => {
    const sent = open()
    await screen.findByText('<b>桂花</b>开了 {{1+1}}')
    press('更多')
    press('内容不合适')
    press('反映上去')
    expect(await screen.findByText(/请选一项/)).toBeTruthy()
    expect(sent.some(({ name }) => name === 'POST /api/content-reports')).toBe(false)
    fireEvent.click(screen.getByText('广告或拉人'))
    press('反映上去')
    await waitFor(() => {
      expect(sent.find(({ name }) => name === 'POST /api/content-reports')?.body).toEqual({
        kind: 'forumPost',
        id,
        reason: 'ad',
      })
    })
  })
})

describe('what neighbours write', () => {
  it('is one comment though it was sent again before it had arrived, and its draft lasts until then', async () => {
    route({ id })
    let isOnline = false
    const sent = fakeApi({
      'GET /api/forum/home': () => ({ ...home, hasAccepted: true }),
      [`GET /api/forum/posts/${id}`]: () => post,
      [`GET /api/forum/posts/${id}/comments`]: () => ({ items: [] }),
      [`POST /api/forum/posts/${id}/comments`]: () =>
        isOnline ? comment : refuse(503, 'request.retry', '请稍候'),
    })
    const first = render(<PostPage />)
    fireEvent.click(await screen.findByRole('button', { name: '留言' }))
    fireEvent.change(await screen.findByRole('textbox'), { target: { value: '真香' } })
    press('发送')
    expect(await screen.findByText(/等待发送/)).toBeTruthy()
    first.unmount()
    render(<PostPage />)
    fireEvent.click(await screen.findByRole('button', { name: '留言' }))
    expect(await screen.findByRole('textbox')).toHaveProperty('value', '真香')
    press(/^发送/)
    isOnline = true
    await act(() => {
      resendAll(me.id)
      return Promise.resolve()
    })
    await waitFor(() => {
      expect(screen.getByRole('textbox')).toHaveProperty('value', '')
    })
    const comments = sent.filter(({ name }) => name === `POST /api/forum/posts/${id}/comments`)
    expect(new Set(comments.map(({ requestKey }) => requestKey)).size).toBe(1)
  })
})
