import { randomBytes, randomInt } from 'node:crypto'
import type { Faults } from '../kernel/fault'
import type { SandboxClock } from '../kernel/sandboxClock'
import type { Store } from '../kernel/store'
import { refusePayUnless } from './payAnswer'
import type { SandboxMerchant } from './payKeys'
import type { PayNotices } from './payNotices'
import { describeOrder, formatPayTime, type PayOrder } from './payOrder'
import { buildV2Notice } from './paySign'

const prepayLifeMs = 2 * 3600_000
const autoCloseMs = 7 * 86_400_000

type OrderRequest = Pick<
  PayOrder,
  | 'mchid'
  | 'appid'
  | 'outTradeNo'
  | 'description'
  | 'attach'
  | 'totalFen'
  | 'openid'
  | 'notifyUrl'
  | 'timeExpire'
>

export interface DeskParts {
  clock: SandboxClock
  store: Store
  faults: Faults
  notices: PayNotices
  merchant: (mchid: string) => SandboxMerchant | undefined
  /** How long the bank takes over a refund. */
  refundMs: number
  /** Where notices of the old form go. */
  v2Url: (mchid: string) => string
}

/** A number of the platform's: digits after a prefix. */
export const makeNumber = (prefix: string, length: number): string =>
  prefix + Array.from({ length: length - prefix.length }, () => randomInt(10)).join('')

/** What is unique within a merchant. */
export const payKey = (mchid: string, number: string): string => `${mchid} ${number}`

/** The orders of all merchants. */
export interface PayOrders {
  create(request: OrderRequest): PayOrder
  find(mchid: string, outTradeNo: string): PayOrder | undefined
  list(): PayOrder[]
  close(mchid: string, outTradeNo: string): void
  /** The person pays; what they are told when they cannot. `isForced`: as WeChat never would, after the close. */
  pay(order: PayOrder, isForced?: boolean): Promise<string | undefined>
}

export function createPayOrders({ clock, store, faults, notices, merchant, v2Url }: DeskParts): PayOrders {
  const find = (mchid: string, outTradeNo: string): PayOrder | undefined => {
    const order = store.state.payOrders[payKey(mchid, outTradeNo)]
    const isForgotten = order?.state === 'NOTPAY' && Date.parse(order.createdAt) + autoCloseMs < clock.nowMs()
    if (isForgotten) order.state = 'CLOSED'
    return order
  }
  const list = () => Object.values(store.state.payOrders)
  const givePrepay = (order: PayOrder): PayOrder => {
    order.prepayId = makeNumber(`wx${formatPayTime(clock.now()).replace(/\D/g, '').slice(0, 14)}`, 36)
    order.prepaidAt = clock.now().toISOString()
    store.touch()
    return order
  }
  const sendV2 = (order: PayOrder) => {
    const v2Key = merchant(order.mchid)?.v2Key ?? ''
    const content = buildV2Notice(
      {
        return_code: 'SUCCESS',
        result_code: 'SUCCESS',
        appid: order.appid,
        mch_id: order.mchid,
        nonce_str: randomBytes(16).toString('hex'),
        openid: order.openid,
        trade_type: 'JSAPI',
        total_fee: order.totalFen,
        transaction_id: order.transactionId ?? '',
        out_trade_no: order.outTradeNo,
      },
      v2Key,
    )
    return notices.plan({ mchid: order.mchid, url: v2Url(order.mchid), eventType: 'V2.XML', content })
  }
  return {
    find,
    list,
    create(request: OrderRequest): PayOrder {
      const parameters = JSON.stringify(request)
      const known = find(request.mchid, request.outTradeNo)
      if (known) {
        refusePayUnless(
          known.state === 'NOTPAY' && known.parameters === parameters,
          403,
          'OUT_TRADE_NO_USED',
          '商户订单号重复',
        )
        return Date.parse(known.prepaidAt) + prepayLifeMs > clock.nowMs() ? known : givePrepay(known)
      }
      const order: PayOrder = {
        ...request,
        createdAt: clock.now().toISOString(),
        prepayId: '',
        prepaidAt: '',
        parameters,
        state: 'NOTPAY',
      }
      store.state.payOrders[payKey(request.mchid, request.outTradeNo)] = order
      return givePrepay(order)
    },
    close(mchid: string, outTradeNo: string): void {
      const order = find(mchid, outTradeNo)
      refusePayUnless(order, 404, 'ORDER_NOT_EXIST', '订单不存在')
      if (order.state === 'CLOSED') return
      refusePayUnless(order.state === 'NOTPAY', 403, 'TRADE_ERROR', '该订单已支付')
      order.state = 'CLOSED'
      store.touch()
    },
    async pay(order: PayOrder, isForced = false): Promise<string | undefined> {
      if (order.transactionId !== undefined) return '这笔订单已经付过了。'
      if (!isForced) {
        if (order.state === 'CLOSED') return '这笔订单已经关闭，不能再付了。'
        const isLate = order.timeExpire !== undefined && Date.parse(order.timeExpire) <= clock.nowMs()
        if (isLate) return '付款时间已经过了，请回到邻里重新下单。'
        if (Date.parse(order.prepaidAt) + prepayLifeMs <= clock.nowMs())
          return '付款页面已经过期，请重新进入。'
      }
      order.state = 'SUCCESS'
      order.transactionId = makeNumber(`4200${formatPayTime(clock.now()).replace(/\D/g, '').slice(2, 8)}`, 28)
      order.paidAt = formatPayTime(clock.now())
      store.touch()
      if (faults.take('TRANSACTION.SUCCESS', ['v2Push'])) await sendV2(order)
      const paidFen = faults.take('TRANSACTION.SUCCESS', ['wrongAmountPush'])
        ? order.totalFen + 1
        : order.totalFen
      await notices.plan({
        mchid: order.mchid,
        url: order.notifyUrl,
        eventType: 'TRANSACTION.SUCCESS',
        content: JSON.stringify(describeOrder(order, paidFen)),
      })
      store.flush()
      return undefined
    },
  }
}
