import { explainChoice } from './dayPlan.words'
import type { PlannedTask, PlanVisit } from './plan.problem'

const names = new Map([['b', '李师傅']])
const task: PlannedTask = {
  ...{ visitId: 'v', taskId: 'v/0', helperId: 'a', start: 600, end: 640 },
  ...{ travelMinutes: 4, lateMinutes: 0, ableCount: 3 },
}
const visit = (part: Partial<PlanVisit> = {}, usualHelper?: string): PlanVisit => ({
  ...{ id: 'v', place: 1, earliest: 600, latest: 610, ...part },
  tasks: [{ id: 'v/0', skill: 'staff', minutes: 40, ...(usualHelper ? { usualHelper } : {}) }],
})
const next = (travelMinutes: number, lateMinutes = 0) => ({
  next: { helperId: 'b', travelMinutes, lateMinutes },
})

it.each<[string, Partial<PlannedTask>, PlanVisit]>([
  ['已经定了，不改动', next(9), visit({ promised: { helpers: ['a'] } }, 'a')],
  ['本单位只有这一位能做', { ableCount: 1 }, visit()],
  ['上次也是这一位', {}, visit({}, 'a')],
  ['换成李师傅要多走 9 分钟', next(9), visit({}, 'b')],
  ['上次也是这一位；换成李师傅要多走 9 分钟', next(9), visit({}, 'a')],
  ['换成李师傅会晚 20 分钟', next(-3, 20), visit()],
  ['等前一项做完再去；换成李师傅要多走 9 分钟', next(9), visit({ after: 'bath' })],
  ['等前一项做完再去', { ableCount: 1 }, visit({ after: 'bath' })],
  ['3 位能做，这样排各人的活最匀', next(0), visit()],
])('a choice is explained: %s', (words, part, about) => {
  expect(explainChoice({ ...task, ...part }, about, names)).toBe(words)
})
