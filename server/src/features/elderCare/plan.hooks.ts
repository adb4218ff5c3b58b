import type { PersonState } from '@linli/shared/register/register'
import type { Deps } from '../../deps'
import { registerPersonChange } from '../register/person.hooks'
import { Plan } from './plan.model'
import { tellOfGone } from './personGone.service'
import { listOrdersAhead, stopOrder, sweepPlans } from './plan.sweep'

const reasons: Partial<Record<PersonState, string>> = {
  hospital: '长者住院',
  away: '长者外出',
  moved: '长者搬走',
  deceased: '长者已离开',
}

/** Hospital and a journey pause what is planned, a move or a death ends it; what was ordered is called off. */
async function followPerson(personId: string, state: PersonState, deps: Deps): Promise<void> {
  const reason = reasons[state]
  if (reason !== undefined)
    for (const order of await listOrdersAhead({ personId })) await stopOrder(order, reason, deps)
  await Plan.updateMany({ personId, state: { $ne: 'ended' } }, { $set: { checkAt: deps.clock.now() } })
  await sweepPlans(deps)
  if (state === 'deceased' || state === 'moved') await tellOfGone(personId, state, deps)
}

/** What the register tells plans; called once, where the routes are listed. */
export function registerPlanHooks(): void {
  registerPersonChange('carePlan', followPerson)
}
