import type { DayPlanView } from '@linli/shared/dispatch/dayPlan.contract'
import { errors } from '@linli/shared/errors'
import { formatClock } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { readPersonNames } from '../elderCare/orders/order.view'
import type { DayPlanRecord, DayPlanTask } from './dayPlan.model'
import { readHelperNames } from './dayPlan.names'
import { describeChanges, describeDifference, type DifferenceNames } from './dayPlan.words'

type Shown = Pick<
  OrderRecord,
  '_id' | 'personId' | 'item' | 'communityName' | 'unitName' | 'helpers' | 'state'
>
type Route = DayPlanView['routes'][number]

const shownFields = { personId: 1, item: 1, communityName: 1, unitName: 1, helpers: 1, state: 1 } as const

async function readShown({
  tasks,
  left,
  changes,
  taken,
  differences,
  apply,
}: DayPlanRecord): Promise<Map<string, Shown>> {
  const ids = [...tasks, ...left, ...differences, ...changes, ...taken, ...(apply?.refused ?? [])].flatMap(
    ({ orderId }) => orderId ?? [],
  )
  const rows = await Order.find({ _id: { $in: ids } }, shownFields).lean<Shown[]>()
  return new Map(rows.map((row) => [row._id.toString(), row]))
}

/** A plan as the unit's staff read it: whom, where, when and why. */
export async function viewDayPlan(
  plan: DayPlanRecord,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<DayPlanView> {
  const orders = await readShown(plan)
  const people = await readPersonNames(
    [...orders.values()].map(({ personId }) => personId),
    deps,
  )
  const helpers = await readHelperNames(
    plan.unitId,
    [
      ...plan.tasks.map(({ helperId }) => helperId),
      ...plan.differences.flatMap(({ helperIds }) => helperIds),
    ].map(String),
    deps,
  )
  const nameOf = (order: Shown | undefined) => ({
    itemName: order?.item.name ?? '服务',
    personName: people.get(order?.personId.toString() ?? '') ?? '一位长者',
  })
  const viewVisit = (task: DayPlanTask): Route['visits'][number] => {
    const order = orders.get(task.orderId.toString())
    return {
      orderId: task.orderId.toString(),
      ...nameOf(order),
      placeText: order?.item.place === 'site' ? order.unitName : (order?.communityName ?? ''),
      startsAt: task.startsAt.toISOString(),
      endsAt: task.endsAt.toISOString(),
      travelMinutes: task.travelMinutes,
      lateMinutes: task.lateMinutes,
      why: task.why,
      isSettled: order?.helpers.some(({ userId }) => userId.equals(task.helperId)) === true,
    }
  }
  const isOpen = ({ state, helpers: own }: Shown) => state === 'assigned' && own.length === 0
  const planned = new Set(plan.tasks.map(({ orderId }) => orderId.toString()))
  return {
    day: plan.day,
    version: plan.version,
    state: plan.state,
    percent: plan.percent,
    plannedAt: plan.plannedAt?.toISOString(),
    ...viewChanges(plan, {
      nameOf: (id) => {
        const { personName, itemName } = nameOf(orders.get(id))
        return `${personName} ${itemName}`
      },
      helpersOf: (ids) => ids.map((id) => helpers.get(id.toString()) ?? '同事').join('、'),
    }),
    routes: [...groupByHelper(plan.tasks)].map(([helperId, own]) => ({
      helperId,
      helperName: helpers.get(helperId) ?? '同事',
      travelMinutes: own.reduce((sum, task) => sum + task.travelMinutes, 0),
      visits: own.map(viewVisit),
    })),
    left: plan.left.map(({ orderId, why }) => ({
      orderId: orderId.toString(),
      ...nameOf(orders.get(orderId.toString())),
      why,
    })),
    openOrders: [...orders.values()].filter((each) => planned.has(each._id.toString()) && isOpen(each))
      .length,
    ...viewApplied(plan, (id) => nameOf(orders.get(id))),
  }
}

/** Of this plan, not of one before. */
function viewApplied(
  { apply, applyAt, version }: DayPlanRecord,
  nameOf: (orderId: string) => { itemName: string; personName: string },
): Pick<DayPlanView, 'applied'> {
  if (apply?.version !== version) return {}
  const { done, total, assigned, refused } = apply
  const named = refused.map(({ orderId, why }) => ({
    orderId: orderId.toString(),
    ...nameOf(orderId.toString()),
    why: errors[why].message,
  }))
  return { applied: { isOver: applyAt === undefined, done, total, assigned, refused: named } }
}

/** Whether it is out of date, and how it came to be as it is. */
function viewChanges(
  { changes, replanAt, taken, differences, tasks }: DayPlanRecord,
  { nameOf, helpersOf }: Pick<DifferenceNames, 'nameOf' | 'helpersOf'>,
): Pick<DayPlanView, 'changes' | 'replanAt' | 'taken' | 'differences'> {
  const nowOf = (id: string) => {
    const own = tasks.filter(({ orderId }) => orderId.toString() === id)
    const [first] = own
    return {
      helpers: helpersOf(own.map(({ helperId }) => helperId)),
      time: first ? formatClock(first.startsAt) : '',
    }
  }
  return {
    changes: describeChanges(changes, nameOf),
    ...(changes.length > 0 && replanAt ? { replanAt: replanAt.toISOString() } : {}),
    taken: describeChanges(taken, nameOf),
    differences: differences.map((each) => describeDifference(each, { nameOf, helpersOf, nowOf })),
  }
}

function groupByHelper(tasks: readonly DayPlanTask[]): Map<string, DayPlanTask[]> {
  const byHelper = new Map<string, DayPlanTask[]>()
  for (const task of [...tasks].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())) {
    const helperId = task.helperId.toString()
    byHelper.set(helperId, [...(byHelper.get(helperId) ?? []), task])
  }
  return byHelper
}
