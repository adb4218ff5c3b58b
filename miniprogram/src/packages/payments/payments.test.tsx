import type { PaymentView } from '@linli/shared/payments/payment.contract'
import { fireEvent, render, screen } from '@testing-library/react'
import Taro from '@tarojs/taro'
import { fakeApi, refuse, secretary, signInAs, type SentRequest } from '../../test/fakeApi'
import BillsPage from './pages/bills'
import PayPage from './pages/pay'
import PayeesPage from './pages/payees'
import TasksPage from './pages/tasks'

const orderId = 'aaaaaaaaaaaaaaaaaaaaaaaa'
const payment: PaymentView = {
  id: 'bbbbbbbbbbbbbbbbbbbbbbbb',
  version: 1,
  state: 'open',
  stateText: '等您付款',
  nextText: '付好后这里会自己变，不用刷新。',
  title: '老年食堂午餐，11月24日',
  personId: 'cccccccccccccccccccccccc',
  payeeName: '幸福食堂',
  amountFen: 1200,
  refundedFen: 0,
  expiresAt: '2026-11-23T02:15:00.000Z',
  page: `packages/elderCare/pages/order/index?id=${orderId}`,
}
const payable = {
  title: payment.title,
  personId: payment.personId,
  amountFen: 1200,
  payeeName: '幸福食堂',
  payBy: payment.expiresAt,
  canPayOnline: true,
}
const parameters = {
  ...{ appId: 'wx1', timeStamp: '1764000000', nonceStr: 'n', package: 'prepay_id=wx1' },
  ...{ signType: 'RSA', paySign: 's' },
}

const invoke = jest.fn<undefined, [string, object, (result: { err_msg: string }) => void]>()
const answerBridge = (message: string) => {
  invoke.mockImplementation((_, __, answer) => {
    answer({ err_msg: message })
    return undefined
  })
}
const at = (params: Record<string, string>) => {
  jest.spyOn(Taro, 'useRouter').mockReturnValue({ params, path: '/' } as never)
}
const press = (name: string) => {
  fireEvent.click(screen.getAllByRole('button', { name }).at(-1) ?? document.body)
}

let state: PaymentView['state']
let sent: SentRequest[]

beforeEach(() => {
  localStorage.clear()
  state = 'open'
  invoke.mockReset()
  ;(window as { WeixinJSBridge?: unknown }).WeixinJSBridge = { invoke }
  signInAs({ level: 'verified' })
  at({ kind: 'careOrder', id: orderId })
  const present = () => ({ ...payment, state, ...(state === 'paid' ? { stateText: '付款成功' } : {}) })
  sent = fakeApi({
    [`GET /api/payables/careOrder/${orderId}`]: () => ({
      ...payable,
      ...(sent.some(({ name }) => name.startsWith('POST')) ? { payment: present() } : {}),
    }),
    [`POST /api/payables/careOrder/${orderId}/payment`]: () => ({ payment, parameters }),
    [`POST /api/payments/${payment.id}/check`]: present,
    [`GET /api/payments/${payment.id}`]: present,
  })
})

describe('paying', () => {
  it('hands the signed parameters to WeChat, and is done only when the server says so', async () => {
    answerBridge('get_brand_wcpay_request:ok')
    render(<PayPage />)
    fireEvent.click(await screen.findByRole('button', { name: '付 12.00 元' }))
    expect(await screen.findByText('等微信确认 …')).toBeTruthy()
    expect(invoke.mock.calls[0]?.slice(0, 2)).toEqual(['getBrandWCPayRequest', parameters])
    expect(sent.find(({ name }) => name.endsWith('/payment'))?.body).toEqual({
      channel: 'web',
      amountFen: 1200,
    })
    expect(sent.some(({ name }) => name.endsWith('/check'))).toBe(true)
    expect(screen.queryByText('付款成功')).toBeNull()
  })

  it('shows what the server knows, whatever the phone said', async () => {
    state = 'paid'
    answerBridge('get_brand_wcpay_request:cancel')
    render(<PayPage />)
    fireEvent.click(await screen.findByRole('button', { name: '付 12.00 元' }))
    expect(await screen.findAllByText('付款成功')).toBeTruthy()
  })

  it('says that nothing was taken when it was not paid, and offers it again', async () => {
    answerBridge('get_brand_wcpay_request:cancel')
    render(<PayPage />)
    fireEvent.click(await screen.findByRole('button', { name: '付 12.00 元' }))
    expect(await screen.findByText('没有付，也没有扣钱。想付的时候再按一次。')).toBeTruthy()
    expect(screen.getByRole('button', { name: '付 12.00 元' })).toBeTruthy()
  })

  it('says where to pay when there is no WeChat around the page', async () => {
    delete (window as { WeixinJSBridge?: unknown }).WeixinJSBridge
    render(<PayPage />)
    fireEvent.click(await screen.findByRole('button', { name: '付 12.00 元' }))
    expect(await screen.findByText('请在微信里打开邻里再付；也可以回到预约，点“改到站结算”。')).toBeTruthy()
  })

  it('cannot be pressed while somebody else’s yes is waited for', async () => {
    const waiting = { ...payable, consentText: '您 今天 10:00 请人同意过。', isConsentAwaited: true }
    fakeApi({ [`GET /api/payables/careOrder/${orderId}`]: () => waiting })
    render(<PayPage />)
    const button = await screen.findByRole('button', { name: '等同意以后再付' })
    expect(button.getAttribute('aria-disabled')).toBe('true')
    expect(screen.queryByRole('button', { name: '付 12.00 元' })).toBeNull()
  })

  it('says of what stands that it may be left, and calls nothing off', async () => {
    fakeApi({ [`GET /api/payables/careOrder/${orderId}`]: () => ({ ...payable, isStanding: true }) })
    delete (window as { WeixinJSBridge?: unknown }).WeixinJSBridge
    render(<PayPage />)
    expect(await screen.findByText('预约照常，可以到服务站付')).toBeTruthy()
    expect(screen.queryByText(/自动取消/)).toBeNull()
  })

  it('calls nothing off either while WeChat has not confirmed what was paid of it', async () => {
    answerBridge('get_brand_wcpay_request:ok')
    fakeApi({
      [`GET /api/payables/careOrder/${orderId}`]: () => ({ ...payable, isStanding: true, payment }),
      [`POST /api/payables/careOrder/${orderId}/payment`]: () => ({ payment, parameters }),
      [`POST /api/payments/${payment.id}/check`]: () => payment,
    })
    render(<PayPage />)
    fireEvent.click(await screen.findByRole('button', { name: '付 12.00 元' }))
    expect(await screen.findByText('等微信确认 …')).toBeTruthy()
    expect(screen.getByText(/如果您没有付，预约照常/)).toBeTruthy()
    expect(screen.queryByText(/自动取消/)).toBeNull()
  })

  it('says for whom it is to whoever acts for several', async () => {
    signInAs({ level: 'verified', isProxy: true })
    const elder = (personId: string, name: string) => ({ relation: 'daughter', elder: { personId, name } })
    fakeApi({
      [`GET /api/payables/careOrder/${orderId}`]: () => payable,
      'GET /api/families/elders': () => ({
        items: [elder('dddddddddddddddddddddddd', '王建国'), elder(payment.personId, '张桂珍')],
      }),
    })
    render(<PayPage />)
    expect(await screen.findByText('为 张桂珍 办')).toBeTruthy()
    expect(screen.queryByText('为 王建国 办')).toBeNull()
  })

  it('shows no button where it is not offered', async () => {
    const whyNot = '这里还不能在微信里付，可以到服务站付：回到预约，点“改到站结算”。'
    fakeApi({
      [`GET /api/payables/careOrder/${orderId}`]: () => ({ ...payable, canPayOnline: false, whyNot }),
    })
    render(<PayPage />)
    expect(await screen.findByText(whyNot)).toBeTruthy()
    expect(screen.queryByRole('button', { name: /^付/ })).toBeNull()
  })

  it('opens one payment from a message', async () => {
    at({ id: payment.id })
    state = 'paid'
    render(<PayPage />)
    expect((await screen.findAllByText('付款成功')).length).toBeGreaterThan(0)
  })
})

describe('what the desk has to call about', () => {
  const task = {
    ...{
      id: 'cccccccccccccccccccccccc',
      kind: 'refundFailed',
      title: '退款没有成功',
      todo: '打电话问怎么退',
    },
    ...{
      what: '午餐，11月24日',
      amountFen: 1200,
      paymentState: 'refundFailed',
      isOpen: true,
      canRetry: true,
    },
    ...{ createdAt: '2026-11-23T02:00:00.000Z', personId: orderId },
  }

  it('is ended with what was done, and keeps the words when that is refused', async () => {
    signInAs({ memberships: [secretary] })
    const calls = fakeApi({
      'GET /api/payment-tasks': () => ({ items: [task] }),
      [`POST /api/payment-tasks/${task.id}/end`]: () =>
        refuse(409, 'payment.task_done', '这件事已经有人处理了。'),
    })
    const before = render(<TasksPage />)
    fireEvent.click(await screen.findByRole('button', { name: '写处理结果' }))
    fireEvent.change(screen.getByLabelText(/打了谁的电话/), { target: { value: '退了现金' } })
    press('记下')
    expect((await screen.findAllByText('这件事已经有人处理了。')).length).toBeGreaterThan(0)
    expect(calls.find(({ name }) => name.endsWith('/end'))?.body).toEqual({
      note: '退了现金',
      isRefundedByHand: false,
    })
    expect(screen.getByLabelText<HTMLInputElement>(/打了谁的电话/).value).toBe('退了现金')
    // Also when the page was left for the register meanwhile.
    before.unmount()
    render(<TasksPage />)
    fireEvent.click(await screen.findByRole('button', { name: '写处理结果' }))
    expect(screen.getByLabelText<HTMLInputElement>(/打了谁的电话/).value).toBe('退了现金')
  })

  it('leads to whoever is to be called, those who may open the register', async () => {
    const go = jest.spyOn(Taro, 'navigateTo').mockResolvedValue({ errMsg: 'ok' })
    const street = { ...secretary, role: 'streetOfficer' as const, roleName: '街道工作人员' }
    signInAs({ memberships: [street] })
    fakeApi({ 'GET /api/payment-tasks': () => ({ items: [task] }) })
    const above = render(<TasksPage />)
    await screen.findByText('退款没有成功')
    expect(screen.queryByRole('button', { name: '看要打给谁' })).toBeNull()
    above.unmount()
    signInAs({ memberships: [secretary] })
    render(<TasksPage />)
    fireEvent.click(await screen.findByRole('button', { name: '看要打给谁' }))
    expect(go).toHaveBeenCalledWith({ url: `/packages/families/pages/register/index?id=${orderId}` })
  })
})

describe('for the street', () => {
  const officer = { ...secretary, role: 'streetOfficer' as const, roleName: '街道工作人员' }

  it('each day is held against the bill, with every difference', async () => {
    signInAs({ memberships: [officer] })
    const bill = {
      ...{ id: orderId, mchid: '1900000001', payeeNames: ['幸福食堂'], day: '2026-11-22', state: 'done' },
      ours: { count: 1, paidFen: 1200, refundedFen: 0 },
      theirs: { count: 2, paidFen: 2500, refundedFen: 0 },
      differenceCount: 1,
    }
    const text = '微信有这笔收款，邻里没有：可能不是在邻里付的，请和收款单位核对'
    fakeApi({
      'GET /api/pay-bills': () => ({ items: [bill] }),
      [`GET /api/pay-bills/${orderId}`]: () => ({
        ...bill,
        differences: [{ kind: 'unknownPayment', text, outTradeNo: 'A1', theirsFen: 1300 }],
      }),
    })
    render(<BillsPage />)
    fireEvent.click(await screen.findByRole('button', { name: '看每一处' }))
    expect(await screen.findByText(text)).toBeTruthy()
    expect(screen.getByText('邻里：没有；微信：13.00 元')).toBeTruthy()
  })

  it('a unit is given a merchant number', async () => {
    signInAs({ memberships: [officer] })
    const calls = fakeApi({
      'GET /api/payees': () => ({
        items: [{ unitId: orderId, unitName: '幸福食堂', isActive: false }],
        merchants: ['1900000001'],
      }),
      [`PUT /api/payees/${orderId}`]: () => ({ unitId: orderId, unitName: '幸福食堂', isActive: true }),
    })
    render(<PayeesPage />)
    fireEvent.click(await screen.findByRole('button', { name: '修改怎么收款' }))
    fireEvent.click(screen.getByRole('radio', { name: /商户号 1900000001/ }))
    press('保存')
    await screen.findByText('幸福食堂')
    expect(calls.find(({ name }) => name.startsWith('PUT'))?.body).toEqual({ mchid: '1900000001' })
  })
})
