import type { PlannedTask, PlanVisit } from './plan.problem'

type Names = ReadonlyMap<string, string>

function explainNext({ next }: PlannedTask, names: Names): string | undefined {
  if (!next) return undefined
  const name = names.get(next.helperId) ?? '同事'
  if (next.lateMinutes > 0) return `换成${name}会晚 ${next.lateMinutes} 分钟`
  if (next.travelMinutes > 0) return `换成${name}要多走 ${next.travelMinutes} 分钟`
  return undefined
}

/** Why this helper goes there, in a sentence for the person who gives out the work. */
export function explainChoice(task: PlannedTask, visit: PlanVisit | undefined, names: Names): string {
  if (visit?.promised) return '已经定了，不改动'
  if (task.ableCount === 1) return '本单位只有这一位能做'
  const usual = visit?.tasks.find(({ id }) => id === task.taskId)?.usualHelper
  const reasons = [usual === task.helperId ? '上次也是这一位' : undefined, explainNext(task, names)]
  const said = reasons.filter((reason) => reason !== undefined)
  return said.length > 0 ? said.join('；') : `${task.ableCount} 位能做，这样排各人的活最匀`
}
