import { toShanghaiDay } from '@linli/shared/time'
import type { WorkingHours } from '@linli/shared/elderCare/workingHours'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { recordAudit } from '../../audit/audit.service'
import type { Actor } from '../../users/actor'
import { dayFollower } from './dayChange.hooks'
import { readUnitHelpers } from '../catalogue/offering.ability'
import { Helper } from './provider.model'
import { findKeptUnit, insertHelper, type StoredUnit } from './provider.service'

/**
 * Writes down when somebody works, so that her evening is nobody's overtime; days that are laid out are laid out anew.
 * @param hours `null`: as the rules of the place say.
 * @throws AppError `record.not_found` where she does not work for the unit.
 */
export async function setWorkingHours(
  actor: Actor,
  { id: unitId, userId }: { id: string; userId: string },
  hours: WorkingHours | null,
  deps: Deps,
): Promise<StoredUnit> {
  const unit = await findKeptUnit(actor, unitId)
  const now = deps.clock.now()
  const staff = (await readUnitHelpers([unit._id], now)).get(unitId) ?? []
  assertThat(
    staff.some((helper) => helper.userId === userId),
    'record.not_found',
  )
  await insertHelper({ unitId, userId, certificates: [], absences: [], version: 1 })
  await Helper.updateOne({ unitId, userId }, hours ? { $set: { hours } } : { $unset: { hours: 1 } })
  const subject = { kind: 'unit', id: unitId, district: unit.district }
  await recordAudit(actor, 'careHelper.hours', subject, { userId, from: hours?.from, to: hours?.to }, deps)
  await dayFollower().followPeople(unitId, { from: toShanghaiDay(now) }, deps)
  return unit
}
