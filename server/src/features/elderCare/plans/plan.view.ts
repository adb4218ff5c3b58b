import { sayYuan } from '@linli/shared/money'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import type { PlanView } from '@linli/shared/elderCare/plan.contract'
import { describePrice, findOrderBy } from '@linli/shared/elderCare/serviceItem'
import { toMinutes } from '@linli/shared/schedule'
import {
  formatClock,
  formatDate,
  formatDay,
  formatMoment,
  fromShanghaiDay,
  nameWeekdays,
  toShanghaiDay,
} from '@linli/shared/time'
import type { Deps } from '../../../deps'
import { dropUndefined } from '../../../lib/dropUndefined'
import { listPayingUnits } from '../../payments/payee.service'
import { canPayFor } from '../../payments/payment.service'
import type { Actor } from '../../users/actor'
import { Offering } from '../catalogue/offering.model'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import { readCatalogue } from '../catalogue/serviceItem.service'
import { viewClient, type Client } from '../clients/client.access'
import { FollowUp, type FollowUpRecord } from '../followUps/followUp.model'
import { findEnding } from '../orders/order.ending'
import type { OrderRecord } from '../orders/order.model'
import { describePayment, describeReturned, describeSelfPaid } from '../orders/order.moneyWords'
import { isOpenToWechat } from '../orders/order.payBy'
import { describeOrder } from '../orders/order.words'
import { priceOf } from '../providers/provider.view'
import { listDays } from '../providers/slot.service'
import { findHorizon, findOmission, findPlanState } from './plan.days'
import type { PlanRecord } from './plan.model'
import { listPlanOrders } from './plan.service'

const omissions = { skipped: '这一天不要', holiday: '节假日不送', paused: '暂停中', otherDay: '' } as const

/** The day stands above it: of what is as planned only the unit and the time are said, of another unit its price. */
function describeDay({ unitId }: PlanRecord, order: OrderRecord, now: Date): string {
  if (order.isLate || order.helpers.length > 0 || !isOrderAhead(order.state)) return describeOrder(order, now)
  const planned = `${order.unitName}，${formatClock(order.startsAt)}–${formatClock(order.endsAt)}`
  return order.unitId.equals(unitId) ? planned : `${planned}，${describeSelfPaid(order)}`
}

type Call = Pick<FollowUpRecord, 'day' | 'isOpen' | 'doneAt' | 'createdAt'>

/** Nobody comes: called off, also where the money was given back since. */
const isCalledOff = (order: OrderRecord): boolean => findEnding(order) === 'cancelled'

/** Paid already; nothing of what is due, which the button says. */
const describePaid = (order: OrderRecord): string =>
  order.payment.state === 'received' ? `，${describePayment(order)}` : ''

/** Why nobody comes on the day, and what becomes of what was paid for it. */
const describeOmission = (words: string, stopped: readonly OrderRecord[]): string =>
  [words, ...stopped.map(describeReturned)].filter((part) => part !== undefined).join('，')

/** Days that nobody could do, and what the desk was asked about them; those of before first. */
async function readCalls({ personId, _id }: PlanRecord): Promise<Call[]> {
  const fields = { day: 1, isOpen: 1, doneAt: 1, createdAt: 1 }
  const calls = await FollowUp.find({ personId, planId: _id, kind: 'unplaced' }, fields).lean<Call[]>()
  return calls.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
}

const askAgain = '想再安排，请打电话给社区'

/** Whether somebody calls still, or has seen to it. */
function describeProblem(calls: readonly Call[], now: Date): string {
  if (calls.some(({ isOpen }) => isOpen)) return '这一天没有单位能做，社区会打电话'
  const doneAt = calls.at(-1)?.doneAt
  return doneAt
    ? `这一天没有单位能做，社区${formatMoment(doneAt, now)} 已经处理。${askAgain}`
    : `这一天没有约上。${askAgain}`
}

interface Known {
  /** Orders that whoever looks may pay in WeChat now. */
  payable: ReadonlySet<OrderRecord>
  item: ServiceItemRecord | undefined
  orders: readonly OrderRecord[]
  /** Of these days, and called off. */
  stopped: readonly OrderRecord[]
  calls: readonly Call[]
  now: Date
}

function viewDay(
  plan: PlanRecord,
  day: string,
  { item, orders, stopped, calls, payable, now }: Known,
): PlanView['days'][number] {
  const order = orders.find((each) => each.day === day)
  const startsAt = fromShanghaiDay(day, toMinutes(plan.from))
  const mayChange = item !== undefined && now <= findOrderBy(item.lead, startsAt)
  const common = { day, text: formatDay(startsAt, now), mayChange }
  const omission = findOmission(plan, day)
  if (order) {
    const note = `${order.planId?.equals(plan._id) === true ? '' : '另外约好了：'}${describeDay(plan, order, now)}${describePaid(order)}`
    const pay = payable.has(order) ? { payableFen: order.selfPaidFen } : {}
    return { ...common, state: 'ordered', note, orderId: order._id.toString(), ...pay }
  }
  if (omission) {
    const note = describeOmission(
      omissions[omission],
      stopped.filter((each) => each.day === day),
    )
    return { ...common, state: 'skipped', note }
  }
  if (day < plan.nextDay && mayChange)
    return {
      ...{ ...common, state: 'problem' },
      note: describeProblem(
        calls.filter((call) => call.day === day),
        now,
      ),
    }
  return mayChange
    ? { ...common, state: 'planned', note: '到时候自动预约' }
    : { ...common, state: 'closed', note: '已过截止时间，这一天没有预约' }
}

const actionsOf: Record<PlanRecord['state'], PlanView['actions']> = {
  active: ['skip', 'unskip', 'pause', 'change', 'end'],
  paused: ['skip', 'unskip', 'resume', 'end'],
  ended: [],
}

function describeState({ awaySince, pausedUntil }: PlanRecord, state: PlanRecord['state']): string {
  if (awaySince !== undefined && state !== 'ended') return '登记上说人不在家，回来后自动恢复'
  if (state === 'paused')
    return pausedUntil === undefined
      ? '已暂停，点“恢复”再开始'
      : `暂停到 ${formatDate(pausedUntil)}，第二天起照常`
  return state === 'ended' ? '已结束' : '进行中'
}

/** Until the day from which another price counts: from when, and what was agreed for the days before. */
const describeBefore = ({ priceChange }: PlanRecord, today: string): string =>
  priceChange && today < priceChange.from
    ? `。${formatDate(priceChange.from)}起的价钱，以前约好的每次 ${sayYuan(priceChange.beforeFen)}`
    : ''

/** Of one unit they are all payable or none: asked once for each. */
async function findPayableOrders(
  actor: Actor,
  orders: readonly OrderRecord[],
  deps: Deps,
): Promise<Set<OrderRecord>> {
  // What was booked besides is paid on its own page.
  const open = orders.filter((order) => order.source === 'plan' && isOpenToWechat(order))
  const units = await listPayingUnits(
    open.map(({ unitId }) => unitId.toString()),
    deps,
  )
  const able = open.filter(({ unitId }) => units.has(unitId.toString()))
  const [first] = able
  const mayPay = first && (await canPayFor(actor, first.personId.toString(), undefined, deps))
  return new Set(mayPay ? able : [])
}

const elsewhere = { station: '到服务站付', monthly: '月底一起到服务站付', wechat: '到服务站付' } as const

/** What she pays of the next one that is booked, and where. */
function describePaying({ settlement }: PlanRecord, orders: readonly OrderRecord[], isOnline: boolean) {
  const next = orders.find(({ state }) => isOrderAhead(state))
  if (!next) return undefined
  const { selfPaidFen, subsidyFen } = next
  if (selfPaidFen === 0) return '补贴付完，自己不用付钱。'
  const less = subsidyFen > 0 ? `补贴付 ${sayYuan(subsidyFen)}，` : ''
  const how = isOnline
    ? `下面约好的可以一份一份在微信里付，不付的${elsewhere[settlement]}`
    : elsewhere[settlement]
  return `${less}自己付每次 ${sayYuan(selfPaidFen)}：${how}。`
}

/** A plan, and what its next days bring. */
export async function viewPlan(
  plan: PlanRecord,
  client: Client,
  actor: Actor,
  deps: Deps,
): Promise<PlanView> {
  const now = deps.clock.now()
  const today = toShanghaiDay(now)
  const item = (await readCatalogue(client.place)).get(plan.itemCode)
  const offering = await Offering.findOne({ _id: plan.offeringId }, { priceFen: 1, deliveryFen: 1 }).lean()
  const all = await listPlanOrders(plan, today)
  const stopped = all.filter(isCalledOff)
  const orders = all.filter((order) => !isCalledOff(order))
  const payable = await findPayableOrders(actor, orders, deps)
  const known = { item, orders, stopped, calls: await readCalls(plan), payable, now }
  const days = listDays(today, findHorizon(item)).filter((day) => findOmission(plan, day) !== 'otherDay')
  const state = findPlanState(plan, today)
  const { version, unitName, weekdays, skipsHolidays, placedBy, from } = plan
  return {
    ...{
      id: plan._id.toString(),
      version,
      state,
      stateText: describeState(plan, state),
      unitName,
      weekdays,
      skipsHolidays,
    },
    ...{ placedBy, personId: plan.personId.toString(), personName: viewClient(client, deps).name },
    item: { code: plan.itemCode, name: plan.itemName },
    timeText: `${nameWeekdays(weekdays)} ${from}`,
    priceText: item
      ? `每次 ${describePrice(priceOf(item, offering ?? {}))}，补贴另算${describeBefore(plan, today)}`
      : '',
    ...dropUndefined({ payText: describePaying(plan, orders, payable.size > 0) }),
    days: days.map((day) => viewDay(plan, day, known)),
    actions: actionsOf[state],
  }
}
