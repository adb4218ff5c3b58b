/** Whether money moved for an order, as WeChat Pay says. `refund` also after a part of it went back. */
type TransactionState = 'success' | 'refund' | 'notPaid' | 'closed'

export interface Transaction {
  mchid: string
  appid: string
  outTradeNo: string
  state: TransactionState
  /** Absent while nobody paid. */
  transactionId?: string
  /** Of the order, in fen. */
  totalFen: number
  currency: string
  openid?: string
  paidAt?: Date
}

export type RefundStatus = 'processing' | 'success' | 'closed' | 'abnormal'

export interface Refund {
  mchid: string
  outTradeNo: string
  outRefundNo: string
  refundId: string
  status: RefundStatus
  refundFen: number
  totalFen: number
  /** When WeChat Pay took it on: the day whose bill has it. Notices do not say. */
  createdAt?: Date
  successAt?: Date
}

/** What a verified notice says. One of the old form names a record only: ask WeChat Pay what became of it. */
export type PayNotice =
  | { kind: 'transaction'; id: string; transaction: Transaction }
  | { kind: 'refund'; id: string; refund: Omit<Refund, 'mchid'> }
  | { kind: 'hint'; id: string; outTradeNo?: string; outRefundNo?: string }
  | { kind: 'other'; id: string; eventType: string }

/** The parameters of `requestPayment`, signed; valid as long as the prepay id, two hours. */
export interface PayParameters {
  appId: string
  timeStamp: string
  nonceStr: string
  package: string
  signType: 'RSA'
  paySign: string
}

/** One row of the trade bill. Amounts in fen. */
export interface BillRow {
  kind: 'payment' | 'refund'
  at: Date
  transactionId: string
  outTradeNo: string
  /** Of the order; 0 in the row of a refund. */
  totalFen: number
  outRefundNo?: string
  refundFen: number
  refundStatus?: string
}

export interface TradeBill {
  rows: BillRow[]
  /** WeChat Pay's own sums, to be held against those of the rows. */
  totals: { count: number; paidFen: number; refundedFen: number }
}

interface OrderKey {
  mchid: string
  outTradeNo: string
}

interface PrepayRequest extends OrderKey {
  appid: string
  openid: string
  /** ≤ 127 characters. */
  description: string
  totalFen: number
  /** https in production, without a query. */
  notifyUrl: string
  /** After this WeChat Pay takes no money. */
  expiresAt: Date
}

export interface RefundRequest extends OrderKey {
  outRefundNo: string
  refundFen: number
  totalFen: number
  /** ≤ 80 characters; the person reads it in WeChat. */
  reason: string
  notifyUrl: string
}

export type NoticeHeaders = Readonly<Record<string, string | string[] | undefined>>

/** Everything Linli asks of WeChat Pay, as a direct merchant. Every call may throw `WechatPayError`. */
export interface WechatPayPort {
  /** Whether credentials of this merchant number are configured. */
  hasMerchant(mchid: string): boolean
  listMerchants(): string[]
  /** Repeatable with the same number and the same content; `OUT_TRADE_NO_USED` with another content. */
  prepay(request: PrepayRequest): Promise<{ prepayId: string }>
  signPayParameters(input: { mchid: string; appid: string; prepayId: string }): PayParameters
  /** Undefined: WeChat Pay does not know the order. */
  query(key: OrderKey): Promise<Transaction | undefined>
  /** Repeatable. An order that was paid is refused: query it. */
  close(key: OrderKey): Promise<void>
  /** Repeatable with the same number; the answer means accepted, not done. */
  refund(request: RefundRequest): Promise<Refund>
  /** Undefined: there is no such refund, so ask for it under the same number. */
  queryRefund(input: { mchid: string; outRefundNo: string }): Promise<Refund | undefined>
  /** The bill of a day; `empty`: nothing happened; `notReady`: ask again in half an hour. */
  downloadTradeBill(input: { mchid: string; day: string }): Promise<TradeBill | 'empty' | 'notReady'>
  /** Verifies and opens a notice, of the old form too. @throws PayNoticeError */
  readNotice(mchid: string, headers: NoticeHeaders, rawBody: string): Promise<PayNotice>
}
