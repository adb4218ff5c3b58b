import Taro from '@tarojs/taro'
import { needActions } from '@linli/shared/needs/need.state'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { ApiError } from '../../services/apiError'
import type { Outgoing } from '../../services/interceptors'
import type { NeedAction, NeedView } from '../../services/needs'
import { useSession } from '../../stores/session'
import { residentOnlyActions } from './staff/staffForm.types'
import { listStaffActions, staffSpecs } from './staff/staffSpecs'
import { StaffActions } from './StaffActions'

const callPrepared = jest.fn<Promise<unknown>, [Outgoing]>()
const call = jest.fn<Promise<unknown>, [string, string, unknown]>()
jest.mock('../../services/http', () => ({
  ...jest.requireActual<object>('../../services/http'),
  callPrepared: (request: Outgoing) => callPrepared(request),
  call: (method: string, path: string, input: unknown) => call(method, path, input),
}))

const need = (actions: NeedAction[], part: Partial<NeedView> = {}): NeedView => ({
  id: '0123456789abcdef01234567',
  version: 2,
  state: 'accepted',
  stateText: '友谊路服务站已接单',
  isOpen: true,
  kind: 'request',
  source: 'phone',
  category: { code: 'light', name: '楼道灯坏了', icon: 'lamp' },
  createdAt: '2026-10-09T01:00:00.000Z',
  holder: { post: 'unit:u1', name: '友谊路服务站', since: '2026-10-09T01:00:00.000Z' },
  isOverdue: false,
  isSupervised: false,
  isDanger: false,
  supporters: 0,
  media: [],
  answers: [],
  isUnderReview: false,
  relation: 'staff',
  community: '310113001001',
  emergencyPhones: [],
  timeline: [],
  helpers: [],
  isCallbackDue: false,
  isContactShut: false,
  actions,
  ...part,
})

const show = (actions: NeedAction[], part: Partial<NeedView> = {}) => {
  const reload = jest.fn()
  const view = render(<StaffActions need={need(actions, part)} reload={reload} />)
  return { reload, ...view }
}
const button = (name: string) => screen.getByRole('button', { name })
const press = (name: string) => fireEvent.click(button(name))
const sheet = (name: string) => within(screen.getByRole('dialog', { name }))
const sentBodies = () => callPrepared.mock.calls.map(([{ body }]) => JSON.parse(body ?? 'null') as unknown)

beforeEach(() => {
  localStorage.clear()
  callPrepared.mockReset().mockResolvedValue({})
  call.mockReset()
  useSession.setState({ me: undefined })
})

describe('the words of the actions', () => {
  it('each action of the server is the resident’s alone or has a spec, and none has two', () => {
    const known = [...residentOnlyActions, ...Object.keys(staffSpecs)]
    expect([...known].sort()).toEqual([...needActions].sort())
  })

  it('no two actions that can stand beside each other have the same words', () => {
    const texts = Object.values(staffSpecs).map(({ text }) => text)
    expect(new Set(texts).size).toBe(texts.length)
  })

  const asked = Object.entries(staffSpecs).flatMap(([action, spec]) =>
    'toBody' in spec ? [[action, spec.toBody] as const] : [],
  )
  it.each(asked)('%s sends itself', (action, toBody) => {
    expect(toBody({ choice: 'notOurs', text: '说明' }).action).toBe(action)
  })

  it('leaves to the resident’s buttons what both may do on one’s own need', () => {
    const actions: NeedAction[] = ['confirm', 'dispute', 'note']
    expect(listStaffActions({ actions, relation: 'resident' })).toEqual(['note'])
    expect(listStaffActions({ actions, relation: 'staff' })).toEqual(['dispute', 'note'])
  })
})

describe('StaffActions', () => {
  it('shows up to three as buttons and more behind one', () => {
    show(['note', 'accept', 'return', 'recategorise', 'setSubject'])
    expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      '接单',
      '说明进展',
      '更多操作',
    ])
    press('更多操作')
    fireEvent.click(sheet('更多操作').getByText('退回'))
    expect(screen.getByRole('dialog', { name: '退回' })).toBeTruthy()
  })

  it('two presses are one submit', async () => {
    let answer: (value: unknown) => void = () => undefined
    callPrepared.mockReturnValue(new Promise((resolve) => (answer = resolve)))
    const { reload } = show(['accept'])
    press('接单')
    press('接单')
    answer({})
    await waitFor(() => {
      expect(reload).toHaveBeenCalledTimes(1)
    })
    expect(sentBodies()).toEqual([{ action: 'accept' }])
  })

  it('is not done without words where words are asked', async () => {
    show(['resolve'])
    press('办好了')
    press('办好了，请居民确认')
    expect(await screen.findByText('请写一写怎么办好的。')).toBeTruthy()
    expect(callPrepared).not.toHaveBeenCalled()
    fireEvent.change(screen.getByLabelText('怎么办好的'), { target: { value: ' 换了灯泡 ' } })
    press('办好了，请居民确认')
    await waitFor(() => {
      expect(sentBodies()).toEqual([{ action: 'resolve', text: '换了灯泡' }])
    })
  })

  it('of a visit asks whether the person was seen', async () => {
    show(['resolve'], { kind: 'visit' })
    press('办好了')
    fireEvent.change(screen.getByLabelText('看到了什么，人怎么样'), { target: { value: '敲门没有人应' } })
    press('写好了')
    expect(callPrepared).not.toHaveBeenCalled()
    fireEvent.click(screen.getByRole('radio', { name: '没有见到本人' }))
    press('写好了')
    await waitFor(() => {
      expect(sentBodies()).toEqual([{ action: 'resolve', text: '敲门没有人应', isMet: false }])
    })
  })

  it('says who was first, and fetches the need again', async () => {
    callPrepared.mockRejectedValue(
      new ApiError('need.already_taken', '已经有人接下这件事了，谢谢您！', 409, {
        by: '志愿者小李',
        at: new Date().toISOString(),
        action: 'claim',
      }),
    )
    const { reload } = show(['claim'])
    press('我来接')
    expect(
      await screen.findByText(/已经有人接下这件事了，谢谢您！（志愿者小李在今天 .*接了单）/),
    ).toBeTruthy()
    expect(reload).toHaveBeenCalled()
  })

  it('tells the desk that its notes are internal, and the holder that the resident reads them', () => {
    show(['note'])
    press('说明进展')
    expect(screen.getByText('谁能看到：只有工作人员能看到，居民看不到')).toBeTruthy()
  })

  it('gives to one of those the server lists, with what each has on hand', async () => {
    call.mockResolvedValue({
      items: [
        { post: 'unit:u1', name: '友谊路服务站', group: '社区服务站', openCount: 3 },
        { post: 'unit:u2', name: '和丰物业', group: '物业', openCount: 12 },
      ],
    })
    show(['transfer'])
    press('改派')
    const form = sheet('改派')
    fireEvent.click(form.getByRole('button', { name: '改派' }))
    expect(await form.findByText('请选一项：派给谁')).toBeTruthy()
    expect(await form.findByText('手上 12 件')).toBeTruthy()
    expect(form.queryByText('友谊路服务站')).toBeNull()
    fireEvent.click(form.getByRole('radio', { name: /和丰物业/ }))
    fireEvent.click(form.getByRole('button', { name: '改派' }))
    await waitFor(() => {
      expect(sentBodies()).toEqual([{ action: 'transfer', post: 'unit:u2', holder: 'unit:u1' }])
    })
  })

  it('what was agreed in a coordination may become a rule', () => {
    const go = jest.spyOn(Taro, 'navigateTo').mockResolvedValue({} as never)
    const { unmount } = show(['transfer'])
    expect(screen.queryByRole('button', { name: /写成派单规则/ })).toBeNull()
    unmount()
    show(['transfer'], { helpers: [{ post: 'unit:u3', name: '市政' }] })
    press('以后都这样派：写成派单规则')
    const [{ url } = { url: '' }] = go.mock.calls[0] ?? []
    expect(decodeURIComponent(url)).toBe(
      '/packages/manage/pages/rules/index?category=light&unitId=u1&name=楼道灯坏了由友谊路服务站牵头',
    )
  })

  it('coordination names one lead, its helpers and what was agreed', async () => {
    call.mockResolvedValue({
      items: [
        { post: 'unit:u2', name: '和丰物业', group: '物业', openCount: 1 },
        { post: 'unit:u3', name: '市政所', group: '条线部门', openCount: 2 },
      ],
    })
    show(['coordinate'])
    press('协调，定一个牵头的')
    fireEvent.click(await screen.findByRole('radio', { name: /和丰物业/ }))
    fireEvent.click(screen.getByRole('checkbox', { name: /市政所/ }))
    fireEvent.change(screen.getByLabelText('商量的结果'), { target: { value: '物业先修，市政换管' } })
    fireEvent.click(sheet('协调，定一个牵头的').getByRole('button', { name: /^协调/ }))
    await waitFor(() => {
      expect(sentBodies()).toEqual([
        { action: 'coordinate', post: 'unit:u2', helpers: ['unit:u3'], text: '物业先修，市政换管' },
      ])
    })
  })

  it('a callback carries what the resident said, as the reason too when it was not solved', async () => {
    show(['callback'], { state: 'resolved' })
    press('填写回访')
    fireEvent.click(screen.getByRole('radio', { name: '没有解决' }))
    fireEvent.change(screen.getByLabelText('怎么说的'), { target: { value: '还在漏' } })
    fireEvent.click(sheet('填写回访').getByRole('button', { name: '填写回访' }))
    await waitFor(() => {
      expect(sentBodies()).toEqual([
        { action: 'callback', outcome: 'notSolved', text: '还在漏', reason: '还在漏' },
      ])
    })
  })

  it('offers days after the deadline for an extension', () => {
    show(['extend'], { resolveBy: '2099-12-30T02:00:00.000Z' })
    press('同意延期')
    expect(screen.getByText('12月31日（周四）17:00 前')).toBeTruthy()
    expect(screen.getByText('1月2日（周六）17:00 前')).toBeTruthy()
  })

  it('says why it came here and by when it is due', () => {
    show(['note'], {
      route: { why: '和丰小区由和丰物业管理', ruleName: '公共照明' },
      resolveBy: '2099-12-30T02:00:00.000Z',
    })
    expect(screen.getByText(/和丰小区由和丰物业管理；规则：公共照明/)).toBeTruthy()
    expect(screen.getByText(/2099年12月30日 10:00/)).toBeTruthy()
  })

  it('closes a sheet whose action is gone, when someone else was first', async () => {
    const { rerender } = show(['accept', 'return'])
    press('退回')
    rerender(<StaffActions need={need(['note'])} reload={jest.fn()} />)
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull()
    })
  })
})
