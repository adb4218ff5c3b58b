import { orderRules } from '@linli/shared/elderCare/order.state'
import type { DayDifference, DayPlanRecord, DayPlanTask } from './dayPlan.model'

type Laid = Pick<DayPlanRecord, 'tasks' | 'left'>

const most = 50

function groupByOrder(tasks: readonly DayPlanTask[]): Map<string, DayPlanTask[]> {
  const groups = new Map<string, DayPlanTask[]>()
  for (const task of tasks) {
    const key = task.orderId.toString()
    groups.set(key, [...(groups.get(key) ?? []), task])
  }
  return groups
}

const helpersOf = (tasks: readonly DayPlanTask[]): string =>
  tasks
    .map(({ helperId }) => helperId.toString())
    .sort()
    .join()

const startsOf = (tasks: readonly DayPlanTask[]): string =>
  tasks
    .map(({ startsAt }) => startsAt.getTime())
    .sort((a, b) => a - b)
    .join()

function compare(
  before: readonly DayPlanTask[],
  after: readonly DayPlanTask[],
): DayDifference['kind'] | undefined {
  if (before.length === 0) return 'new'
  if (helpersOf(before) !== helpersOf(after)) return 'helpers'
  return startsOf(before) === startsOf(after) ? undefined : 'time'
}

/** What became different from one plan to the next, visit by visit; pure. */
export function listDifferences(before: Laid, after: Laid): DayDifference[] {
  const [old, next] = [groupByOrder(before.tasks), groupByOrder(after.tasks)]
  const laid = [...next].flatMap(([id, tasks]): DayDifference[] => {
    const known = old.get(id) ?? []
    const kind = compare(known, tasks)
    const [first] = tasks
    if (!kind || !first) return []
    return [{ orderId: first.orderId, kind, helperIds: known.map(({ helperId }) => helperId) }]
  })
  const leftNow = new Set(after.left.map(({ orderId }) => orderId.toString()))
  const leftBefore = new Set(before.left.map(({ orderId }) => orderId.toString()))
  const left = after.left
    .filter(({ orderId }) => !leftBefore.has(orderId.toString()))
    .map(({ orderId }): DayDifference => ({ orderId, kind: 'left', helperIds: [] }))
  const gone = [...old]
    .filter(([id]) => !next.has(id) && !leftNow.has(id))
    .flatMap(([, [task]]): DayDifference[] =>
      task ? [{ orderId: task.orderId, kind: 'gone', helperIds: [] }] : [],
    )
  return [...left, ...laid, ...gone].slice(0, most)
}

const listLate = ({ tasks }: Laid): string[] =>
  tasks
    .filter(({ lateMinutes }) => lateMinutes > orderRules.lateMinutes)
    .map(({ orderId }) => orderId.toString())

/** Orders that nobody can do, or not in time, and that were all right in the plan before: a person must see to them. */
export function listTroubles(before: Laid, after: Laid): { left: string[]; late: string[] } {
  const leftBefore = before.left.map(({ orderId }) => orderId.toString())
  const lateBefore = listLate(before)
  return {
    left: after.left.map(({ orderId }) => orderId.toString()).filter((id) => !leftBefore.includes(id)),
    late: [...new Set(listLate(after))].filter((id) => !lateBefore.includes(id)),
  }
}
