import { isGone } from '@linli/shared/register/register'
import { registerOutboxSource } from '../messages/outbox'
import { registerPersonChange } from '../register/person.hooks'
import { registerOrderSubsidy } from '../elderCare/order.subsidy'
import {
  moveSubsidy,
  prepareSubsidy,
  releaseSubsidy,
  reserveSubsidy,
  reverseSubsidy,
  settleSubsidy,
} from './card.service'
import { Entitlement, type EntitlementRecord } from './entitlement.model'
import { expandEntitlement } from './entitlement.service'

/** Called once, where the routes are listed. */
export function registerProgrammeHooks(): void {
  registerOrderSubsidy({
    prepare: prepareSubsidy,
    reserve: reserveSubsidy,
    move: moveSubsidy,
    release: releaseSubsidy,
    settle: settleSubsidy,
    reverse: reverseSubsidy,
  })
  registerOutboxSource<EntitlementRecord>({
    name: 'entitlement',
    model: Entitlement,
    expand: expandEntitlement,
  })
  registerPersonChange('programmes', async (personId, state) => {
    if (!isGone(state)) return
    // Nobody is told: there is nobody to tell, and the street sees it in the list.
    await Entitlement.updateMany(
      { personId, state: 'approved' },
      { $set: { state: 'ended' }, $inc: { version: 1 } },
    )
    await Entitlement.deleteMany({ personId, state: 'found' })
  })
}
