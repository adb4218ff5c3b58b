import Taro from '@tarojs/taro'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { useSession } from '../../stores/session'
import { fakeApi, me, refuse, signInAs } from '../../test/fakeApi'
import JoinPage from '.'

const community = { code: '310113001001', name: '泗塘一村居委会' }
const preview = { community, buildingName: '3 号楼' }

const openWith = (scene?: string) => {
  jest.spyOn(Taro, 'useRouter').mockReturnValue({
    params: scene === undefined ? {} : { scene },
    path: '/pages/join/index',
  } as ReturnType<typeof Taro.useRouter>)
  render(<JoinPage />)
}
const press = (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }))
}

beforeEach(() => {
  signInAs({})
})

describe('joining a community', () => {
  it('shows the community of a scanned code, joins on a tap and goes home', async () => {
    const sent = fakeApi({
      'GET /api/join-codes/ABCD2345': () => preview,
      'POST /api/me/join': () => ({ ...me, level: 'joined', community }),
    })
    openWith('ABCD2345')
    expect(await screen.findByText('泗塘一村居委会 3 号楼')).toBeTruthy()
    press('加入')
    await waitFor(() => {
      expect(Taro.switchTab).toHaveBeenCalledWith({ url: '/pages/home/index' })
    })
    expect(sent.at(-1)).toMatchObject({ name: 'POST /api/me/join', body: { code: 'ABCD2345' } })
    expect(useSession.getState().me?.community).toEqual(community)
  })

  it('takes a whole scanned address, and a code typed in small letters with gaps', async () => {
    fakeApi({ 'GET /api/join-codes/ABCD2345': () => preview })
    openWith(encodeURIComponent('pages/join/index?scene=ABCD2345'))
    expect(await screen.findByText('泗塘一村居委会 3 号楼')).toBeTruthy()
    press('不是这个，换一个码')
    fireEvent.change(screen.getByLabelText('社区码'), { target: { value: 'abcd 2345' } })
    press('看看是哪个社区')
    expect(await screen.findByText('泗塘一村居委会 3 号楼')).toBeTruthy()
  })

  it('says what to do with anything that is no code', () => {
    fakeApi({})
    openWith()
    fireEvent.change(screen.getByLabelText('社区码'), { target: { value: '12' } })
    press('看看是哪个社区')
    expect(screen.getByText('社区码是 8 位字母和数字，请对照纸上再看一看。')).toBeTruthy()
  })

  it('shows why a code no longer counts', async () => {
    fakeApi({ 'GET /api/join-codes/ABCD2345': () => refuse(410, 'joinCode.not_valid', '这个社区码已经停用') })
    openWith('ABCD2345')
    expect(await screen.findByText('这个社区码已经停用')).toBeTruthy()
    expect(screen.queryByRole('button', { name: '加入' })).toBeNull()
  })

  it('asks to sign in first', async () => {
    useSession.setState({ status: 'signedOut', me: undefined })
    fakeApi({ 'GET /api/join-codes/ABCD2345': () => preview })
    openWith('ABCD2345')
    expect(await screen.findByText('请先登录，再加入。')).toBeTruthy()
    expect(screen.getByRole('button', { name: '微信登录' })).toBeTruthy()
  })
})
