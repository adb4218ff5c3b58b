import { fireEvent, render, screen } from '@testing-library/react'
import Taro from '@tarojs/taro'
import type * as OfWeapp from '../../platform/share.weapp'
import { fakeApi, secretary, signInAs } from '../../test/fakeApi'
import type { NeedView } from '../../services/needs'
import { NeedDetail } from './NeedDetail'

const id = 'aaaaaaaaaaaaaaaaaaaaaaa1'
const ended: NeedView = {
  id,
  version: 9,
  state: 'closed',
  stateText: '已办好，居民确认了',
  isOpen: false,
  kind: 'request',
  source: 'self',
  category: { code: 'repair', name: '维修', icon: 'wrench' },
  createdAt: '2026-11-23T02:00:00.000Z',
  isOverdue: false,
  isSupervised: false,
  isDanger: false,
  supporters: 0,
  media: [],
  answers: [],
  isUnderReview: false,
  relation: 'staff',
  isContactShut: true,
  emergencyPhones: [],
  timeline: [
    {
      id: 'e1',
      at: '2026-11-23T02:00:00.000Z',
      action: 'confirm',
      who: '居民',
      title: '居民确认：已解决',
      media: [],
      isUnderReview: false,
      isInternal: false,
    },
  ],
  helpers: [],
  isCallbackDue: true,
  actions: ['callback'],
}

beforeEach(() => {
  localStorage.clear()
  signInAs({ memberships: [secretary] })
})

describe('the contact of a need that has ended', () => {
  it('opens to the desk with a reason, which a call back fills in', async () => {
    let isOpened = false
    const sent = fakeApi({
      [`GET /api/needs/${id}`]: () =>
        isOpened
          ? { ...ended, isContactShut: false, contact: { name: '王阿婆', phone: '13800001234' } }
          : ended,
      'POST /api/record-accesses': () => {
        isOpened = true
        return { id, until: '2026-11-23T02:30:00.000Z' }
      },
    })
    render(<NeedDetail id={id} actionsSlot={() => null} />)
    expect(await screen.findByText('事情已经结束，居民的姓名、电话和地址收起来了')).toBeTruthy()
    expect(screen.queryByText(/13800001234/)).toBeNull()
    fireEvent.click(screen.getByRole('button', { name: '写明原因，打开看' }))
    expect(await screen.findByText('王阿婆')).toBeTruthy()
    expect(sent.find(({ name }) => name === 'POST /api/record-accesses')?.body).toEqual({
      kind: 'need',
      recordId: id,
      reason: '打电话回访办理结果',
    })
  })
})

it('says large whom it is for to a relative, and of whose doing it is', async () => {
  const raised = { proxyText: '由女儿 王小丽 代办', relation: 'resident' as const, isContactShut: false }
  let need: NeedView = { ...ended, ...raised, forWhom: '张桂珍' }
  fakeApi({ [`GET /api/needs/${id}`]: () => need })
  const hers = render(<NeedDetail id={id} actionsSlot={() => null} />)
  expect(await screen.findByText('为 张桂珍 办')).toBeTruthy()
  expect(screen.getByText('由女儿 王小丽 代办')).toBeTruthy()
  hers.unmount()
  need = { ...ended, ...raised }
  render(<NeedDetail id={id} actionsSlot={() => null} />)
  expect(await screen.findByText('由女儿 王小丽 代办')).toBeTruthy()
  expect(screen.queryByText(/^为 .* 办$/)).toBeNull()
})

describe('forwarding one’s own need', () => {
  const own: NeedView = {
    ...ended,
    relation: 'resident',
    isContactShut: false,
    isCallbackDue: false,
    actions: [],
  }
  const button = () => screen.queryByRole('button', { name: /转发进度/ })

  it('copies the words and the address of the card, which names nobody', async () => {
    fakeApi({ [`GET /api/needs/${id}`]: () => ({ ...own, canForward: true, text: '水管漏水' }) })
    const copy = jest.spyOn(Taro, 'setClipboardData')
    render(<NeedDetail id={id} actionsSlot={() => null} />)
    expect(await screen.findByText('水管漏水')).toBeTruthy()
    fireEvent.click(button() ?? document.body)
    expect(copy).toHaveBeenCalledWith({
      data: `维修：已办好，居民确认了\n${window.location.origin}/packages/needs/pages/card/index?id=${id}`,
    })
  })

  it('is not offered where the server has no card', async () => {
    fakeApi({ [`GET /api/needs/${id}`]: () => ({ ...own, text: '家里的事' }) })
    render(<NeedDetail id={id} actionsSlot={() => null} />)
    expect(await screen.findByText('家里的事')).toBeTruthy()
    expect(button()).toBeNull()
  })

  it.each([
    [true, { title: '维修：已办好', path: '/card?id=1' }],
    [false, { title: '邻里', path: '/pages/home/index' }],
  ])(
    'in WeChat the card is what is forwarded, or where there is none the home page (%s)',
    (hasCard, expected) => {
      const share = jest.spyOn(Taro, 'useShareAppMessage')
      const { useSharedCard } = jest.requireActual<typeof OfWeapp>('../../platform/share.weapp')
      useSharedCard(hasCard ? { title: '维修：已办好', path: 'card?id=1' } : undefined)
      expect(share.mock.calls[0]?.[0]({})).toEqual(expected)
      share.mockRestore()
    },
  )
})

it('that many joined offers a motion to who raised it, and then leads to the one it became', async () => {
  const joined: NeedView = { ...ended, relation: 'resident', isContactShut: false }
  let need: NeedView = { ...joined, canRaiseMotion: true }
  fakeApi({ [`GET /api/needs/${id}`]: () => need })
  const { unmount } = render(<NeedDetail id={id} actionsSlot={() => null} />)
  fireEvent.click(await screen.findByRole('button', { name: '很多邻居也遇到了，提成议题' }))
  expect(Taro.navigateTo).toHaveBeenLastCalledWith({
    url: `/packages/deliberation/pages/write/index?needId=${id}`,
  })
  unmount()
  const motionId = 'b'.repeat(24)
  need = { ...joined, motionId }
  render(<NeedDetail id={id} actionsSlot={() => null} />)
  fireEvent.click(await screen.findByRole('button', { name: '看提成的议题' }))
  expect(screen.queryByRole('button', { name: /提成议题$/ })).toBeNull()
  expect(Taro.navigateTo).toHaveBeenLastCalledWith({
    url: `/packages/deliberation/pages/motion/index?id=${motionId}`,
  })
})
