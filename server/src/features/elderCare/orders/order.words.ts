import { isCarried } from '@linli/shared/elderCare/itemKinds'
import type { OrderOutcome, OrderState } from '@linli/shared/elderCare/order.state'
import { findFreeUntil } from '@linli/shared/elderCare/serviceItem'
import { formatClock, formatDay, formatDeadline, formatMoment, toShanghaiDay } from '@linli/shared/time'
import { postKindOf } from '@linli/shared/users/posts'
import { isUnbegun } from './order.clock'
import { findEnding } from './order.ending'
import { isDoorOpen } from './order.fee'
import type { OrderRecord } from './order.model'
import { describeFee, describePayment, describeSelfPaid } from './order.moneyWords'
import type { OrderReader } from './order.reader'

/** 「明天 10:30–12:00」; what is urgent: 「今天 14:30 前到」. */
export function describeOrderTime(
  { startsAt, endsAt, item }: { startsAt: Date; endsAt: Date; item: { lead: { kind: string } } },
  now: Date,
): string {
  if (item.lead.kind === 'instant') return `${formatMoment(endsAt, now)} 前到`
  return `${formatDay(startsAt, now)} ${formatClock(startsAt)}–${formatClock(endsAt)}`
}

const helperNames = ({ helpers }: Pick<OrderRecord, 'helpers'>): string =>
  helpers.map(({ name }) => name).join('、')

function describeAssignedForWork(order: OrderRecord, by: string): string {
  if (order.post === order.desk) return `${order.unitName}来不了，等社区另找一家`
  if (postKindOf(order.post) === 'pool') return '等志愿者接单'
  return order.helpers.length > 0 ? `已派给${helperNames(order)}，等接单${by}` : `等接单${by}`
}

/** Nobody saw her: behind her door, or where she was to come. */
export const sayUnseen = ({ item }: Pick<OrderRecord, 'item'>): string =>
  item.place === 'site' ? '约好的时间没有等到人' : '敲门没人应'

/** What comes before who has it: nobody knows how she is, or what became of it. */
function describeOpenQuestion(order: OrderRecord, reader: OrderReader): string | undefined {
  const isForElder = reader === 'elder'
  if (isDoorOpen(order)) return `${sayUnseen(order)}，社区正在联系${isForElder ? '您' : '长者'}和家人`
  if (!isUnbegun(order)) return undefined
  return isForElder
    ? '日子过了，没有服务的记录，社区会打电话问您'
    : '日子过了没有开始，等社区问清楚、登记结果'
}

function describeAssigned(order: OrderRecord, now: Date, reader: OrderReader): string {
  const by = order.acceptBy && order.acceptBy > now ? `，${formatDeadline(order.acceptBy, now)}答复` : ''
  if (reader !== 'elder') return describeAssignedForWork(order, by)
  if (order.post === order.desk) return '服务单位来不了，社区正在另找一家，会打电话告诉您'
  if (postKindOf(order.post) === 'pool') return '正在请志愿者接单'
  return `已告诉${order.unitName}${by}`
}

function describeAccepted(order: OrderRecord, reader: OrderReader, time: string): string {
  const isForElder = reader === 'elder'
  const who = order.helpers.length > 0 ? helperNames(order) : order.unitName
  if (order.departedAt) return `${who}已经出发`
  if (order.isLate)
    return order.item.place === 'site' ? '人还没有来，社区会打电话问' : `${who}晚了，社区正在催`
  if (order.item.place === 'site')
    return isForElder ? `${order.unitName}等您来${time}` : `等长者到${order.unitName}来${time}`
  if (isForElder && isCarried(order.item)) return `${who}会送来${time}`
  return isForElder ? `${who}会来${time}` : `${who}去${time}`
}

const endings: Record<'elder' | 'worker', Record<OrderOutcome, string>> = {
  elder: { done: '做完了，请看看好不好', partly: '做了一部分，请看记录', notDone: '这次没有做成，不收费' },
  worker: { done: '做完了，等长者确认', partly: '做了一部分，等长者确认', notDone: '这次没有做成，不收费' },
}

function describeDisputed(
  { escalatedTo, unitName, answerBy }: OrderRecord,
  now: Date,
  reader: OrderReader,
): string {
  const by = answerBy && answerBy > now ? `，${formatDeadline(answerBy, now)}答复` : ''
  if (reader !== 'elder')
    return escalatedTo ? `长者说没做好，由上一级来定${by}` : `长者说没做好，请${unitName}补好${by}`
  return escalatedTo
    ? `您说没做好，上一级正在了解，会打电话给您${by}`
    : `您说没做好，${unitName}正在处理${by}`
}

function describeStarted(order: OrderRecord, now: Date, reader: OrderReader): string {
  const who = order.helpers.length > 0 ? helperNames(order) : order.unitName
  const { startedAt, isUnfinished } = order
  // Told a day later: nobody is there any more, and the record of its end is on its way.
  if (startedAt && toShanghaiDay(startedAt) !== toShanghaiDay(now) && toShanghaiDay(startedAt) === order.day)
    return `${who}${formatMoment(startedAt, now)} 开始的，还没有收到做完的记录`
  if (!isUnfinished) return `${who}正在服务`
  return reader === 'elder' ? '比说好的时间长，社区正在打电话问' : `${who}开始了，还没有写结束，请打电话问`
}

function describePlaced({ payBy, placedBy }: OrderRecord, reader: OrderReader): string {
  if (!payBy) return reader === 'elder' ? '已约好，正要告诉服务单位' : '刚约好，还可以撤回，马上派来'
  const until = formatClock(payBy)
  if (reader !== 'elder') return `等付款，${until} 前没付就取消`
  // An old woman is not asked for what her daughter ordered and is paying.
  return `${placedBy === undefined ? '等您付款' : '等付款'}，${until} 前付好就替您留着`
}

function describeOver(order: OrderRecord, reader: OrderReader): string {
  const { payment, record, state } = order
  if (record?.outcome === 'notDone') return '这次没有做成，不收费'
  if (reader === 'helper') return '已完成'
  if (payment.state === 'due' || payment.state === 'waived')
    return `已完成，${describePayment(order, reader)}`
  return state === 'settled' ? '已完成，费用已结清' : '已完成'
}

function describeRefunded(order: OrderRecord): string {
  const ending = findEnding(order)
  if (ending === 'cancelled') return '已取消，已退款'
  if (ending === 'noShow') return '人没有在，已退款'
  return ending === 'notDone' ? '这次没有做成，已退款' : '已退款'
}

/**
 * The state as one sentence for whoever reads it: who, what happens next, by when.
 * @param hasTime false where the agreed time stands beside it already.
 */
export function describeOrder(
  order: OrderRecord,
  now: Date,
  reader: OrderReader = 'elder',
  { hasTime = true } = {},
): string {
  const time = hasTime ? `，${describeOrderTime(order, now)}` : ''
  const sentences: Record<OrderState, () => string> = {
    placed: () => describePlaced(order, reader),
    paid: () => (reader === 'elder' ? '已付款，正要告诉服务单位' : '已付款，马上派来'),
    assigned: () => describeOpenQuestion(order, reader) ?? describeAssigned(order, now, reader),
    accepted: () => describeOpenQuestion(order, reader) ?? describeAccepted(order, reader, time),
    started: () => describeStarted(order, now, reader),
    finished: () => endings[reader === 'elder' ? 'elder' : 'worker'][order.record?.outcome ?? 'done'],
    disputed: () => describeDisputed(order, now, reader),
    confirmed: () => describeOver(order, reader),
    settled: () => describeOver(order, reader),
    cancelled: () => `已取消，${describeFee(order, reader)}`,
    noShow: () => `人没有在，${describeFee(order, reader)}`,
    refunded: () => describeRefunded(order),
  }
  return sentences[order.state]()
}

/** What is different on a day of a plan that another unit does, and until when it can be called off for nothing. */
export function describeInstead(order: OrderRecord, now: Date): string {
  const until = findFreeUntil({ ...order.item, startsAt: order.startsAt })
  const how = until && order.selfPaidFen > 0 ? `，${formatDeadline(until, now)}不收费` : ''
  return `${describeOrderTime(order, now)}，${describeSelfPaid(order)}。这一天不要，请打开取消${how}。`
}
