import { z } from 'zod'
import { dropUndefined } from '../../lib/dropUndefined'
import type { Merchant } from './merchant'
import { isSignedBy, openResource, readSignature } from './payVerify'
import { isXml, readXmlNotice } from './payXml'
import type { PlatformKeys } from './platformKeys'
import { PayNoticeError } from './wechatPay.error'
import type { NoticeHeaders, PayNotice, Transaction } from './wechatPay.port'

const time = z.iso.datetime({ offset: true })

/** A transaction, in a notice or as the answer to a query. */
export const transactionShape = z.looseObject({
  mchid: z.string(),
  appid: z.string(),
  out_trade_no: z.string(),
  trade_state: z.enum(['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR']),
  transaction_id: z.string().min(1).optional(),
  success_time: time.optional(),
  payer: z.looseObject({ openid: z.string().optional() }).optional(),
  amount: z.looseObject({ total: z.number().int(), currency: z.string().default('CNY') }),
})

const states = {
  SUCCESS: 'success',
  REFUND: 'refund',
  NOTPAY: 'notPaid',
  USERPAYING: 'notPaid',
  PAYERROR: 'notPaid',
  CLOSED: 'closed',
  REVOKED: 'closed',
} as const

/** WeChat Pay's words for a refund, in ours. */
export const refundStatuses = {
  PROCESSING: 'processing',
  SUCCESS: 'success',
  CLOSED: 'closed',
  ABNORMAL: 'abnormal',
} as const

export function toTransaction(answer: z.output<typeof transactionShape>): Transaction {
  return dropUndefined({
    mchid: answer.mchid,
    appid: answer.appid,
    outTradeNo: answer.out_trade_no,
    state: states[answer.trade_state],
    transactionId: answer.transaction_id,
    totalFen: answer.amount.total,
    currency: answer.amount.currency,
    openid: answer.payer?.openid,
    paidAt: answer.success_time === undefined ? undefined : new Date(answer.success_time),
  })
}

const refundNoticeShape = z.looseObject({
  mchid: z.string(),
  out_trade_no: z.string(),
  out_refund_no: z.string(),
  refund_id: z.string(),
  refund_status: z.enum(['PROCESSING', 'SUCCESS', 'CLOSED', 'ABNORMAL']),
  success_time: time.optional(),
  amount: z.looseObject({ total: z.number().int(), refund: z.number().int() }),
})

const envelopeShape = z.looseObject({
  id: z.string().min(1).max(64),
  event_type: z.string().max(64),
  resource: z.looseObject({
    algorithm: z.string(),
    ciphertext: z.string(),
    associated_data: z.string().optional(),
    nonce: z.string().min(1),
  }),
})

function parse<S extends z.ZodType>(text: string, schema: S): z.output<S> {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw new PayNoticeError('unreadable')
  }
}

function readRefund(text: string): Extract<PayNotice, { kind: 'refund' }>['refund'] {
  const content = parse(text, refundNoticeShape)
  return dropUndefined({
    outTradeNo: content.out_trade_no,
    outRefundNo: content.out_refund_no,
    refundId: content.refund_id,
    status: refundStatuses[content.refund_status],
    refundFen: content.amount.refund,
    totalFen: content.amount.total,
    successAt: content.success_time === undefined ? undefined : new Date(content.success_time),
  })
}

/** Verifies and opens a notice to a merchant. @throws PayNoticeError; a failed fetch of certificates as it comes */
export async function readPayNotice(input: {
  merchant: Merchant
  keys: PlatformKeys
  headers: NoticeHeaders
  rawBody: string
  now: Date
}): Promise<PayNotice> {
  const { merchant, keys, headers, rawBody, now } = input
  if (isXml(rawBody)) return readXmlNotice(rawBody, merchant.v2Key)
  const signed = readSignature(headers, now)
  const key = await keys.find(signed.serial)
  if (!key) throw new PayNoticeError('unknownKey')
  if (!isSignedBy(key, signed, rawBody)) throw new PayNoticeError('badSignature')
  const { id, event_type: eventType, resource } = parse(rawBody, envelopeShape)
  const content = openResource(resource, merchant.apiV3Keys)
  if (eventType.startsWith('REFUND.')) return { kind: 'refund', id, refund: readRefund(content) }
  if (!eventType.startsWith('TRANSACTION.')) return { kind: 'other', id, eventType }
  const transaction = toTransaction(parse(content, transactionShape))
  return { kind: 'transaction', id, transaction }
}
