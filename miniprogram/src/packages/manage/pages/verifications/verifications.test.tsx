import Taro from '@tarojs/taro'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { fakeApi, refuse, secretary, signInAs } from '../../../../test/fakeApi'
import VerificationsPage from '.'

const request = {
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  userId: 'cccccccccccccccccccccccc',
  name: '赵秀英',
  kind: 'owner',
  room: '502 室',
  community: '310113001001',
  building: '310113001001-B003',
  buildingName: '3 号楼',
  phoneVerified: true,
  createdAt: '2026-11-20T02:00:00.000Z',
}
const path = `POST /api/verifications/${request.id}/decide`
const press = (name: string) => {
  fireEvent.click(screen.getAllByRole('button', { name }).at(-1) ?? document.body)
}
const open = async (decide: () => unknown, more: object = {}) => {
  let isDecided = false
  const sent = fakeApi({
    'GET /api/verifications': () => ({ items: isDecided ? [] : [{ ...request, ...more }] }),
    [path]: () => {
      isDecided = true
      return decide()
    },
  })
  render(<VerificationsPage />)
  fireEvent.click(await screen.findByText('赵秀英'))
  return sent
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('deciding who lives here', () => {
  it('approves with how it was checked, and the request leaves the queue', async () => {
    const sent = await open(() => ({ id: request.id, state: 'approved' }))
    press('通过')
    fireEvent.change(screen.getByLabelText('怎么核实的（可以不写）'), { target: { value: '看过房产证' } })
    press('通过')
    expect(await screen.findByText(/赵秀英已核实/)).toBeTruthy()
    expect(sent.find(({ name }) => name === path)?.body).toEqual({ decision: 'approve', note: '看过房产证' })
    expect(await screen.findByText('没有等待核对的申请')).toBeTruthy()
  })

  it('asks whether it is the one whom the register has with another telephone', async () => {
    const sent = await open(() => ({ id: request.id, state: 'approved' }), {
      namesakes: [{ personId: 'd'.repeat(24), maskedPhone: '139****0001' }],
    })
    expect(screen.getByText(/1 位同名的居民：没有登记生日、手机 139\*\*\*\*0001/)).toBeTruthy()
    expect(screen.getByRole('button', { name: '通过：是同名的另一位' })).toBeTruthy()
    // The page has just asked to find out: neither answer is the one to press.
    expect(screen.getByRole('button', { name: '通过：就是台账里的这一位' }).className).not.toContain(
      'primary',
    )
    press('通过：就是台账里的这一位')
    press('通过：就是台账里的这一位')
    expect(await screen.findByText(/赵秀英已核实/)).toBeTruthy()
    expect(sent.find(({ name }) => name === path)?.body).toEqual({
      ...{ decision: 'approve', isSamePerson: true, personId: 'd'.repeat(24) },
    })
  })

  it('leads to the account first where no telephone is checked, and approves nothing before', async () => {
    await open(() => ({}), { phoneVerified: false, namesakes: [{ personId: 'd'.repeat(24) }] })
    expect(screen.queryByRole('button', { name: /通过：/ })).toBeNull()
    expect(screen.getByRole('button', { name: '不通过' })).toBeTruthy()
    press('到“居民账号”登记手机号')
    expect(Taro.navigateTo).toHaveBeenCalledWith({ url: '/packages/manage/pages/people/index?level=joined' })
  })

  it('asks which one of two it is, also where the building that was chosen has them', async () => {
    const namesakes = [
      { personId: 'd'.repeat(24), birthYear: 1944 },
      { personId: 'e'.repeat(24), birthYear: 1970, maskedPhone: '139****0001' },
    ]
    const words = '台账里这一户有同名的居民'
    const sent = await open(() => refuse(409, 'verification.same_person_unasked', words, { namesakes }))
    press('通过')
    press('通过')
    const name = '通过：就是1970 年生、手机 139****0001的这一位'
    expect(await screen.findByRole('button', { name })).toBeTruthy()
    expect(screen.getByText(/这一户有 2 位同名的居民：1944 年生、没有登记手机；1970 年生/)).toBeTruthy()
    expect(sent.filter((each) => each.name === path)).toHaveLength(1)
  })

  it('declines only with a reason', async () => {
    const sent = await open(() => ({ id: request.id, state: 'declined' }))
    press('不通过')
    press('不通过')
    expect(await screen.findByText('请写一写原因，和要带什么来。')).toBeTruthy()
    expect(sent.some(({ name }) => name === path)).toBe(false)
    fireEvent.change(screen.getByLabelText('原因，和要带什么来'), { target: { value: '请带房产证' } })
    press('不通过')
    await waitFor(() => {
      expect(sent.find(({ name }) => name === path)?.body).toEqual({
        decision: 'decline',
        reason: '请带房产证',
      })
    })
  })

  it('shows why it could not be decided and keeps what was written', async () => {
    await open(() => refuse(409, 'verification.decided_already', '这份申请已经有人处理过了'))
    press('不通过')
    fireEvent.change(screen.getByLabelText('原因，和要带什么来'), { target: { value: '请带房产证' } })
    press('不通过')
    expect(await screen.findByText('这份申请已经有人处理过了')).toBeTruthy()
    expect(screen.getByLabelText<HTMLTextAreaElement>('原因，和要带什么来').value).toBe('请带房产证')
  })

  it('is not for residents', () => {
    signInAs({ memberships: [] })
    fakeApi({})
    render(<VerificationsPage />)
    expect(screen.getByText('这一页您不用管')).toBeTruthy()
  })
})
