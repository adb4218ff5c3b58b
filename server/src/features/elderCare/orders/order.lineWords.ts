import {
  orderOutcomeNames,
  type OrderAction,
  type OrderOutcome,
  type OrderStep,
  unprovedReasons,
  type UnprovedReason,
} from '@linli/shared/elderCare/order.state'
import { formatFen } from '@linli/shared/elderCare/serviceItem'
import { nameMonth } from '@linli/shared/programmes/programme'
import { formatClock, readShanghaiParts, toShanghaiDay } from '@linli/shared/time'
import type { OrderEntry, OrderRecord } from './order.model'
import { mayReadMoney, type OrderReader } from './order.reader'
import { sayUnseen } from './order.words'

const detail = (entry: OrderEntry, key: string): string => {
  const value = entry.details?.[key]
  return typeof value === 'string' ? value : ''
}
const fen = (entry: OrderEntry, key: string): number => {
  const value = entry.details?.[key]
  return typeof value === 'number' ? value : 0
}

/** When it happened: where it was pressed without a network before it was written. */
export const findHappened = ({ at, details }: Pick<OrderEntry, 'at' | 'details'>): Date =>
  typeof details?.at === 'string' ? new Date(details.at) : at

/** Where it was pressed without a network: 「（14:05 的事，有网络后补发）」; on another day than it was told, with that day. */
const describeToldLate = (entry: OrderEntry): string => {
  const at = findHappened(entry)
  if (at === entry.at) return ''
  const { month, day } = readShanghaiParts(at)
  const date = toShanghaiDay(at) === toShanghaiDay(entry.at) ? '' : `${month}月${day}日 `
  return `（${date}${formatClock(at)} 的事，有网络后补发）`
}

const describeCancelFee = (entry: OrderEntry, reader: OrderReader = 'elder'): string => {
  const feeFen = fen(entry, 'feeFen')
  if (feeFen === 0) return ''
  return mayReadMoney(reader) ? `，取消费 ${formatFen(feeFen)}` : '，按约定收取消费'
}

type Say = (entry: OrderEntry, order: Pick<OrderRecord, 'item' | 'unitName'>, reader?: OrderReader) => string

/** Nobody could show digits or card: why, and what comes of it. */
const describeUnproved = ({ details }: OrderEntry): string =>
  details?.startedBy === 'word'
    ? `（没有核对数字：${unprovedReasons[details.unproved as UnprovedReason]}；社区会再问一声）`
    : ''

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
  // Pressed back before anybody was told of it: she was not asked why.
  cancel: (e, _, reader) =>
    e.from === 'placed' && detail(e, 'reason') === 'wrong'
      ? '撤回了，不收钱'
      : `取消了（${detail(e, 'reasonText')}）${describeCancelFee(e, reader)}`,
  // Where she comes to them nobody comes to her.
  accept: (e, { item }) =>
    item.place === 'site' ? `接单了，由${detail(e, 'names')}接待` : `接单了，${detail(e, 'names')}来`,
  claim: (e) => `${detail(e, 'names')}接单了`,
  assign: (e) => `${e.from === 'started' ? '换人接着做：' : '派给'}${detail(e, 'names')}`,
  offer: () => '请志愿者来接',
  return: (e) => `退回：${detail(e, 'reasonText')}`,
  move: (e) => `改由${detail(e, 'unitName')}来做`,
  depart: (e) => `出发了${describeToldLate(e)}`,
  start: (e) =>
    `${e.details?.startedBy === 'code' || e.details?.startedBy === 'card' ? '核对身份，' : ''}开始服务${describeUnproved(e)}${describeToldLate(e)}`,
  finish: (e) =>
    `${orderOutcomeNames[(detail(e, 'outcome') || 'done') as OrderOutcome]}${describeToldLate(e)}`,
  conclude: describeConcluded,
  deliver: (e) => `送到了，已交到手上${describeUnproved(e)}${describeToldLate(e)}`,
  noAnswer: (e, order) => `${sayUnseen(order)}，已请社区联系${describeToldLate(e)}`,
  reportSafe: () => '联系上了，长者平安',
  noShow: (_, { item }) => `确认平安后，登记为没有${item.place === 'site' ? '来' : '在家'}`,
  confirm: (e) => (e.details?.isNotDone === true ? '知道了，没有做成' : '确认做好了'),
  dispute: (e) => (e.details?.isSecond === true ? '说还是没做好，由上一级来定' : '说没做好'),
  redo: () => '说已经补好',
  decide: (e) => (e.details?.isWaived === true ? '决定：这一单不收费' : '决定：按原来的结算'),
  rate: () => '评价了',
  receive: (e) => (detail(e, 'month') === '' ? '收到了费用' : `收到了${nameMonth(detail(e, 'month'))}的费用`),
  payLater: () => '改到站结算，不在微信里付',
  note: () => '记了一笔',
  pay: () => '在微信里付款了',
  expire: () => '没有付款，自动取消',
  release: (_, { unitName }, reader) =>
    `${reader === undefined || reader === 'elder' ? '已告诉' : '派给了'}${unitName}`,
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
