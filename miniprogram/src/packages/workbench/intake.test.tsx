import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { ApiError } from '../../services/apiError'
import type { Outgoing } from '../../services/interceptors'
import type { Me, Membership } from '../../services/session'
import { useOutgoingStore } from '../../services/outgoing'
import { flushDrafts } from '../../stores/drafts'
import { useSession } from '../../stores/session'
import IntakePage from './pages/intake/index'

const callPrepared = jest.fn<Promise<unknown>, [Outgoing]>()
const call = jest.fn<
  Promise<unknown>,
  [string, { query?: Record<string, string>; body?: object } | undefined]
>()
jest.mock('../../services/http', () => ({
  ...jest.requireActual<object>('../../services/http'),
  callPrepared: (request: Outgoing) => callPrepared(request),
  call: (_: string, path: string, input?: { query?: Record<string, string>; body?: object }) =>
    call(path, input),
}))

const community = '310113001001'
const secretary: Membership = {
  id: 'm1',
  role: 'secretary',
  roleName: '社区书记',
  areaCode: community,
  areaName: '和丰居委会',
  community,
  isDeputy: false,
  isOffDuty: false,
}
const me = (membership: Membership): Me => ({
  id: 'me1',
  displayName: '李老师',
  level: 'verified',
  phoneVerified: true,
  homes: [],
  memberships: [membership],
  offDuty: false,
  elderMode: false,
  consents: [],
  supportPhone: '',
  features: { smsCode: false },
})
const tile = {
  group: '报修',
  kind: 'request',
  place: 'here',
  isDanger: false,
  isComplaint: false,
  phones: [],
  promise: '',
}
const tiles = [
  { ...tile, code: 'light', name: '楼道灯坏了', icon: 'lamp', asks: [] },
  {
    ...tile,
    code: 'gas',
    name: '煤气味',
    icon: 'gas',
    isDanger: true,
    phones: [{ name: '燃气抢修', number: '962777' }],
    asks: [{ key: 'smell', label: '味道重吗', kind: 'boolean', options: [], isRequired: true }],
  },
]
const wang = {
  id: 'p1',
  maskedName: '王*珍',
  maskedPhone: '139****0001',
  state: 'present',
  source: 'import',
  homes: [{ homeId: 'h1', label: '3 号 502 室', kind: 'owner' }],
}
const taken = {
  id: '0123456789abcdef01abcdef',
  state: 'assigned',
  category: { code: 'light', name: '楼道灯坏了', icon: 'lamp' },
  holder: { post: 'unit:u2', name: '和丰物业', since: '2099-01-01T00:00:00.000Z' },
  acceptBy: '2099-01-01T02:00:00.000Z',
}

const answers: Record<string, unknown> = {
  '/api/categories': { items: tiles, firstCount: 2 },
  '/api/areas': {
    items: [{ code: `${community}-B001`, name: '3号楼', level: 'building', estate: `${community}-E01` }],
  },
  '/api/estates': { items: [{ code: `${community}-E01`, name: '江畔苑', community }] },
  '/api/register/people/search': { items: [wang] },
}
const open = (membership = secretary) => {
  useSession.setState({ me: me(membership), membershipId: undefined, status: 'signedIn' })
  return render(<IntakePage />)
}
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }))
const write = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
const sent = () => callPrepared.mock.calls.map(([{ body }]) => JSON.parse(body ?? 'null') as unknown)
const choose = async (name: string) => {
  fireEvent.click(await screen.findByText(name))
  await screen.findByText('江畔苑3号楼')
}
const chooseLight = () => choose('楼道灯坏了')

beforeEach(() => {
  localStorage.clear()
  useOutgoingStore.setState({ items: [] })
  call.mockReset().mockImplementation((path) => Promise.resolve(answers[path]))
  callPrepared.mockReset().mockResolvedValue(taken)
})
afterEach(flushDrafts)

describe('an intake', () => {
  it('for someone of the register needs no address, and tells the number and who has it', async () => {
    open()
    await chooseLight()
    write('姓名', '王秀珍')
    press('从台账里找')
    fireEvent.click(await screen.findByText('王*珍，3 号 502 室'))
    write('说的是什么', '二楼的灯不亮')
    press('登记')
    expect(await screen.findByText('编号 ABCDEF')).toBeTruthy()
    expect(screen.getByText('现在由和丰物业来办')).toBeTruthy()
    expect(sent()).toEqual([
      {
        category: 'light',
        source: 'counter',
        answers: {},
        photoIds: [],
        text: '二楼的灯不亮',
        person: { personId: 'p1' },
      },
    ])
    expect(call).toHaveBeenCalledWith('/api/register/people/search', { body: { community, name: '王秀珍' } })
  })

  it('for someone else takes name, phone and place', async () => {
    open()
    await chooseLight()
    fireEvent.click(screen.getByRole('radio', { name: '电话' }))
    write('姓名', '赵先生')
    write('手机号', '13900000001')
    fireEvent.click(await screen.findByRole('radio', { name: '江畔苑3号楼' }))
    write('具体位置', '二楼')
    press('登记')
    await waitFor(() => {
      expect(sent()).toEqual([
        {
          category: 'light',
          source: 'phone',
          answers: {},
          photoIds: [],
          person: { name: '赵先生', phone: '13900000001' },
          place: { kind: 'here', text: '二楼', areaCode: `${community}-B001` },
        },
      ])
    })
  })

  it('on patrol asks for no person and is where the grid worker serves', async () => {
    const grid = `${community}-G01`
    open({ ...secretary, role: 'gridWorker', areaCode: grid })
    await chooseLight()
    expect(screen.queryByLabelText('姓名')).toBeNull()
    write('具体位置', '东门')
    press('登记')
    await waitFor(() => {
      expect(sent()).toEqual([
        {
          category: 'light',
          source: 'patrol',
          answers: {},
          photoIds: [],
          place: { kind: 'here', text: '东门', areaCode: grid },
        },
      ])
    })
  })

  it('says what is missing, one thing after another', async () => {
    open()
    await chooseLight()
    press('登记')
    expect(screen.getByText('请填是谁提的：姓名，或从台账里找。')).toBeTruthy()
    write('姓名', '赵先生')
    write('手机号', '139')
    press('登记')
    expect(screen.getByText('手机号应当是 11 位，请再看一看；没有就空着。')).toBeTruthy()
    write('手机号', '')
    press('登记')
    expect(screen.getByText('请写在哪里，办事的人才找得到。')).toBeTruthy()
    expect(callPrepared).not.toHaveBeenCalled()
  })

  it('of danger shows the phones first and asks what must be known', async () => {
    open()
    await choose('煤气味')
    expect(screen.getByRole('button', { name: '燃气抢修 962777' })).toBeTruthy()
    press('登记')
    expect(screen.getByText('请选一项：味道重吗')).toBeTruthy()
  })
})

describe('what was typed', () => {
  it('survives a killed app', async () => {
    const first = open()
    await chooseLight()
    write('姓名', '赵先生')
    write('说的是什么', '二楼的灯不亮')
    act(flushDrafts)
    first.unmount()
    open()
    await screen.findByText('江畔苑3号楼')
    expect(screen.getByLabelText<HTMLInputElement>('姓名').value).toBe('赵先生')
    expect(screen.getByLabelText<HTMLTextAreaElement>('说的是什么').value).toBe('二楼的灯不亮')
  })

  it('stays when the server refuses, and can be sent again', async () => {
    callPrepared.mockRejectedValueOnce(new ApiError('need.category_closed', '这一类暂停受理', 409))
    open()
    await chooseLight()
    write('姓名', '赵先生')
    write('具体位置', '二楼')
    press('登记')
    expect(await screen.findByText('这一类暂停受理')).toBeTruthy()
    expect(screen.getByLabelText<HTMLInputElement>('姓名').value).toBe('赵先生')
    press('登记')
    expect(await screen.findByText('编号 ABCDEF')).toBeTruthy()
  })

  it('is sent once, however often the button is pressed, and then the form is empty', async () => {
    let answer: (need: unknown) => void = () => undefined
    callPrepared.mockReturnValue(new Promise((resolve) => (answer = resolve)))
    open()
    await chooseLight()
    write('姓名', '赵先生')
    write('具体位置', '二楼')
    press('登记')
    press(/登记，请稍候/)
    act(() => {
      answer(taken)
    })
    await screen.findByText('编号 ABCDEF')
    expect(callPrepared).toHaveBeenCalledTimes(1)
    press('再登记一件')
    await chooseLight()
    expect(screen.getByLabelText<HTMLInputElement>('姓名').value).toBe('')
  })
})
