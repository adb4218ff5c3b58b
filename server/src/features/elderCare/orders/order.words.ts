import {
  orderOutcomeNames,
  settlementNames,
  type OrderAction,
  type OrderOutcome,
  type OrderState,
  type OrderStep,
} from '@linli/shared/elderCare/order.state'
import { describeCancelRule, findFreeUntil, formatFen } from '@linli/shared/elderCare/serviceItem'
import { nameMonth } from '@linli/shared/programmes/programme'
import { formatClock, formatDay, formatDeadline, formatMoment } from '@linli/shared/time'
import { postKindOf } from '@linli/shared/users/posts'
import { isUnbegun } from './order.clock'
import { findCancelFee, findFreeReason, isDoorOpen, type FreeReason } from './order.fee'
import type { OrderEntry, OrderRecord } from './order.model'

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

/** Who reads: the elder and hers, or those who do it and see to it. The same fact is not the same sentence. */
export type OrderReader = 'elder' | 'worker'

function describeAssignedForWork(order: OrderRecord, by: string): string {
  if (order.post === order.desk) return `${order.unitName}来不了，等社区另找一家`
  if (postKindOf(order.post) === 'pool') return '等志愿者接单'
  return order.helpers.length > 0 ? `已派给${helperNames(order)}，等接单${by}` : `等接单${by}`
}

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
  if (reader === 'worker') return describeAssignedForWork(order, by)
  if (order.post === order.desk) return '服务单位来不了，社区正在另找一家，会打电话告诉您'
  if (postKindOf(order.post) === 'pool') return '正在请志愿者接单'
  return `已告诉${order.unitName}${by}`
}

/** Nobody saw her: behind her door, or where she was to come. */
const sayUnseen = ({ item }: Pick<OrderRecord, 'item'>): string =>
  item.place === 'site' ? '约好的时间没有等到人' : '敲门没人应'

function describeAccepted(order: OrderRecord, reader: OrderReader, time: string): string {
  const isForElder = reader === 'elder'
  const who = order.helpers.length > 0 ? helperNames(order) : order.unitName
  if (order.departedAt) return `${who}已经出发`
  if (order.isLate)
    return order.item.place === 'site' ? '人还没有来，社区会打电话问' : `${who}晚了，社区正在催`
  if (order.item.place === 'site')
    return isForElder ? `${order.unitName}等您来${time}` : `等长者到${order.unitName}来${time}`
  return isForElder ? `${who}会来${time}` : `${who}去${time}`
}

const endings: Record<OrderReader, Record<OrderOutcome, string>> = {
  elder: { done: '做完了，请看看好不好', partly: '做了一部分，请看记录', notDone: '这次没有做成，不收费' },
  worker: { done: '做完了，等长者确认', partly: '做了一部分，等长者确认', notDone: '这次没有做成，不收费' },
}

function describeDisputed(
  { escalatedTo, unitName, answerBy }: OrderRecord,
  now: Date,
  reader: OrderReader,
): string {
  const by = answerBy && answerBy > now ? `，${formatDeadline(answerBy, now)}答复` : ''
  if (reader === 'worker')
    return escalatedTo ? `长者说没做好，由上一级来定${by}` : `长者说没做好，请${unitName}补好${by}`
  return escalatedTo
    ? `您说没做好，上一级正在了解，会打电话给您${by}`
    : `您说没做好，${unitName}正在处理${by}`
}

function describeStarted(order: OrderRecord, reader: OrderReader): string {
  const who = order.helpers.length > 0 ? helperNames(order) : order.unitName
  if (!order.isUnfinished) return `${who}正在服务`
  return reader === 'elder' ? '比说好的时间长，社区正在打电话问' : `${who}开始了，还没有写结束，请打电话问`
}

function describePlaced({ payBy }: OrderRecord, reader: OrderReader): string {
  if (!payBy) return reader === 'elder' ? '已约好，正要告诉服务单位' : '刚约好，还可以撤回，马上派来'
  const until = formatClock(payBy)
  return reader === 'elder' ? `等您付款，${until} 前付好就替您留着` : `等付款，${until} 前没付就取消`
}

/** The fee of an order that came to nothing: asked for, paid since, or kept of what was paid before. */
function describeFee({ feeFen, selfPaidFen, payment }: OrderRecord): string {
  if (feeFen === 0) return '不收费'
  const sum = formatFen(feeFen)
  if (payment.paymentId !== undefined)
    return feeFen < selfPaidFen ? `付过的钱里留 ${sum}，其余原路退回` : `付过的 ${sum}不退`
  return payment.state === 'received' ? `${sum}已收到` : `要付 ${sum}`
}

function describeOver(order: OrderRecord, reader: OrderReader): string {
  const { payment, record, state } = order
  if (record?.outcome === 'notDone') return '这次没有做成，不收费'
  if (payment.state === 'due' || payment.state === 'waived')
    return `已完成，${describePayment(order, reader)}`
  return state === 'settled' ? '已完成，费用已结清' : '已完成'
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
    started: () => describeStarted(order, reader),
    finished: () => endings[reader][order.record?.outcome ?? 'done'],
    disputed: () => describeDisputed(order, now, reader),
    confirmed: () => describeOver(order, reader),
    settled: () => describeOver(order, reader),
    cancelled: () => `已取消，${describeFee(order)}`,
    noShow: () => `人没有在，${describeFee(order)}`,
    refunded: () => '已退款',
  }
  return sentences[order.state]()
}

/** What is to be paid now: the fee of an order that was called off, else the self-paid part. */
export const findPayable = ({
  state,
  feeFen,
  selfPaidFen,
  payment,
}: Pick<OrderRecord, 'state' | 'feeFen' | 'selfPaidFen' | 'payment'>): number => {
  if (payment.state === 'waived' || payment.state === 'none') return 0
  return state === 'cancelled' || state === 'noShow' ? feeFen : selfPaidFen
}

/** Whoever paid before it was known that nothing is owed has it back: from WeChat by itself, cash at the station. */
function describeWaived({ payment, selfPaidFen }: OrderRecord, reader: OrderReader): string {
  const isElder = reader === 'elder'
  const said = isElder ? '这一单不收您的钱' : '这一单不收费'
  if (!payment.receivedAt) return said
  const sum = formatFen(selfPaidFen)
  if (payment.paymentId !== undefined) return `${said}，${sum}原路退回微信`
  return isElder ? `${said}，付过的 ${sum}请到服务站拿回` : `${said}，收了的 ${sum}要退给长者`
}

export function describePayment(order: OrderRecord, reader: OrderReader = 'elder'): string {
  const { payment } = order
  if (order.state === 'refunded') return `${formatFen(order.selfPaidFen)}，已退回微信`
  if (payment.state === 'none') return '不用付钱'
  if (payment.state === 'waived') return describeWaived(order, reader)
  const sum = formatFen(findPayable(order))
  if (payment.state === 'received')
    return `${sum}，${payment.paymentId === undefined ? '已收到' : '已在微信里付'}`
  if (order.payBy && order.state === 'placed')
    return reader === 'elder' ? `${sum}，等您在微信里付` : `${sum}，等长者在微信里付`
  return `${sum}，${settlementNames[payment.method]}`
}

/** What she pays herself: 「自己付 30 元」. */
export const describeSelfPaid = ({ selfPaidFen }: Pick<OrderRecord, 'selfPaidFen'>): string =>
  selfPaidFen === 0 ? '不用付钱' : `自己付 ${formatFen(selfPaidFen)}`

/** What is different on a day of a plan that another unit does, and until when it can be called off for nothing. */
export function describeInstead(order: OrderRecord, now: Date): string {
  const until = findFreeUntil({ ...order.item, startsAt: order.startsAt })
  const how = until && order.selfPaidFen > 0 ? `，${formatDeadline(until, now)}不收费` : ''
  return `${describeOrderTime(order, now)}，${describeSelfPaid(order)}。这一天不要，请打开取消${how}。`
}

const whyFree: Record<FreeReason, string> = {
  door: '还没有联系上',
  unit: '服务单位没有按约好的来',
  change: '换过服务单位',
}

/** What cancelling costs now and until when it is free; where that is not for the elder to watch, why it is free. */
export function describeCancel(order: OrderRecord, now: Date): { feeFen: number; text: string } {
  const feeFen = findCancelFee(order, 'changed', now)
  const isPaid = order.payment.paymentId !== undefined
  const cost = feeFen === 0 && isPaid ? '不收费，付过的钱原路退回' : describeFee({ ...order, feeFen })
  const why = findFreeReason(order)
  const rule = order.selfPaidFen === 0 ? '这一单不用付钱，随时可以取消' : describeCancelRule(order.item)
  const text = why ? `${whyFree[why]}，现在取消${cost}` : `现在取消${cost}。${rule}`
  return { feeFen, text: `${text}。` }
}

const detail = (entry: OrderEntry, key: string): string => {
  const value = entry.details?.[key]
  return typeof value === 'string' ? value : ''
}
const fen = (entry: OrderEntry, key: string): number => {
  const value = entry.details?.[key]
  return typeof value === 'number' ? value : 0
}

/** Where it was pressed without a network: 「（14:05 的事，有网络后补发）」. */
const describeToldLate = (entry: OrderEntry): string => {
  const at = detail(entry, 'at')
  return at === '' ? '' : `（${formatClock(new Date(at))} 的事，有网络后补发）`
}

type Say = (entry: OrderEntry, order: Pick<OrderRecord, 'item' | 'unitName'>, reader?: OrderReader) => string

/** Of what was begun the helper's record is missing; of what was not the desk has asked. */
const describeConcluded: Say = (entry) => {
  const outcome = (detail(entry, 'outcome') || 'done') as OrderOutcome
  if (entry.from === 'started') return `没有服务人员的记录，登记为${orderOutcomeNames[outcome]}，会打电话问`
  return outcome === 'notDone'
    ? '社区问过了：没有来做，不收费'
    : `社区问过了，登记为${orderOutcomeNames[outcome]}，会再打电话问`
}

const titles: Record<OrderAction | OrderStep | 'create', Say> = {
  create: (e, { item, unitName }) =>
    detail(e, 'before') === ''
      ? `约了${item.name}`
      : `长期预约的${item.name}，${detail(e, 'before')}这一天做不了，改由${unitName}来做`,
  cancel: (e) =>
    `取消了（${detail(e, 'reasonText')}）${fen(e, 'feeFen') > 0 ? `，取消费 ${formatFen(fen(e, 'feeFen'))}` : ''}`,
  accept: (e) => `接单了，${detail(e, 'names')}来`,
  claim: (e) => `${detail(e, 'names')}接单了`,
  assign: (e) => `${e.from === 'started' ? '换人接着做：' : '派给'}${detail(e, 'names')}`,
  offer: () => '请志愿者来接',
  return: (e) => `退回：${detail(e, 'reasonText')}`,
  move: (e) => `改由${detail(e, 'unitName')}来做`,
  depart: (e) => `出发了${describeToldLate(e)}`,
  start: (e) =>
    `${e.details?.startedBy === 'none' ? '开始服务' : '核对身份，开始服务'}${describeToldLate(e)}`,
  finish: (e) =>
    `${orderOutcomeNames[(detail(e, 'outcome') || 'done') as OrderOutcome]}${describeToldLate(e)}`,
  conclude: describeConcluded,
  deliver: (e) => `送到了，已交到手上${describeToldLate(e)}`,
  noAnswer: (e, order) => `${sayUnseen(order)}，已请社区联系${describeToldLate(e)}`,
  reportSafe: () => '联系上了，长者平安',
  noShow: (_, { item }) => `确认平安后，登记为没有${item.place === 'site' ? '来' : '在家'}`,
  confirm: () => '确认做好了',
  dispute: (e) => (e.details?.isSecond === true ? '说还是没做好，由上一级来定' : '说没做好'),
  redo: () => '说已经补好',
  decide: (e) => (e.details?.isWaived === true ? '决定：这一单不收费' : '决定：按原来的结算'),
  rate: () => '评价了',
  receive: (e) => (detail(e, 'month') === '' ? '收到了费用' : `收到了${nameMonth(detail(e, 'month'))}的费用`),
  payLater: () => '改到站结算，不在微信里付',
  note: () => '记了一笔',
  pay: () => '在微信里付款了',
  expire: () => '没有付款，自动取消',
  release: (_, { unitName }, reader) => `${reader === 'worker' ? '派给了' : '已告诉'}${unitName}`,
  acceptAtOnce: (_, { unitName }) => `${unitName}已安排`,
  unaccepted: () => '还没有人接单，已告诉社区',
  late: (_, { item }) =>
    item.place === 'site' ? '到时间了人还没来，已请社区打电话' : '比说好的时间晚了，已请社区催',
  confirmInSilence: (e) => {
    if (e.details?.isNotDone === true) return '没有做成，不收费，这一单结了'
    return e.details?.isCalled === true ? '打电话也没有问到，按做好了算' : '三天没有收到意见，按做好了算'
  },
  unfinished: ({ from }) =>
    `${from === 'started' ? '开始了一直没有结束' : '日子过了没有开始'}，已请社区打电话问`,
  callDue: () => '等社区打电话回访',
  escalate: () => '一直没有答复，交给上一级来定',
  settle: () => '费用结清',
  refund: () => '已原路退款',
  relocate: (e) => `${detail(e, 'before')}做不了（${detail(e, 'reason')}），改由${detail(e, 'unitName')}来做`,
  safe: () => '有人见到长者了，平安',
  stop: (e) => `停下了：${detail(e, 'reason')}`,
}

/** What the elder hears of an order that was given back: why is between the unit and the desk. */
export const describeReturn = (entry: Pick<OrderEntry, 'details'> | undefined): string =>
  entry?.details?.isToDesk === true ? '正在换一家来做' : '正在换一位来做'

/** One line of the timeline, without jargon. */
export const describeOrderAction: Say = (entry, order, reader = 'elder') =>
  titles[entry.action](entry, order, reader)
