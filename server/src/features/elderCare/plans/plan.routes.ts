import { planContracts, type PlanView } from '@linli/shared/elderCare/plan.contract'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import { describePrice, findOrderBy } from '@linli/shared/elderCare/serviceItem'
import { toMinutes } from '@linli/shared/schedule'
import {
  formatClock,
  formatDate,
  formatDay,
  fromShanghaiDay,
  nameWeekdays,
  toShanghaiDay,
} from '@linli/shared/time'
import type { Deps } from '../../../deps'
import { route, type Route } from '../../../http/route'
import { viewClient, type Client } from '../clients/client.access'
import { Offering } from '../catalogue/offering.model'
import type { OrderRecord } from '../orders/order.model'
import { describeOrder } from '../orders/order.words'
import { findOmission, findPlanState, planHorizon } from './plan.days'
import type { PlanRecord } from './plan.model'
import { actOnPlan, createPlan, findPlan, listPlanOrders, listPlans } from './plan.service'
import { priceOf } from '../providers/provider.view'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import { readCatalogue } from '../catalogue/serviceItem.service'
import { listDays } from '../providers/slot.service'

const omissions = { skipped: '这一天不要', holiday: '节假日不送', paused: '暂停中', otherDay: '' } as const

/** The day stands above it, so that only the unit and the time are said of what is as planned. */
function describeDay(order: OrderRecord, now: Date): string {
  if (order.isLate || order.helpers.length > 0 || !isOrderAhead(order.state)) return describeOrder(order, now)
  return `${order.unitName}，${formatClock(order.startsAt)}–${formatClock(order.endsAt)}`
}

function viewDay(
  plan: PlanRecord,
  item: ServiceItemRecord | undefined,
  day: string,
  order: OrderRecord | undefined,
  now: Date,
): PlanView['days'][number] {
  const startsAt = fromShanghaiDay(day, toMinutes(plan.from))
  const mayChange = item !== undefined && now <= findOrderBy(item.lead, startsAt)
  const common = { day, text: formatDay(startsAt, now), mayChange }
  const omission = findOmission(plan, day)
  if (order) {
    const note = `${order.planId?.equals(plan._id) === true ? '' : '另外约好了：'}${describeDay(order, now)}`
    return { ...common, state: 'ordered', note, orderId: order._id.toString() }
  }
  if (omission) return { ...common, state: 'skipped', note: omissions[omission] }
  if (day < plan.nextDay && mayChange)
    return { ...common, state: 'problem', note: '这一天没有单位能做，社区会打电话' }
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

async function viewPlan(plan: PlanRecord, client: Client, deps: Deps): Promise<PlanView> {
  const now = deps.clock.now()
  const today = toShanghaiDay(now)
  const item = (await readCatalogue(client.place)).get(plan.itemCode)
  const offering = await Offering.findOne({ _id: plan.offeringId }, { priceFen: 1, deliveryFen: 1 }).lean()
  const orders = (await listPlanOrders(plan, today)).filter(({ state }) => state !== 'cancelled')
  const days = listDays(today, planHorizon).filter((day) => findOmission(plan, day) !== 'otherDay')
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
    priceText: item ? `每次 ${describePrice(priceOf(item, offering ?? {}))}，补贴另算` : '',
    days: days.map((day) =>
      viewDay(
        plan,
        item,
        day,
        orders.find((order) => order.day === day),
        now,
      ),
    ),
    actions: actionsOf[state],
  }
}

export const planRoutes: Route[] = [
  route(planContracts.createPlan, async ({ actor, body, requestKey, deps }) => {
    const { plan, client } = await createPlan(actor, body, requestKey, deps)
    return viewPlan(plan, client, deps)
  }),
  route(planContracts.listPlans, async ({ actor, query, deps }) => {
    const { plans, client } = await listPlans(actor, query.person, deps)
    return { items: await Promise.all(plans.map((plan) => viewPlan(plan, client, deps))) }
  }),
  route(planContracts.getPlan, async ({ actor, params, deps }) => {
    const { plan, client } = await findPlan(actor, params.id, deps)
    return viewPlan(plan, client, deps)
  }),
  route(planContracts.actOnPlan, async ({ actor, params, body, requestKey, deps }) => {
    const { plan, client } = await actOnPlan(actor, params.id, body, requestKey, deps)
    return viewPlan(plan, client, deps)
  }),
]
