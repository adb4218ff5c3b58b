import Taro from '@tarojs/taro'
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import type { DutyContent, DutyRoster } from '../../services/safety'
import { fakeApi, refuse, secretary, signInAs } from '../../test/fakeApi'
import DutyPage from './pages/duty'

const street = '310113001'
const officer = { ...secretary, role: 'streetOfficer', roleName: '街道干部', areaCode: street } as const
const [wang, li] = ['a'.repeat(24), 'b'.repeat(24)] as const
const day = { weekdays: [1, 2, 3, 4, 5, 6, 0], from: 480, until: 1200, userId: wang }
const night = { weekdays: [6], from: 1200, until: 480, userId: li, deputyId: wang }
const roster: DutyRoster = {
  ...{ street, streetName: '友谊路街道', version: 3, now: ['王建国'], canChange: true },
  shifts: [
    { ...day, name: '王建国' },
    { ...night, name: '李敏', deputyName: '王建国' },
  ],
  gaps: ['周日 20:00 到周一 08:00'],
  problems: [],
  people: [
    { id: wang, name: '王建国', roleName: '街道干部' },
    { id: li, name: '李敏', roleName: '街道干部' },
  ],
}
const [get, put] = [`GET /api/safety/duty/${street}`, `PUT /api/safety/duty/${street}`] as const

const press = (name: string | RegExp, within_: HTMLElement = document.body) => {
  fireEvent.click(within(within_).getByRole('button', { name }))
}
/** The button of a shift by its place in the list. */
const pressAt = (name: string, place: number) => {
  const button = screen.getAllByRole('button', { name })[place]
  if (!button) throw new Error(`no ${name}`)
  fireEvent.click(button)
}
const write = (label: string, value: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
}
/** What is chosen of a group: a person, or a day. */
const choose = (role: 'radio' | 'checkbox', group: string, name: RegExp) => {
  const found = screen.getByRole(role === 'radio' ? 'radiogroup' : 'group', { name: group })
  fireEvent.click(within(found).getByRole(role, { name }))
}

describe('the duty roster', () => {
  it('says who answers now, when nobody does, and lets a community only read it', async () => {
    signInAs({ memberships: [secretary] })
    fakeApi({ [get]: () => ({ ...roster, canChange: false, people: [], problems: ['李敏已经不在岗'] }) })
    render(<DutyPage />)
    expect(await screen.findByText('每天 08:00 到 20:00')).toBeTruthy()
    screen.getByText('周六 20:00 到第二天 08:00')
    screen.getByText('李敏，B 角 王建国')
    screen.getByText('周日 20:00 到周一 08:00')
    screen.getByText('李敏已经不在岗')
    screen.getByText('值班由街道安排。要改，请和街道联系。')
    expect(screen.queryByRole('button', { name: '加一个班次' })).toBeNull()
  })

  it('is changed shift by shift: one more, another time, one less', async () => {
    signInAs({ memberships: [officer] })
    let { version } = roster
    const sent = fakeApi({
      [get]: () => ({ ...roster, version }),
      [put]: () => ({ ...roster, version: ++version }),
    })
    const lastSent = async (count: number) => {
      await waitFor(() => {
        expect(sent.filter(({ name }) => name === put)).toHaveLength(count)
        // What stands now is read anew.
        expect(sent.filter(({ name }) => name === get)).toHaveLength(count + 1)
      })
      await waitFor(() => {
        expect(screen.queryByRole('dialog')).toBeNull()
        expect(document.querySelector('[aria-disabled]')).toBeNull()
      })
      return sent.filter(({ name }) => name === put).at(-1)?.body as DutyContent
    }
    render(<DutyPage />)
    await screen.findByText('每天 08:00 到 20:00')
    press('加一个班次')
    write('从几点', '25:00')
    screen.getByText('写成 08:00 这样')
    write('从几点', '20：00')
    write('到几点', '8:00')
    choose('checkbox', '星期几', /周日/)
    choose('radio', '谁值班', /李敏/)
    choose('radio', 'B 角（值班的人不在时顶上）', /王建国/)
    press('保存', screen.getByRole('dialog'))
    const more = { weekdays: [1, 2, 3, 4, 5, 6], from: 1200, until: 480, userId: li, deputyId: wang }
    const added = await lastSent(1)
    expect(added.version).toBe(3)
    expect(added.shifts.slice(0, 2)).toEqual([day, night])
    expect(added.shifts[2]).toMatchObject({ ...more, weekdays: expect.any(Array) as number[] })
    expect([...(added.shifts[2]?.weekdays ?? [])].sort()).toEqual(more.weekdays)
    expect(await screen.findByText('值班表已保存。')).toBeTruthy()

    pressAt('修改', 1)
    choose('radio', 'B 角（值班的人不在时顶上）', /没有 B 角/)
    press('保存', screen.getByRole('dialog'))
    const alone = { weekdays: [6], from: 1200, until: 480, userId: li }
    expect(await lastSent(2)).toEqual({ version: 4, shifts: [day, alone] })

    pressAt('去掉', 0)
    expect(await lastSent(3)).toEqual({ version: 5, shifts: [night] })
  })

  it('takes no press between what was saved and what stands now', async () => {
    signInAs({ memberships: [officer] })
    let { version, shifts } = roster
    const sent = fakeApi({
      [get]: () => ({ ...roster, version, shifts }),
      [put]: () => {
        version += 1
        shifts = shifts.slice(1)
        return { ...roster, version, shifts }
      },
    })
    render(<DutyPage />)
    await screen.findByText('每天 08:00 到 20:00')
    const answer = Taro.request
    let arrive = (): void => undefined
    const onItsWay = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const askSlowly = async (option: Taro.request.Option) => {
      if (option.method !== 'PUT') await onItsWay
      return answer(option)
    }
    Taro.request = askSlowly as unknown as typeof Taro.request
    pressAt('去掉', 0)
    expect(await screen.findByText('值班表已保存。')).toBeTruthy()
    pressAt('去掉', 0)
    await act(async () => {
      arrive()
      await onItsWay
    })
    expect(await screen.findByText('周六 20:00 到第二天 08:00')).toBeTruthy()
    await waitFor(() => {
      expect(screen.queryByText('每天 08:00 到 20:00')).toBeNull()
    })
    expect(sent.filter(({ name }) => name === put)).toHaveLength(1)
    pressAt('去掉', 0)
    await waitFor(() => {
      expect(sent.filter(({ name }) => name === put).at(-1)?.body).toEqual({ version: 4, shifts: [] })
    })
    await waitFor(() => {
      expect(document.querySelector('[aria-disabled]')).toBeNull()
    })
  })

  it('keeps what was chosen where a colleague was quicker, and saves it to what stands now', async () => {
    signInAs({ memberships: [officer] })
    const theirs = { ...roster, version: 4, shifts: roster.shifts.slice(0, 1) }
    let isTheirs = false
    const sent = fakeApi({
      [get]: () => (isTheirs ? theirs : roster),
      [put]: ({ body }) =>
        (body as DutyContent).version === 4 ? theirs : refuse(409, 'request.conflict', '同事刚改过'),
    })
    render(<DutyPage />)
    await screen.findByText('每天 08:00 到 20:00')
    pressAt('修改', 0)
    write('到几点', '18:00')
    isTheirs = true
    press('保存', screen.getByRole('dialog'))
    await waitFor(() => {
      expect(screen.queryByText('周六 20:00 到第二天 08:00')).toBeNull()
    })
    press('保存', screen.getByRole('dialog'))
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull()
    })
    expect(sent.filter(({ name }) => name === put).at(-1)?.body).toEqual({
      version: 4,
      shifts: [{ ...day, until: 1080 }],
    })
  })
})
