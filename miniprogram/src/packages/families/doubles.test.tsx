import type { MergeView } from '@linli/shared/register/merge.contract'
import type { PersonView } from '@linli/shared/register/register.contract'
import Taro from '@tarojs/taro'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { fakeApi, refuse, secretary, signInAs } from '../../test/fakeApi'
import DoublesPage from './pages/doubles'

const person = (id: string, part: Partial<PersonView> = {}): PersonView & { hasAccount: boolean } => ({
  ...{ id, maskedName: '张**', state: 'present', source: 'import', homes: [], hasAccount: false },
  ...part,
})
const [kept, gone] = [
  person('1'.repeat(24), { birthYear: 1944 }),
  person('2'.repeat(24), { source: 'counter' }),
]
const merge: MergeView = {
  ...{ id: '3'.repeat(24), state: 'proposed', stateText: '等另一位同事核对', keptId: kept.id },
  ...{
    keptName: '张**',
    goneName: '李**',
    proposedBy: '社区工作者 王敏',
    proposedAt: '2026-11-23T02:00:00.000Z',
  },
  ...{ reason: '本人拿身份证来核对过', moved: 0, of: 12, remarks: [], people: [kept, gone] },
  actions: ['confirm', 'decline'],
}
const preview = { kept, gone, needsSecond: true, effects: ['补上手机号：138****0007。'] }
const answers = {
  'GET /api/register/doubles': () => ({
    items: [{ people: [kept, gone], why: '姓名、住的楼一样' }],
    hasMore: false,
  }),
  'GET /api/register/merges': () => ({ items: [] as MergeView[] }),
  'GET /api/register/merge-preview': () => preview,
}
const shown = (words: string | RegExp) => screen.findByText(words)
const press = (name: string | RegExp) => {
  const [button] = screen.getAllByRole('button', { name })
  if (button) fireEvent.click(button)
}
const pressLast = (name: string) => {
  const last = screen.getAllByRole('button', { name }).at(-1)
  if (last) fireEvent.click(last)
}

beforeEach(() => {
  signInAs({ memberships: [secretary] })
})

describe('two records of one person', () => {
  it('stand side by side with what will happen, and are sent with the reason and the one that stays', async () => {
    const sent = fakeApi({
      ...answers,
      'POST /api/register/merges': () => ({ ...merge, actions: ['takeBack'] }),
    })
    render(<DoublesPage />)
    await shown('姓名、住的楼一样')
    press(/张\*\* 和 张\*\*/)
    await shown('补上手机号：138****0007。')
    expect(screen.getByText('柜台登记')).toBeTruthy()
    fireEvent.click(screen.getByRole('radio', { name: /换过来/ }))
    await shown('补上手机号：138****0007。')
    press('提出合并，请同事核对')
    await shown(/核对以后才合并。合并以后不能再分开，是谁提出的、谁核对的都记下来。/)
    fireEvent.change(screen.getByLabelText(/怎么知道是同一个人/), {
      target: { value: '本人拿身份证来核对过' },
    })
    pressLast('提出合并，请同事核对')
    await shown('提出了。同事核对以后才合并，结果在下面看。')
    const posted = sent.find(({ name }) => name === 'POST /api/register/merges')
    expect(posted?.body).toEqual({ keptId: gone.id, goneId: kept.id, reason: '本人拿身份证来核对过' })
    expect(posted?.requestKey).toBeTruthy()
  })

  it('cannot be made one while something hinders it, and what was typed stays when somebody was quicker', async () => {
    fakeApi({
      ...answers,
      'GET /api/register/merge-preview': () => ({ ...preview, hindrance: '状态不一样，先登记对。' }),
    })
    const page = render(<DoublesPage />)
    await shown('姓名、住的楼一样')
    press(/张\*\* 和 张\*\*/)
    await shown('状态不一样，先登记对。')
    expect(screen.queryByRole('button', { name: '提出合并，请同事核对' })).toBeNull()
    page.unmount()
    const said = '这条登记刚刚已经并入另一条。'
    fakeApi({ ...answers, 'POST /api/register/merges': () => refuse(409, 'person.merged_already', said) })
    render(<DoublesPage />)
    await shown('姓名、住的楼一样')
    press(/张\*\* 和 张\*\*/)
    await shown('补上手机号：138****0007。')
    press('提出合并，请同事核对')
    fireEvent.change(await screen.findByLabelText(/怎么知道/), { target: { value: '一看就是她' } })
    pressLast('提出合并，请同事核对')
    await shown(said)
    expect(screen.getByDisplayValue('一看就是她')).toBeTruthy()
  })

  it('are two people where somebody says so and why, and are offered no more', async () => {
    const sent = fakeApi({
      ...answers,
      'POST /api/register/doubles/apart': () => ({ ...merge, state: 'declined' as const, actions: [] }),
    })
    render(<DoublesPage />)
    await shown('姓名、住的楼一样')
    press(/张\*\* 和 张\*\*/)
    await shown('补上手机号：138****0007。')
    press('不是，是两个人')
    fireEvent.change(await screen.findByLabelText(/为什么不是/), { target: { value: '是母女俩' } })
    pressLast('不是，是两个人')
    await shown(/这一对以后不再提示。$/)
    const posted = sent.find(({ name }) => name === 'POST /api/register/doubles/apart')
    expect(posted?.body).toEqual({ keptId: kept.id, goneId: gone.id, note: '是母女俩' })
    expect(posted?.requestKey).toBeTruthy()
  })

  it('are looked at by a colleague, who says yes or writes why not; the street sees only what waits', async () => {
    let items: MergeView[] = [merge]
    const sent = fakeApi({
      'GET /api/register/merges': () => ({ items }),
      [`POST /api/register/merges/${merge.id}/decision`]: () => {
        items = [
          {
            ...merge,
            state: 'done',
            stateText: '合并好了',
            people: [],
            actions: [],
            remarks: ['有两个长期预约'],
          },
        ]
        return items[0]
      },
    })
    signInAs({ memberships: [{ ...secretary, role: 'streetOfficer', areaCode: '310113001' }] })
    render(<DoublesPage />)
    await shown('李** 并入 张**')
    expect(screen.queryByText('可能是同一个人的登记')).toBeNull()
    press('是同一个人，合并')
    await shown('合并以后不能再分开。以前的经过都留着。')
    pressLast('是同一个人，合并')
    await shown('请看看：有两个长期预约')
    expect(sent.find(({ name }) => name.startsWith('POST'))?.body).toEqual({ action: 'confirm' })
  })

  it('of one that is looked for by hand say whose it is; how far a merge is the page asks for itself', async () => {
    const router = jest
      .spyOn(Taro, 'useRouter')
      .mockReturnValue({ params: { id: kept.id }, path: '/' } as never)
    jest.useFakeTimers({ advanceTimers: true })
    const moving = { ...merge, state: 'moving' as const, stateText: '正在合并', people: [], actions: [] }
    let now: MergeView = { ...moving, moved: 7 }
    fakeApi({
      ...answers,
      'GET /api/register/merges': () => ({ items: [now.state === 'moving' ? moving : now] }),
      [`GET /api/register/merges/${merge.id}`]: () => now,
      [`GET /api/register/people/${kept.id}`]: () => ({
        ...kept,
        maskedName: '周**',
        corrections: [],
        actions: [],
      }),
    })
    render(<DoublesPage />)
    await shown('周**和哪一条是同一个人')
    expect(screen.getByText('1944 年')).toBeTruthy()
    await shown(/已经并好 0 类，一共 12 类/)
    await act(() => jest.advanceTimersByTimeAsync(3000))
    await shown(/已经并好 7 类，一共 12 类/)
    now = { ...moving, state: 'done', stateText: '合并好了', moved: 12 }
    await act(() => jest.advanceTimersByTimeAsync(3000))
    await shown('合并好了')
    jest.useRealTimers()
    router.mockRestore()
  })
})
