import type { OutputOf } from '@linli/shared/contract'
import {
  billDifferenceTexts,
  type BillDifferenceView,
  type PayBillView,
  type payBillContracts,
} from '@linli/shared/payments/payBill.contract'
import { addDays, daysBetween, toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { TradeBill } from '../../integrations/wechatPay/wechatPay.port'
import type { JobDefinition } from '../../jobs/job'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { toPage } from '../../lib/toPage'
import { insertMissing } from '../messages/insertMissing'
import type { Actor } from '../users/actor'
import { compareBill, sumBooked } from './payBill.compare'
import { PayBill, type PayBillRecord } from './payBill.model'
import { Payee, type PayeeRecord } from './payee.model'
import { readManaged } from './payee.service'
import { endBillTasks, tellOfDifferences, tellOfFailure } from './payBill.tasks'
import { askAbout } from './payment.accept'
import { Payment, type PaymentRecord } from './payment.model'

/** Of a merchant that is new here so many days are looked at. */
const firstDays = 7
/** WeChat Pay keeps bills for three months: so far back goes what was missed during a downtime. */
const keptDays = 88
const halfHour = 30 * 60_000
const maxTries = 60
const nothing = { count: 0, paidFen: 0, refundedFen: 0 }

const unique = (values: readonly (string | null | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value != null)),
]

/** The days since the last one that is known, the oldest first: lists show the newest id on top. */
async function listMissingDays(mchid: string, today: string): Promise<string[]> {
  const [last] = await PayBill.find({ key: { $gte: `${mchid}:`, $lt: `${mchid};` } }, { day: 1 })
    .sort({ key: -1 })
    .limit(1)
    .lean<Pick<PayBillRecord, 'day'>[]>()
  const since = last ? daysBetween(last.day, today) - 1 : firstDays
  const count = Math.max(Math.min(since, keptDays), 0)
  return Array.from({ length: count }, (_, i) => addDays(today, i - count))
}

/** A bill is due for each merchant and each day that has ended; the unique key makes it once. */
async function planBills(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const numbers = deps.ports.wechatPay.listMerchants()
  const payees = [
    ...(await Payee.find({ mchid: { $in: numbers } }).lean<PayeeRecord[]>()),
    ...(await Payee.find({ formerMchids: { $in: numbers } }).lean<PayeeRecord[]>()),
  ]
  const today = toShanghaiDay(now)
  const rows = []
  for (const mchid of numbers) {
    const own = payees.filter((payee) => payee.mchid === mchid || payee.formerMchids?.includes(mchid))
    if (own.length === 0) continue
    for (const day of await listMissingDays(mchid, today))
      rows.push({
        _id: new Types.ObjectId(),
        key: `${mchid}:${day}`,
        ...{ mchid, day },
        districts: unique(own.map(({ district }) => district)),
        streets: unique(own.map(({ street }) => street)),
        payeeNames: unique(own.map(({ unitName }) => unitName)),
        ...{ state: 'due', tries: 0, nextAt: now, ours: nothing, theirs: nothing },
        ...{ differences: [], differenceCount: 0 },
      })
  }
  await insertMissing(PayBill, rows)
}

/** What we booked on the day, and whatever else the bill names. */
async function readBooked(mchid: string, day: string, bill: TradeBill): Promise<PaymentRecord[]> {
  const numbers = [...new Set(bill.rows.map(({ outTradeNo }) => outTradeNo))]
  const found = [
    ...(await Payment.find({ mchid, paidDay: day }).lean<PaymentRecord[]>()),
    ...(await Payment.find({ mchid, 'refunds.day': day }).lean<PaymentRecord[]>()),
    ...(await Payment.find({ outTradeNo: { $in: numbers } }).lean<PaymentRecord[]>()),
  ]
  const own = found.filter((payment) => payment.mchid === mchid)
  return [...new Map(own.map((payment) => [payment.outTradeNo, payment])).values()]
}

const empty: TradeBill = { rows: [], totals: nothing }

/** Money that came and nobody told us of is asked about now and is booked in a moment: looked at once more, then told. */
const isHealing = ({ checkedAt }: PayBillRecord, differences: PayBillRecord['differences']): boolean =>
  checkedAt == null && differences.length > 0 && differences.every(({ kind }) => kind === 'notPaidHere')

async function checkBill(before: PayBillRecord, deps: Deps): Promise<void> {
  const { _id, mchid, day, tries } = before
  const now = deps.clock.now()
  const answer = await deps.ports.wechatPay.downloadTradeBill({ mchid, day })
  if (answer === 'notReady') {
    await comeAgain(before, deps)
    return
  }
  const bill = answer === 'empty' ? empty : answer
  const booked = await readBooked(mchid, day, bill)
  const differences = compareBill(day, bill, booked)
  const state = answer === 'empty' && differences.length === 0 ? 'empty' : 'done'
  const isAgain = isHealing(before, differences)
  // Before it is written that it was looked at, and by keys: killed in between it is looked at again, and nobody is told twice.
  if (differences.length > 0 && !isAgain) await tellOfDifferences({ ...before, differences }, deps)
  for (const { kind, outTradeNo } of differences)
    if (kind === 'notPaidHere' && outTradeNo !== undefined) await askAbout(outTradeNo, deps)
  const nextAt = new Date(now.getTime() + halfHour)
  await PayBill.updateOne(
    { _id, tries },
    {
      $set: {
        ...{ state, checkedAt: now, differences, differenceCount: differences.length },
        ...{ ours: sumBooked(day, booked), theirs: bill.totals },
        ...(isAgain ? { nextAt } : {}),
      },
      ...(isAgain ? {} : { $unset: { nextAt: 1 } }),
      $inc: { tries: 1 },
    },
  )
  await endBillTasks(before, differences.length === 0, deps)
}

/** In half an hour; after more than a day somebody is told, and it is tried daily for as long as WeChat keeps it. */
async function comeAgain(bill: PayBillRecord, deps: Deps): Promise<void> {
  const { _id, tries, day } = bill
  const now = deps.clock.now()
  const isOver = tries + 1 >= maxTries
  const isKept = daysBetween(day, toShanghaiDay(now)) < keptDays
  const nextAt = new Date(now.getTime() + (isOver ? 48 * halfHour : halfHour))
  await PayBill.updateOne(
    { _id, tries },
    {
      $set: { ...(isOver ? { state: 'failed' } : {}), ...(isOver && !isKept ? {} : { nextAt }) },
      $inc: { tries: 1 },
      ...(isOver && !isKept ? { $unset: { nextAt: 1 } } : {}),
    },
  )
  if (isOver) await tellOfFailure(bill, deps)
}

async function checkSafely(bill: PayBillRecord, deps: Deps): Promise<void> {
  try {
    await checkBill(bill, deps)
  } catch (error) {
    const { mchid, day } = bill
    deps.logger.warn({ err: error, mchid, day }, 'the bill could not be checked')
    await comeAgain(bill, deps)
  }
}

/** Downloads and checks the bills that are due; those that are not ready come again in half an hour. */
export async function checkDueBills(deps: Deps): Promise<void> {
  await planBills(deps)
  const due = await PayBill.find({ nextAt: { $lte: deps.clock.now() } })
    .sort({ nextAt: 1 })
    .limit(50)
    .lean<PayBillRecord[]>()
  for (const bill of due) await checkSafely(bill, deps)
}

export const payBillJob: JobDefinition = { name: 'checkPayBills', everySeconds: 600, run: checkDueBills }

function viewBill(bill: PayBillRecord): PayBillView {
  const { mchid, day, payeeNames, state, ours, theirs, differenceCount, checkedAt } = bill
  return {
    id: bill._id.toString(),
    ...{ mchid, day, payeeNames, state, ours, theirs, differenceCount },
    ...(checkedAt ? { checkedAt: checkedAt.toISOString() } : {}),
  }
}

type ListQuery = OutputOf<typeof payBillContracts.listPayBills.query>

export async function listBills(actor: Actor, { cursor, limit, onlyDifferent }: ListQuery) {
  const found = await readManaged(actor, ({ level, codes }) =>
    PayBill.find(
      {
        [`${level}s`]: { $in: codes },
        ...(cursor === undefined ? {} : { _id: { $lt: cursor } }),
        ...(onlyDifferent ? { differenceCount: { $gt: 0 } } : {}),
      },
      { differences: 0 },
    )
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<PayBillRecord[]>()
      .exec(),
  )
  const rows = found.sort((a, b) => b._id.toString().localeCompare(a._id.toString())).slice(0, limit + 1)
  return toPage(rows, limit, ({ _id }) => _id.toString(), viewBill)
}

async function readBill(actor: Actor, id: string): Promise<PayBillRecord> {
  const [bill] = await readManaged(actor, ({ level, codes }) =>
    PayBill.find({ _id: id, [`${level}s`]: { $in: codes } })
      .lean<PayBillRecord[]>()
      .exec(),
  )
  assertThat(bill, 'record.not_found')
  return bill
}

export async function getBill(
  actor: Actor,
  id: string,
): Promise<PayBillView & { differences: BillDifferenceView[] }> {
  const bill = await readBill(actor, id)
  const differences = bill.differences.map(({ kind, outTradeNo, outRefundNo, oursFen, theirsFen }) =>
    dropUndefined({ kind, text: billDifferenceTexts[kind], outTradeNo, outRefundNo, oursFen, theirsFen }),
  )
  return { ...viewBill(bill), differences }
}

/** Downloads and checks it again, now. */
export async function repeatBill(actor: Actor, id: string, deps: Deps): Promise<PayBillView> {
  const bill = await readBill(actor, id)
  await checkSafely(bill, deps)
  return viewBill(await readBill(actor, id))
}
