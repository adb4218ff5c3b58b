import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { fakeApi, refuse, secretary, signInAs } from '../../../../test/fakeApi'
import { passOn } from '../../../../services/live'
import ReviewsPage from '.'

jest.mock('../../../../platform/viewport', () => ({
  ...jest.requireActual<object>('../../../../platform/viewport'),
  useIsWide: () => true,
}))

const area = secretary.areaCode ?? ''
const rules = [
  { code: 'ad', text: '不发广告' },
  { code: 'abuse', text: '好好说话' },
]
const review = {
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  version: 3,
  state: 'pass',
  caseState: 'open',
  subject: { kind: 'forumPost', id: 'cccccccccccccccccccccccc', field: 'words:1' },
  authorName: '老王',
  texts: ['加我看好货'],
  media: [],
  reasons: [],
  reports: [{ reason: 'ad', text: '广告或拉人', times: 2, notes: ['天天发'] }],
  score: 20,
  requestedAt: '2026-11-20T02:00:00.000Z',
  rules,
  people: [],
  page: 'packages/forum/pages/post/index?id=cccccccccccccccccccccccc',
  actions: ['pass', 'hide', 'claim'],
}
const other = { ...review, id: 'dddddddddddddddddddddddd', texts: ['又来了'] }
const mine = {
  ...review,
  claim: { by: '您', until: '2026-11-20T02:10:00.000Z', isMine: true },
  actions: ['pass', 'hide', 'release'],
}
const claimPath = `PUT /api/content-reviews/${review.id}/claim`
const decidePath = `POST /api/content-reviews/${review.id}/decide`

const key = (name: string) => {
  fireEvent.keyDown(window, { key: name })
}

function open() {
  const state = { rows: [review, other] as object[] }
  const sent = fakeApi({
    'GET /api/content-reviews': () => ({ items: state.rows }),
    [claimPath]: () => {
      state.rows = [mine, other]
      return mine
    },
    [decidePath]: () => {
      state.rows = [other]
      return review
    },
    'POST /api/content-reviews/decide': () => ({ items: [{ id: review.id }, { id: other.id }] }),
  })
  render(<ReviewsPage />)
  return { sent, state }
}

beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(0)
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('the queue of what is to be looked at', () => {
  it('is worked off from the keyboard, and a slip decides nothing before it is claimed', async () => {
    const { sent } = open()
    await screen.findByText('加我看好货')
    key('j')
    await screen.findByText('邻居说：天天发')
    key('1')
    key('p')
    expect(sent.some(({ name }) => name === decidePath)).toBe(false)
    key('c')
    await screen.findByText('您在看')
    key('2')
    await waitFor(() => {
      expect(sent.find(({ name }) => name === decidePath)?.body).toEqual({
        decision: 'hide',
        rule: 'abuse',
        version: 3,
      })
    })
    expect(await screen.findByText(/已设为不公开：好好说话/)).toBeTruthy()
  })

  const byHand = () => {
    fireEvent.click(screen.getAllByRole('button', { name: '可以公开' }).at(-1) ?? document.body)
  }

  it.each([
    [
      'a key',
      () => undefined,
      () => {
        key('p')
      },
    ],
    ['a button', byHand, byHand],
  ])('shows what came between when a press by %s is refused, and takes the next', async (_, begin, press) => {
    const changed = '这一条刚刚又有人反映，还没有处理。'
    // A neighbour reports it once more while it is read.
    let times = 2
    const read = () => ({ ...mine, version: times + 1, reports: [{ ...review.reports[0], times }] })
    const sent = fakeApi({
      'GET /api/content-reviews': () => ({ items: [read(), other] }),
      [decidePath]: ({ body }) =>
        (body as { version: number }).version === 4
          ? review
          : refuse(409, 'contentReview.changed_meanwhile', changed),
    })
    render(<ReviewsPage />)
    fireEvent.click(await screen.findByText('加我看好货'))
    begin()
    times = 3
    press()
    expect(await screen.findByText(changed)).toBeTruthy()
    expect(await screen.findByText('3 人反映')).toBeTruthy()
    press()
    await waitFor(() => {
      const bodies = sent.filter(({ name }) => name === decidePath).map(({ body }) => body)
      expect(bodies).toEqual([
        { decision: 'pass', version: 3 },
        { decision: 'pass', version: 4 },
      ])
    })
  })

  it('hides only with one of the community’s rules', async () => {
    const { sent } = open()
    fireEvent.click(await screen.findByText('加我看好货'))
    fireEvent.click(screen.getByRole('button', { name: '不公开' }))
    fireEvent.click(screen.getAllByRole('button', { name: '不公开' }).at(-1) ?? document.body)
    expect(await screen.findByText(/请选一项/)).toBeTruthy()
    expect(sent.some(({ name }) => name === decidePath)).toBe(false)
  })

  it('lets the desk above say whom it is about, with whatever it decides and by whichever way', async () => {
    const people = [
      { id: '1'.repeat(24), name: '临江新村书记 王芳', isSubject: false },
      { id: '2'.repeat(24), name: '临江新村社区工作者 李丽', isSubject: false },
    ]
    const sent = fakeApi({
      'GET /api/content-reviews': () => ({ items: [{ ...mine, people }, other] }),
      [decidePath]: () => review,
    })
    render(<ReviewsPage />)
    fireEvent.click(await screen.findByText('又来了'))
    expect(screen.queryByText(/说的是社区的哪位工作人员/)).toBeNull()
    const bodies = () => sent.filter(({ name }) => name === decidePath).map(({ body }) => body)
    fireEvent.click(screen.getByText('加我看好货'))
    key('p')
    await waitFor(() => {
      expect(bodies()).toEqual([{ decision: 'pass', version: 3 }])
    })
    fireEvent.click(await screen.findByText('加我看好货'))
    fireEvent.click(await screen.findByRole('radio', { name: /王芳/ }))
    key('p')
    await waitFor(() => {
      expect(bodies()[1]).toEqual({ decision: 'pass', version: 3, aboutUserId: '1'.repeat(24) })
    })
    fireEvent.click(await screen.findByText('加我看好货'))
    fireEvent.click(await screen.findByRole('radio', { name: /李丽/ }))
    fireEvent.click(screen.getByRole('button', { name: '可以公开' }))
    fireEvent.click(screen.getAllByRole('button', { name: '可以公开' }).at(-1) ?? document.body)
    await waitFor(() => {
      expect(bodies()[2]).toEqual({ decision: 'pass', version: 3, aboutUserId: '2'.repeat(24) })
    })
  })

  it('takes the nickname back with what is decided of the words', async () => {
    const sent = fakeApi({
      'GET /api/content-reviews': () => ({ items: [{ ...mine, nickname: '缺德居委会' }] }),
      [decidePath]: () => review,
    })
    render(<ReviewsPage />)
    fireEvent.click(await screen.findByText('加我看好货'))
    fireEvent.click(await screen.findByRole('button', { name: '昵称“缺德居委会”也不合适？' }))
    fireEvent.click(await screen.findByRole('radio', { name: '好好说话' }))
    fireEvent.click(screen.getByRole('button', { name: '可以公开' }))
    fireEvent.click(screen.getAllByRole('button', { name: '可以公开' }).at(-1) ?? document.body)
    await waitFor(() => {
      expect(sent.find(({ name }) => name === decidePath)?.body).toEqual({
        decision: 'pass',
        version: 3,
        nicknameRule: 'abuse',
      })
    })
  })

  it('says of what is not public what comes there, when nothing is', async () => {
    fakeApi({
      'GET /api/content-reviews': ({ query }) => ({ items: query.get('state') === 'hidden' ? [] : [review] }),
    })
    render(<ReviewsPage />)
    await screen.findByText('加我看好货')
    fireEvent.click(screen.getByRole('radio', { name: '没有公开的' }))
    expect(await screen.findByText('看过以后决定不公开的会留在这里，看错了可以改成公开。')).toBeTruthy()
  })

  it('decides several at once', async () => {
    const { sent } = open()
    await screen.findByText('加我看好货')
    key('j')
    key('x')
    key('j')
    key('x')
    fireEvent.click(await screen.findByRole('button', { name: '2 条都可以公开' }))
    await waitFor(() => {
      expect(sent.find(({ name }) => name === 'POST /api/content-reviews/decide')?.body).toEqual({
        decision: 'pass',
        items: [
          { id: review.id, version: 3 },
          { id: other.id, version: 3 },
        ],
      })
    })
  })

  it('follows what comes in and what colleagues do, and keeps what is open, marked and written', async () => {
    const { sent, state } = open()
    const reads = () => sent.filter(({ name }) => name === 'GET /api/content-reviews').length
    const hear = (area: string) => {
      act(() => {
        for (let i = 0; i < 5; i += 1) passOn('reviews.changed', { area })
      })
    }
    fireEvent.click(await screen.findByText('又来了'))
    key('x')
    fireEvent.click(screen.getByRole('button', { name: '不公开' }))
    fireEvent.input(screen.getByLabelText(/说明/), { target: { value: '写到一半' } })
    const before = reads()
    state.rows = [{ ...review, id: 'e'.repeat(24), texts: ['刚刚来的'] }, other]
    hear('310113999999')
    hear(area)
    expect(await screen.findByText('刚刚来的')).toBeTruthy()
    expect(reads()).toBe(before + 1)
    expect(screen.queryByText('加我看好货')).toBeNull()
    expect(screen.getByDisplayValue('写到一半')).toBeTruthy()
    expect(screen.getByText('选了 1 条')).toBeTruthy()
    expect(screen.queryByText(/刚才打开的那一条/)).toBeNull()
    state.rows = [review]
    hear(area)
    expect(await screen.findByText(/刚才打开的那一条/)).toBeTruthy()
  })
})
