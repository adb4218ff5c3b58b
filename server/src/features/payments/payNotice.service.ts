import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { PayNoticeError } from '../../integrations/wechatPay/wechatPay.error'
import type { NoticeHeaders, PayNotice } from '../../integrations/wechatPay/wechatPay.port'
import type { JobDefinition } from '../../jobs/job'
import { AppError } from '../../lib/appError'
import { createSignal } from '../../lib/signal'
import { insertMissing } from '../messages/insertMissing'
import { acceptRefund, acceptTransaction, askAbout, fitsPayment } from './payment.accept'
import { hurryPayment, noteAnomaly } from './payment.change'
import { Payment, type PaymentRecord } from './payment.model'
import { PayNoticeModel } from './payNotice.model'

/** A notice was stored that is to be handled. */
const noticeStored = createSignal()

/** What the old form wants to read; the new one takes an empty answer. */
const oldAnswer =
  '<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>'

const findPayment = (mchid: string, outTradeNo: string): Promise<PaymentRecord | null> =>
  Payment.findOne({ outTradeNo, mchid }).lean<PaymentRecord | null>()

async function verify(
  mchid: string,
  headers: NoticeHeaders,
  rawBody: string,
  deps: Deps,
): Promise<PayNotice> {
  try {
    return await deps.ports.wechatPay.readNotice(mchid, headers, rawBody)
  } catch (error) {
    if (!(error instanceof PayNoticeError)) throw error
    // Probes are WeChat's own way of seeing whether we look: nothing to be alarmed about.
    if (error.reason !== 'probe') deps.logger.warn({ mchid, reason: error.reason }, error.message)
    throw new AppError('payment.notice_refused')
  }
}

/** Properly signed, but about another sum or person than was asked for: not taken, and WeChat Pay is asked. */
async function refuseMisfit(mchid: string, notice: PayNotice, deps: Deps): Promise<void> {
  if (notice.kind !== 'transaction') return
  const payment = await findPayment(mchid, notice.transaction.outTradeNo)
  if (!payment || fitsPayment(payment, notice.transaction)) return
  const { totalFen, appid } = notice.transaction
  await noteAnomaly(payment, 'wrongContent', { totalFen, appid }, deps)
  await hurryPayment(payment, deps)
  throw new AppError('payment.notice_refused')
}

/**
 * Checks and stores a notice, once however often it comes, and answers; it is handled afterwards.
 * @returns what to answer
 * @throws AppError `payment.notice_refused`, to which WeChat Pay repeats it
 */
export async function receivePayNotice(
  mchid: string,
  headers: NoticeHeaders,
  rawBody: string,
  deps: Deps,
): Promise<string> {
  const notice = await verify(mchid, headers, rawBody, deps)
  await refuseMisfit(mchid, notice, deps)
  const now = deps.clock.now()
  await insertMissing(PayNoticeModel, [
    {
      _id: new Types.ObjectId(),
      key: `${mchid}:${notice.id}`,
      mchid,
      notice,
      isOpen: true,
      attempts: 0,
      nextAttemptAt: now,
      receivedAt: now,
    },
  ])
  noticeStored.send()
  return notice.id.startsWith('v2-') ? oldAnswer : ''
}

/** How often the record is read again because somebody was quicker. */
const maxRounds = 5

async function handleNotice(mchid: string, notice: PayNotice, deps: Deps): Promise<void> {
  if (notice.kind === 'other') return
  if (notice.kind === 'hint') {
    if (notice.outTradeNo !== undefined) await askAbout(notice.outTradeNo, deps)
    return
  }
  const number = notice.kind === 'refund' ? notice.refund.outTradeNo : notice.transaction.outTradeNo
  let seen: number | undefined
  for (let round = 0; round < maxRounds; round += 1) {
    const payment = await findPayment(mchid, number)
    if (!payment) {
      deps.logger.warn({ mchid, outTradeNo: number }, 'a notice about a payment that is not ours')
      return
    }
    if (payment.version === seen) return
    seen = payment.version
    // Undefined also when somebody moved it in between: then it is looked at once more.
    const moved =
      notice.kind === 'refund'
        ? await acceptRefund(payment, notice.refund, deps)
        : await acceptTransaction(payment, notice.transaction, deps)
    if (moved) return
  }
}

const batchSize = 50
const leaseMilliseconds = 60_000
const maxAttempts = 10

interface Row {
  _id: Types.ObjectId
  mchid: string
  notice: unknown
  attempts: number
  nextAttemptAt: Date
}

async function handleRow({ _id, mchid, notice, attempts }: Row, deps: Deps): Promise<void> {
  try {
    await handleNotice(mchid, notice as PayNotice, deps)
  } catch (error) {
    deps.logger.error({ err: error, attempts: attempts + 1 }, 'a payment notice could not be handled')
    if (attempts + 1 < maxAttempts) return // due again when the lease ends
  }
  await PayNoticeModel.updateOne({ _id }, { $unset: { isOpen: 1 } })
}

/** Handles what came, until nothing is due; one server at a time has each. */
export async function handlePayNotices(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const rows = await PayNoticeModel.find({ isOpen: true, nextAttemptAt: { $lte: now } })
    .sort({ nextAttemptAt: 1 })
    .limit(batchSize)
    .lean<Row[]>()
  for (const row of rows) {
    const until = new Date(now.getTime() + leaseMilliseconds)
    const claim = await PayNoticeModel.updateOne(
      { _id: row._id, isOpen: true, nextAttemptAt: row.nextAttemptAt },
      { $set: { nextAttemptAt: until }, $inc: { attempts: 1 } },
    )
    if (claim.modifiedCount === 1) await handleRow(row, deps)
  }
  if (rows.length === batchSize) await handlePayNotices(deps)
}

export const payNoticeJob: JobDefinition = {
  name: 'handlePayNotices',
  everySeconds: 3,
  wakeOn: noticeStored.listen,
  run: handlePayNotices,
}
