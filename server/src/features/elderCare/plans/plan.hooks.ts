import { isGone, type PersonState } from '@linli/shared/register/register'
import type { Deps } from '../../../deps'
import { registerPersonChange, registerPersonMerge } from '../../register/person.hooks'
import { stopOrdersOf } from '../orders/order.stop'
import { mergePlans } from './plan.merge'
import { Plan, PlanSeat, type PlanRecord } from './plan.model'
import { tellOfGone } from '../personGone.service'
import { layOutPlan } from './plan.sweep'

/** Hospital and a journey pause what is planned, a move or a death ends it; what was ordered is called off. */
async function followPerson(personId: string, state: PersonState, deps: Deps): Promise<void> {
  await stopOrdersOf(personId, state, deps)
  const plans = await Plan.find({ personId, state: { $in: ['active', 'paused'] } }).lean<PlanRecord[]>()
  for (const plan of plans) await layOutPlan(plan, deps)
  if (isGone(state)) await tellOfGone(personId, state, deps)
}

/** What the register tells plans; called once, where the routes are listed. */
export function registerPlanHooks(): void {
  registerPersonChange('carePlan', followPerson)
  registerPersonMerge('carePlan', [Plan, PlanSeat], mergePlans)
}
