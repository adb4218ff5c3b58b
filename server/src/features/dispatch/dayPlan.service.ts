import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { isStaffOf } from '../elderCare/providers/provider.policy'
import type { Actor } from '../users/actor'
import { dayPlanId, readDayPlan, type DayPlanRecord } from './dayPlan.model'
import { readDayProblem, readPlannable } from './dayPlan.problem'
import { claimPlanning, isBeingPlanned, layOutDay } from './dayPlan.work'

/** A plan whose process died is one that failed. */
export async function findDayPlan(
  actor: Actor,
  { unitId, day }: { unitId: string; day: string },
  { clock }: Pick<Deps, 'clock'>,
): Promise<DayPlanRecord | undefined> {
  assertThat(isStaffOf(actor, unitId), 'access.denied')
  const plan = await readDayPlan(dayPlanId(unitId, day))
  if (!plan) return undefined
  const isLost = plan.state === 'planning' && !isBeingPlanned(plan, clock.now())
  return isLost ? { ...plan, state: 'failed' } : plan
}

/**
 * Begins to lay out a day; whoever asks while it is being planned gets that same planning.
 * @returns what is done in the background, for tests and for a clean stop.
 * @throws AppError `access.denied`, `dispatch.nothing_to_plan`.
 */
export async function startDayPlan(
  actor: Actor,
  { unitId, day }: { unitId: string; day: string },
  deps: Deps,
): Promise<{ background: Promise<void> }> {
  assertThat(isStaffOf(actor, unitId), 'access.denied')
  const now = deps.clock.now()
  assertThat((await readPlannable(unitId, day)).length > 0, 'dispatch.nothing_to_plan')
  const claimed = await claimPlanning(unitId, day, now)
  if (!claimed) return { background: Promise.resolve() }
  const readProblem = () => readDayProblem(unitId, day, now)
  return { background: layOutDay(claimed, readProblem, { isAutomatic: false }, deps) }
}
