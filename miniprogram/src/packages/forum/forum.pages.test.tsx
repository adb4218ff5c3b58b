import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import Taro from '@tarojs/taro'
import { chooseForumCommunity } from '../../components/forum/useForumCommunity'
import ForumPage from '../../pages/forum'
import { fakeApi, me, signInAs } from '../../test/fakeApi'
import MyPostsPage from './pages/mine'
import PostPage from './pages/post'
import SearchPage from './pages/search'

const community = { code: '310113001001', name: '临江新村' }
const id = 'b'.repeat(24)
const voices = [{ as: 'resident', name: '3号楼王姓邻居' }]
const boards = [
  { code: 'neighbours', name: '邻里交流', about: '说说身边的事', hasPrice: false, writeAs: voices },
]
const home = {
  ...{ community, access: 'full', boards, voices, nameRule: 'building', myName: '3号楼王姓邻居' },
  ...{ hasAccepted: true, hasLeft: false, isModerator: false },
}
const author = { name: '1号楼李姓邻居', kind: 'resident', isMine: false, badge: '党员' }
const summary = {
  ...{ id, board: 'neighbours', state: 'visible', author, excerpt: '电梯几时装？', photos: [] },
  ...{ hasVoice: false, at: '2026-11-20T02:00:00.000Z', counts: { comments: 0, likes: 2 } },
  ...{ isPinned: false, isLocked: false, isAnswered: false, hasOfficialAnswer: false },
}
const post = {
  ...summary,
  ...{ version: 1, community: community.code, text: summary.excerpt, media: [], changes: 0, postChanges: 0 },
  ...{ isLiked: false, isFollowing: false, actions: ['like', 'follow'], onComments: [] },
}

const press = (name: string | RegExp) => {
  fireEvent.click(screen.getAllByRole('button', { name }).at(-1) ?? document.body)
}

beforeEach(() => {
  localStorage.clear()
  chooseForumCommunity(me.id, undefined)
  signInAs({ community, level: 'verified' as const })
  jest.spyOn(Taro, 'useRouter').mockReturnValue({ params: { id }, path: '/' } as never)
})

it('finds by two characters and more, and says how to go on where nothing was found', async () => {
  const found: Record<string, object[]> = { 电梯: [summary], 水管: [] }
  const sent = fakeApi({
    'GET /api/forum/posts/search': ({ query }) => ({ items: found[query.get('q') ?? ''] ?? [] }),
  })
  render(<SearchPage />)
  const search = (words: string) => {
    fireEvent.input(screen.getByLabelText(/找什么/), { target: { value: words } })
    press('找')
  }
  search('电')
  expect(sent).toEqual([])
  search('电梯')
  expect(await screen.findByText('电梯几时装？')).toBeTruthy()
  expect(screen.getByText('党员')).toBeTruthy()
  search('水管')
  expect(await screen.findByText('没有找到')).toBeTruthy()
})

it('copies the day in one tap, and says what is not in it', async () => {
  const copied = jest.spyOn(Taro, 'setClipboardData').mockResolvedValue({} as never)
  fakeApi({
    'GET /api/forum/home': () => home,
    'GET /api/forum/posts': () => ({ items: [summary], pinned: [] }),
    'GET /api/forum/digest': () => ({ text: '今天的临江新村：新帖子 1 个', posts: 1 }),
  })
  render(<ForumPage />)
  fireEvent.click(await screen.findByRole('button', { name: '复制今天的摘要，发到群里' }))
  expect(await screen.findByText(/已经复制.*没有姓名、电话和住址/)).toBeTruthy()
  expect(copied).toHaveBeenCalledWith({ data: '今天的临江新村：新帖子 1 个' })
})

it('shows a party member’s badge beside the name, and likes and follows by one press each', async () => {
  const state = { isLiked: false, isFollowing: false }
  const sent = fakeApi({
    [`GET /api/forum/posts/${id}`]: () => ({ ...post, ...state }),
    [`GET /api/forum/posts/${id}/comments`]: () => ({ items: [] }),
    'GET /api/forum/home': () => home,
    [`PUT /api/forum/posts/${id}/like`]: () => ({ isOn: (state.isLiked = true), likes: 3 }),
    [`PUT /api/forum/posts/${id}/follow`]: () => ({ isOn: (state.isFollowing = true) }),
  })
  render(<PostPage />)
  expect(await screen.findByText('党员')).toBeTruthy()
  press('赞 2')
  expect(await screen.findByRole('button', { name: /取消赞/ })).toBeTruthy()
  press('关注')
  expect(await screen.findByText('已关注，有新留言每天早上汇总告诉您。')).toBeTruthy()
  expect(sent.filter(({ name }) => name.startsWith('PUT')).map(({ body }) => body)).toEqual([
    { isOn: true },
    { isOn: true },
  ])
})

it.each([
  ['离开，写过的留下，但不显示我', 'keep'],
  ['离开，写过的全部删除', 'delete'],
])('is left with two words: %s', async (choice, posts) => {
  jest.spyOn(Taro, 'switchTab').mockResolvedValue({} as never)
  const sent = fakeApi({
    'GET /api/forum/posts/mine': () => ({ items: [] }),
    'GET /api/forum/mine': () => ({ items: [community] }),
    'POST /api/forum/leave': () => undefined,
  })
  render(<MyPostsPage />)
  fireEvent.click(await screen.findByRole('button', { name: '离开邻里圈' }))
  expect(sent.some(({ name }) => name === 'POST /api/forum/leave')).toBe(false)
  fireEvent.click(await screen.findByRole('button', { name: choice }))
  await waitFor(() => {
    expect(sent.find(({ name }) => name === 'POST /api/forum/leave')?.body).toEqual({
      community: community.code,
      posts,
    })
  })
})
