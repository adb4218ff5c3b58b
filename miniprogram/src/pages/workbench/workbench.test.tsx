import Taro from '@tarojs/taro'
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import type { NeedSummary } from '../../services/needs'
import { passOn } from '../../services/live'
import type { Me, Membership } from '../../services/session'
import { useSession } from '../../stores/session'
import WorkbenchPage from './index'

type Query = Record<string, string>
const call = jest.fn<Promise<unknown>, [string, string, { query?: Query; params?: Query } | undefined]>()
jest.mock('../../services/http', () => ({
  ...jest.requireActual<object>('../../services/http'),
  call: (method: string, path: string, input?: { query?: Query }) => call(method, path, input),
}))
const isWide = jest.fn(() => false)
jest.mock('../../platform/viewport', () => ({
  ...jest.requireActual<object>('../../platform/viewport'),
  useIsWide: () => isWide(),
}))

const community = '310113001001'
const membership = (part: Partial<Membership>): Membership => ({
  id: 'm1',
  role: 'unitStaff',
  roleName: '站点人员',
  unitId: 'u1',
  unitName: '友谊路服务站',
  areaName: '和丰居委会',
  community,
  isDeputy: false,
  isOffDuty: false,
  ...part,
})
const desk = membership({ role: 'secretary', roleName: '社区书记', areaCode: community })

const me = (memberships: Membership[]): Me => ({
  id: 'me1',
  displayName: '李老师',
  level: 'verified',
  phoneVerified: true,
  homes: [],
  memberships,
  offDuty: false,
  elderMode: false,
  consents: [],
  supportPhone: '',
  features: { smsCode: false },
})

const need = (id: string, part: Partial<NeedSummary> = {}): NeedSummary => ({
  id,
  version: 1,
  state: 'assigned',
  stateText: '已派给友谊路服务站',
  isOpen: true,
  kind: 'request',
  source: 'self',
  category: { code: 'light', name: `楼道灯${id}`, icon: 'lamp' },
  createdAt: '2026-10-09T01:00:00.000Z',
  isOverdue: false,
  isSupervised: false,
  isDanger: false,
  supporters: 0,
  ...part,
})

const counts = { held: 2, desk: 100, escalated: 0, supervised: 0, callbacks: 3, helping: 0 }
const nothing = { ...counts, held: 0, desk: 0, callbacks: 0 }
let queue: NeedSummary[] = []
let waiting: object[] = []
let counted: object = counts

const answer = (path: string) => {
  if (path === '/api/needs/queue/counts') return { counts: counted, atMost: 99 }
  if (path === '/api/needs/queue') return { items: queue }
  if (path === '/api/workbench/waiting') return { items: waiting, atMost: 99 }
  if (path === '/api/categories') return { items: [{ code: 'light', name: '楼道灯' }], firstCount: 1 }
  if (path === '/api/needs/:id')
    return {
      ...need('n1'),
      media: [],
      answers: [],
      emergencyPhones: [],
      timeline: [],
      helpers: [],
      actions: [],
      relation: 'staff',
    }
  return {}
}
const open = (memberships: Membership[]) => {
  useSession.setState({ me: me(memberships), membershipId: undefined, status: 'signedIn' })
  return render(<WorkbenchPage />)
}
const queriesOf = (path: string) =>
  call.mock.calls.filter(([, to]) => to === path).map(([, , input]) => input?.query)
const filters = () =>
  within(screen.getByRole('radiogroup', { name: '看哪些' }))
    .getAllByRole('radio')
    .map(({ textContent }) => textContent)

beforeEach(() => {
  localStorage.clear()
  queue = [need('n1'), need('n2')]
  waiting = []
  counted = counts
  isWide.mockReturnValue(false)
  call.mockReset().mockImplementation((_, path) => Promise.resolve(answer(path)))
})

describe('the lists of a role', () => {
  it('a desk has its community, callbacks, and beyond a hundred says so', async () => {
    open([desk])
    await waitFor(() => {
      expect(filters()).toEqual(['待办2', '本社区全部 99+', '待回访3'])
    })
  })

  it('a unit has what it holds, and what it helps with only when there is something', async () => {
    open([membership({})])
    await waitFor(() => {
      expect(filters()).toEqual(['待办2'])
    })
    expect(queriesOf('/api/needs/queue')).toEqual([{ post: 'unit:u1', scope: 'held' }])
  })

  it('a volunteer has the pool and their own', async () => {
    open([membership({ role: 'volunteer', areaCode: community })])
    await waitFor(() => {
      expect(filters()).toEqual(['可接的单2', '我的单2'])
    })
    fireEvent.click(screen.getByRole('radio', { name: /我的单/ }))
    await waitFor(() => {
      expect(queriesOf('/api/needs/queue').at(-1)).toEqual({ post: 'volunteer:me1', scope: 'held' })
    })
  })

  it('changes with the role', async () => {
    open([membership({}), { ...desk, id: 'm2' }])
    await screen.findByText('楼道灯n1')
    fireEvent.click(screen.getByRole('radio', { name: /社区书记/ }))
    await waitFor(() => {
      expect(queriesOf('/api/needs/queue').at(-1)).toEqual({ post: `triage:${community}`, scope: 'held' })
    })
  })

  it('who holds no role is told where to go', () => {
    open([])
    expect(screen.getByText(/您现在没有任职/)).toBeTruthy()
  })
})

describe('what waits behind other pages', () => {
  it('stands on the workbench in the order of the answer, one press away', async () => {
    waiting = [
      { kind: 'calls', count: 3, late: 1 },
      { kind: 'verifications', count: 100, late: 0 },
      { kind: 'mealsTomorrow', count: 2, late: 0 },
    ]
    open([membership({})])
    const row = await screen.findByRole('button', { name: /要打的电话/ })
    expect(row.textContent).toBe('要打的电话其中 1 个超时了3 个')
    expect(screen.getByRole('button', { name: /住址核实/ }).textContent).toContain('99+ 份')
    fireEvent.click(row)
    expect(Taro.navigateTo).toHaveBeenCalledWith({ url: '/packages/elderCare/pages/followUps/index' })
  })

  it('is read anew when a message comes', async () => {
    open([desk])
    await screen.findByText('楼道灯n1')
    waiting = [{ kind: 'reviews', count: 1, late: 0 }]
    act(() => {
      passOn('inbox.changed', {} as never)
    })
    expect(await screen.findByRole('button', { name: /内容审核/ })).toBeTruthy()
  })
})

describe('a list', () => {
  it('is fetched again, with its counts, when something of this post moves, and only then', async () => {
    open([membership({})])
    await screen.findByText('楼道灯n1')
    call.mockClear()
    act(() => {
      passOn('queue.changed', { post: 'unit:other' })
    })
    expect(call).not.toHaveBeenCalled()
    queue = [need('n3')]
    act(() => {
      passOn('queue.changed', { post: 'unit:u1' })
    })
    expect(await screen.findByText('楼道灯n3')).toBeTruthy()
    expect(queriesOf('/api/needs/queue/counts')).toHaveLength(1)
  })

  it('is filtered by what the person chooses, and says so', async () => {
    open([membership({})])
    await screen.findByText('楼道灯n1')
    fireEvent.click(screen.getByRole('button', { name: '筛选' }))
    fireEvent.click(screen.getByRole('radio', { name: '只看超时的' }))
    fireEvent.click(screen.getByRole('radio', { name: '办理中' }))
    fireEvent.click(screen.getByRole('button', { name: '好了' }))
    await waitFor(() => {
      expect(queriesOf('/api/needs/queue').at(-1)).toEqual({
        post: 'unit:u1',
        scope: 'held',
        state: 'accepted',
        isOverdue: 'true',
      })
    })
    expect(screen.getByRole('button', { name: '只看：超时的、办理中' })).toBeTruthy()
  })

  it('says that all is done when nothing waits, here and behind every other page', async () => {
    queue = []
    counted = nothing
    open([membership({})])
    expect(await screen.findByText('都办完了')).toBeTruthy()
  })

  it.each([
    ['another list of the workbench', [], counts],
    ['another page', [{ kind: 'verifications', count: 1, late: 0 }], nothing],
  ])('says no such thing while something waits in %s', async (_, items, inLists) => {
    queue = []
    waiting = items
    counted = inLists
    open([desk])
    expect(await screen.findByText('“待办”里没有诉求')).toBeTruthy()
    await waitFor(() => {
      expect(queriesOf('/api/workbench/waiting')).toEqual([{ membership: 'm1' }])
    })
    expect(screen.queryByText('都办完了')).toBeNull()
  })

  it('opens a page of its own on a phone', async () => {
    open([membership({})])
    fireEvent.click(await screen.findByText('楼道灯n1'))
    expect(Taro.navigateTo).toHaveBeenCalledWith({ url: '/packages/needs/pages/detail/index?id=n1' })
  })
})

describe('on a wide screen', () => {
  const key = (name: string) => fireEvent.keyDown(window, { key: name })

  it('the keyboard goes through the list and opens beside it', async () => {
    isWide.mockReturnValue(true)
    open([membership({})])
    await screen.findByText('楼道灯n1')
    key('j')
    key('ArrowDown')
    key('k')
    fireEvent.keyDown(document.activeElement ?? window, { key: 'Enter' })
    await waitFor(() => {
      expect(call.mock.calls.find(([, path]) => path === '/api/needs/:id')?.[2]).toEqual({
        params: { id: 'n1' },
      })
    })
  })

  it('? explains the keys, and keys behind a sheet do nothing', async () => {
    isWide.mockReturnValue(true)
    open([membership({})])
    await screen.findByText('楼道灯n1')
    key('?')
    expect(screen.getByRole('dialog', { name: '快捷键' })).toBeTruthy()
    key('j')
    expect(document.activeElement?.textContent).not.toContain('楼道灯')
    key('Escape')
    expect(screen.queryByRole('dialog')).toBeNull()
    key('j')
    expect(document.activeElement?.textContent).toContain('楼道灯n1')
  })
})

describe('duty', () => {
  it('asks before leaving, and names the posts that nobody holds then', async () => {
    open([membership({})])
    call.mockImplementation((_, path) =>
      Promise.resolve(
        path === '/api/me/duty'
          ? {
              me: { ...me([membership({})]), offDuty: true },
              uncovered: [{ post: 'unit:u1', name: '友谊路服务站' }],
            }
          : answer(path),
      ),
    )
    fireEvent.click(screen.getByRole('switch'))
    fireEvent.click(screen.getByRole('button', { name: '离岗' }))
    expect(await screen.findByText(/友谊路服务站现在没有人值守/)).toBeTruthy()
    expect(screen.getByRole('switch').getAttribute('aria-checked')).toBe('false')
  })

  it('a volunteer rests as a volunteer only', async () => {
    const volunteer = membership({ role: 'volunteer', areaCode: community })
    open([volunteer])
    call.mockImplementation((_, path) =>
      Promise.resolve(path === '/api/me' ? me([{ ...volunteer, isOffDuty: true }]) : answer(path)),
    )
    fireEvent.click(screen.getByRole('switch', { name: '可以接单' }))
    fireEvent.click(screen.getByRole('button', { name: '休息一下' }))
    expect(await screen.findByText('正在休息，不派新的单')).toBeTruthy()
    expect(call).toHaveBeenCalledWith('put', '/api/me/volunteer/duty', { body: { isOnDuty: false } })
  })
})
