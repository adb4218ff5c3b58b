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
