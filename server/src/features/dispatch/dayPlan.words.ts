import type { DayChange, DayDifference } from './dayPlan.model'
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
  if (task.ableCount === 1 && visit?.after === undefined) return '本单位只有这一位能做'
  const usual = visit?.tasks.find(({ id }) => id === task.taskId)?.usualHelper
  const isAfter = visit?.after !== undefined
  const reasons = [
    isAfter ? '等前一项做完再去' : undefined,
    usual === task.helperId ? '上次也是这一位' : undefined,
    explainNext(task, names),
  ]
  const said = reasons.filter((reason) => reason !== undefined)
  return said.length > 0 ? said.join('；') : `${task.ableCount} 位能做，这样排各人的活最匀`
}

/** Of the whole day. What is about people says nothing of them: that another unit sends them is not this unit's business. */
const generalTexts = {
  people: '人员有变化（请假、下班时间、证书或离开）',
  elsewhere: '有人那天另外接了单',
  rules: '排班的算法或上班时间改了',
} as const satisfies Partial<Record<DayChange['kind'], string>>

const changeTexts: Record<Exclude<DayChange['kind'], keyof typeof generalTexts>, string> = {
  added: '新来的',
  gone: '不用去了',
  returned: '退回来，要另派人',
  given: '另派了人',
  moved: '改了时间',
  family: '原来排的人替长者办事，要另排一位',
}

/** 「新来的：周桂珍 上门助浴」; the same said once. @param nameOf whom and what an order is for. */
export function describeChanges(
  changes: readonly DayChange[],
  nameOf: (orderId: string) => string,
): string[] {
  const texts = changes.map(({ kind, orderId }) =>
    kind === 'people' || kind === 'elsewhere' || kind === 'rules'
      ? generalTexts[kind]
      : `${changeTexts[kind]}：${nameOf(orderId?.toString() ?? '')}`,
  )
  return [...new Set(texts)]
}

/** What became different for an order: who went there before, and who goes when now. */
export interface DifferenceNames {
  nameOf: (orderId: string) => string
  helpersOf: (ids: readonly { toString(): string }[]) => string
  /** Now; empty where nobody goes. */
  nowOf: (orderId: string) => { helpers: string; time: string }
}

/** 「吴根娣 上门助浴：改由李师傅去（原来是王师傅）」. */
export function describeDifference(
  { orderId, kind, helperIds }: DayDifference,
  { nameOf, helpersOf, nowOf }: DifferenceNames,
): string {
  const id = orderId.toString()
  const { helpers, time } = nowOf(id)
  const said: Record<DayDifference['kind'], string> = {
    new: `${helpers}去，${time}`,
    gone: '不用去了',
    left: '排不进，请看原因',
    helpers: `改由${helpers}去（原来是${helpersOf(helperIds)}）`,
    time: `改到${time}`,
  }
  return `${nameOf(id)}：${said[kind]}`
}
