import type { Deps } from '../../deps'
import { Entitlement } from '../../features/programmes/entitlement.model'
import { findEntitlements } from '../../features/programmes/entitlement.job'
import { User } from '../../features/users/user.model'
import { seedProgrammes } from '../elderCare/seedProgrammes'
import { demoDistrict } from './places'
import { demoId } from './random'

/** Programmes of the demo, found by the register; the elder of the demo has hers, the others wait for the official. */
export async function seedDemoProgrammes(deps: Deps): Promise<void> {
  await seedProgrammes(deps, demoDistrict)
  await findEntitlements(deps)
  const elder = await User.findOne({ _id: demoId('user:elder') }, { personId: 1 }).lean()
  if (!elder?.personId) return
  const now = deps.clock.now()
  await Entitlement.updateMany(
    { personId: elder.personId, state: 'found', code: 'mealAid' },
    { $set: { state: 'approved', approvedAt: now, version: 2 } },
  )
}
