import { fireEvent, render, screen } from '@testing-library/react'
import { fakeApi, secretary, signInAs } from '../../../../test/fakeApi'
import PeoplePage from '.'

const person = {
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  displayName: '三楼小李',
  maskedName: '李**',
  maskedPhone: '138****1234',
  phoneVerified: true,
  level: 'verified',
  roles: [],
  joinedAt: '2026-01-01T00:00:00.000Z',
}
const path = `POST /api/users/${person.id}/unmask`
const press = (name: string) => {
  fireEvent.click(screen.getAllByRole('button', { name }).at(-1) ?? document.body)
}
const open = async () => {
  const sent = fakeApi({
    'POST /api/users/search': () => ({ items: [person] }),
    [path]: () => ({ name: '李建国', phone: '13800001234' }),
    [`POST /api/users/${person.id}/phone`]: () => person,
  })
  render(<PeoplePage />)
  fireEvent.click(await screen.findByText('三楼小李'))
  return sent
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('accounts of residents', () => {
  it('shows name and phone only after a reason that the resident will read', async () => {
    const sent = await open()
    expect(screen.getByText('李**')).toBeTruthy()
    press('查看姓名和手机号')
    expect(screen.getByText('谁能看到：这位居民')).toBeTruthy()
    press('写好了，查看')
    expect(await screen.findByText('请写一写为什么要看。')).toBeTruthy()
    expect(sent.some(({ name }) => name === path)).toBe(false)
    fireEvent.change(screen.getByLabelText('为什么要看'), { target: { value: '联系上门时间' } })
    press('写好了，查看')
    expect(await screen.findByText('李建国')).toBeTruthy()
    expect(screen.getByText('13800001234')).toBeTruthy()
    expect(sent.find(({ name }) => name === path)?.body).toEqual({ reason: '联系上门时间' })
  })

  it('takes a phone only with a whole number and how it was checked', async () => {
    const sent = await open()
    press('当面换手机号')
    fireEvent.change(screen.getByLabelText('手机号'), { target: { value: '138' } })
    press('登记这个手机号')
    expect(screen.getByText('请写 11 位手机号。')).toBeTruthy()
    fireEvent.change(screen.getByLabelText('手机号'), { target: { value: '13900001111' } })
    fireEvent.change(screen.getByLabelText('怎么核对的'), { target: { value: '本人来居委会' } })
    press('登记这个手机号')
    expect(await screen.findByText('手机号登记好了。')).toBeTruthy()
    expect(sent.find(({ name }) => name.endsWith('/phone'))?.body).toEqual({
      phone: '13900001111',
      note: '本人来居委会',
    })
  })

  it('searches on the server', async () => {
    const sent = await open()
    press('返回列表')
    fireEvent.change(screen.getByLabelText('找人'), { target: { value: ' 小李 ' } })
    press('查找')
    await screen.findByText('三楼小李')
    expect(sent.at(-1)?.body).toMatchObject({ search: '小李', community: '310113001001' })
  })
})
