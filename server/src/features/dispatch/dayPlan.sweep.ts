import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { resumeApply } from './dayPlan.apply'
import { DayPlan, emptyChanges, type DayPlanRecord } from './dayPlan.model'
import { readDayProblem } from './dayPlan.problem'
import { claimPlanning, isBeingPlanned, layOutDay } from './dayPlan.work'
import { resumeRules } from './dispatchRules.service'

const batchSize = 20

/** A day that is over, or being laid out by somebody: nothing to do now. */
async function isPointless({ _id, day, ...plan }: DayPlanRecord, now: Date): Promise<boolean> {
  if (day >= toShanghaiDay(now)) return isBeingPlanned({ _id, day, ...plan }, now)
  await DayPlan.updateOne({ _id }, { $unset: { replanAt: 1 } })
  return true
}

/**
 * Lays out anew each day that is out of date, one after the other, in the worker of the planner. Of several servers one
 * does each; one that died is made good when its time is up.
 */
export async function replanDays(deps: Deps, signal?: AbortSignal): Promise<void> {
  const now = deps.clock.now()
  const due = await DayPlan.find({ replanAt: { $lte: now } })
    .sort({ replanAt: 1 })
    .limit(batchSize)
    .lean<DayPlanRecord[]>()
  for (const row of due) {
    if (signal?.aborted) return
    const plan = { ...emptyChanges, ...row }
    if (await isPointless(plan, now)) continue
    const unitId = plan.unitId.toString()
    const claimed = await claimPlanning(unitId, plan.day, now)
    const readProblem = () => readDayProblem(unitId, plan.day, now)
    if (claimed) await layOutDay(claimed, readProblem, { isAutomatic: true }, deps)
  }
}

export const replanJob: JobDefinition = {
  name: 'replanDays',
  everySeconds: 1,
  run: async (deps, signal) => {
    await resumeRules(deps)
    await resumeApply(deps)
    await replanDays(deps, signal)
  },
}
