import { fireEvent, render, screen } from '@testing-library/react'
import { fakeApi, refuse, secretary, signInAs } from '../../../../test/fakeApi'
import RolesPage from '.'

const gridWorker = {
  ...secretary,
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  role: 'gridWorker',
  roleName: '网格员',
  areaCode: '310113001001-G01',
  areaName: '第一网格',
  userId: 'cccccccccccccccccccccccc',
  userName: '李强',
  from: '2026-01-01T00:00:00.000Z',
}
const work = { kind: 'need', id: 'dddddddddddddddddddddddd', label: '楼道灯', post: 'grid:310113001001-G01' }
const leaders = Array.from({ length: 12 }, (_, place) => ({
  ...gridWorker,
  id: `f${String(place).padStart(23, '0')}`,
  role: 'buildingLeader',
  roleName: '楼组长',
  areaCode: `310113001001-B${String(place).padStart(3, '0')}`,
  areaName: `${place} 号楼`,
  userName: `楼组长 ${place}`,
}))
const endPath = `POST /api/memberships/${gridWorker.id}/end`

const press = (name: string) => {
  fireEvent.click(screen.getAllByRole('button', { name }).at(-1) ?? document.body)
}
const openEnd = async (end: () => unknown) => {
  const sent = fakeApi({
    'GET /api/memberships': () => ({ items: [gridWorker, ...leaders] }),
    [`GET /api/memberships/${gridWorker.id}/work`]: () => ({ items: [work], stranded: 1 }),
    [endPath]: end,
  })
  render(<RolesPage />)
  fireEvent.click(await screen.findByText('李强'))
  press('结束任职')
  await screen.findByText(/手上还有 1 件没办完/)
  return sent
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('giving a role', () => {
  const found = {
    userId: 'eeeeeeeeeeeeeeeeeeeeeeee',
    displayName: '小陈',
    maskedName: '陈*',
    maskedPhone: '138****5678',
    isPhoneChecked: true,
    level: 'verified',
    address: '3号楼302室',
    roles: ['第二网格网格员'],
  }
  const open = async () => {
    const sent = fakeApi({
      'GET /api/memberships': () => ({ items: [] }),
      'POST /api/memberships/candidates': () => ({
        items: [found, { ...found, userId: 'f'.repeat(24), displayName: '陈陈', isPhoneChecked: false }],
      }),
      'POST /api/memberships': () => ({ ...gridWorker, userName: '陈晨' }),
    })
    render(<RolesPage />)
    fireEvent.click(await screen.findByRole('button', { name: '安排任职' }))
    return sent
  }

  it('finds someone by name among the people of the area, as a deputy with dates', async () => {
    const sent = await open()
    fireEvent.change(screen.getByLabelText('他的名字'), { target: { value: '陈晨' } })
    press('找人')
    fireEvent.click(
      await screen.findByRole('radio', { name: /小陈.*138\*{4}5678.*3号楼302室.*第二网格网格员/ }),
    )
    expect(screen.getByText(/陈陈.*还没有核实/)).toBeTruthy()
    expect(screen.queryByRole('radio', { name: /陈陈/ })).toBeNull()
    fireEvent.click(screen.getByRole('radio', { name: '社区工作者' }))
    fireEvent.click(screen.getByRole('switch', { name: '是 AB 角' }))
    fireEvent.change(screen.getByLabelText('从哪一天起（不填就从现在）'), { target: { value: '2027-01-01' } })
    fireEvent.change(screen.getByLabelText('任到哪一天（可以不填）'), { target: { value: '2026-12-31' } })
    press('安排任职')
    expect(await screen.findByText('结束的一天不能早于开始的一天。')).toBeTruthy()
    fireEvent.change(screen.getByLabelText('任到哪一天（可以不填）'), { target: { value: '2027-12-31' } })
    press('安排任职')
    expect(await screen.findByText(/陈晨已安排为社区工作者/)).toBeTruthy()
    const asked = sent.find(({ name }) => name.endsWith('/candidates'))
    expect(asked?.body).toMatchObject({ areaCode: secretary.areaCode })
    expect(sent.find(({ name }) => name === 'POST /api/memberships')?.body).toEqual({
      userId: found.userId,
      role: 'communityWorker',
      areaCode: secretary.areaCode,
      isDeputy: true,
      from: '2026-12-31T16:00:00.000Z',
      until: '2027-12-31T15:59:59.999Z',
    })
  })

  it('still finds them by a checked phone, and asks for someone before it sends', async () => {
    const sent = await open()
    press('安排任职')
    expect(await screen.findByText('请先找到这个人，再点一下选中。')).toBeTruthy()
    fireEvent.click(screen.getByRole('radio', { name: /按手机号找/ }))
    fireEvent.change(screen.getByLabelText('他的手机号'), { target: { value: '13800001234' } })
    fireEvent.click(screen.getByRole('radio', { name: '社区工作者' }))
    press('安排任职')
    expect(await screen.findByText(/陈晨已安排/)).toBeTruthy()
    expect(sent.find(({ name }) => name === 'POST /api/memberships')?.body).toMatchObject({
      phone: '13800001234',
      isDeputy: false,
    })
  })
})

describe('an account in 企业微信', () => {
  const path = `PUT /api/memberships/${gridWorker.id}/work-account`

  it('is set by the administrator, and not offered to others', async () => {
    const answers = { 'GET /api/memberships': () => ({ items: [gridWorker] }), [path]: () => gridWorker }
    const sent = fakeApi(answers)
    const page = render(<RolesPage />)
    fireEvent.click(await screen.findByText('李强'))
    expect(screen.queryByLabelText('企业微信账号')).toBeNull()
    page.unmount()

    signInAs({ memberships: [{ ...secretary, role: 'administrator', areaCode: '310113' }] })
    render(<RolesPage />)
    fireEvent.click(await screen.findByText('李强'))
    fireEvent.change(screen.getByLabelText('企业微信账号'), { target: { value: '李强' } })
    press('登记企业微信')
    expect(await screen.findByText(/账号只有字母、数字/)).toBeTruthy()
    fireEvent.change(screen.getByLabelText('企业微信账号'), { target: { value: ' LiQiang ' } })
    press('登记企业微信')
    expect(await screen.findByText('李强的企业微信账号已登记，工作消息也会发到那里。')).toBeTruthy()
    expect(sent.find(({ name }) => name === path)?.body).toEqual({ workAccount: 'LiQiang' })
  })
})

describe('ending a role', () => {
  it('asks for a reason before anything is sent', async () => {
    const sent = await openEnd(() => ({ membership: gridWorker, moved: 0 }))
    press('结束任职')
    expect(await screen.findByText('请写一写原因。')).toBeTruthy()
    expect(sent.some(({ name }) => name === endPath)).toBe(false)
  })

  it('shows the refusal with the work that nobody would hold', async () => {
    const late = { ...work, id: 'eeeeeeeeeeeeeeeeeeeeeeee', label: '水管漏水' }
    await openEnd(() =>
      refuse(409, 'membership.holds_work', '这个岗位还有没办完的事', { items: [work, late] }),
    )
    fireEvent.change(screen.getByLabelText('为什么结束'), { target: { value: '调走了' } })
    press('结束任职')
    press('结束任职')
    expect(await screen.findByText('这个岗位还有没办完的事')).toBeTruthy()
    expect(screen.getByText('水管漏水')).toBeTruthy()
    expect(screen.getByLabelText<HTMLTextAreaElement>('为什么结束').value).toBe('调走了')
  })

  it('offers the desk however many other posts there are, and moves the work in the same action', async () => {
    const sent = await openEnd(() => ({ membership: gridWorker, moved: 1 }))
    fireEvent.click(screen.getByRole('radio', { name: /转给社区总台/ }))
    fireEvent.change(screen.getByLabelText('为什么结束'), { target: { value: '调走了' } })
    press('结束任职')
    press('结束任职')
    expect(await screen.findByText('李强的网格员已结束，1 件事已转交。')).toBeTruthy()
    expect(sent.find(({ name }) => name === endPath)?.body).toEqual({ reason: '调走了', moveTo: 'triage' })
  })
})
