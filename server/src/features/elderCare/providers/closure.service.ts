import type { OutputOf } from '@linli/shared/contract'
import type { closureContracts } from '@linli/shared/elderCare/closure.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { recordAudit } from '../../audit/audit.service'
import type { Actor } from '../../users/actor'
import { Provider } from './provider.model'
import { createProvider, findKeptUnit, readProvider, type StoredUnit } from './provider.service'
import { findSecondLook, followUnable } from '../orders/unable.service'

const subjectOf = ({ _id, district }: StoredUnit) => ({ kind: 'unit', id: _id.toString(), district })

/** Writes down days on which a unit does nothing. Who was to come then is moved in the same call. */
export async function addClosure(
  actor: Actor,
  unitId: string,
  { from, to, reason }: OutputOf<typeof closureContracts.addClosure.body>,
  deps: Deps,
): Promise<{ unit: StoredUnit; moved: number; calls: number }> {
  const unit = await findKeptUnit(actor, unitId)
  const closure = { id: new Types.ObjectId(), from, to, reason }
  const lookAt = findSecondLook(deps.clock.now())
  const { version } = await readProvider(unit._id)
  if (version === 0) await createProvider(unit._id, { closures: [closure], lookAt })
  else
    await Provider.updateOne(
      { unitId, closures: { $not: { $elemMatch: { from, to } } } },
      { $push: { closures: closure }, $set: { lookAt }, $inc: { version: 1 } },
    )
  await recordAudit(actor, 'careProvider.closed', subjectOf(unit), { from, to }, deps)
  const { moved, calls } = await followUnable(unit._id, deps)
  return { unit, moved, calls }
}

/** What was moved stays moved: those people have been told. */
export async function removeClosure(
  actor: Actor,
  { id: unitId, closureId }: { id: string; closureId: string },
  deps: Deps,
): Promise<StoredUnit> {
  const unit = await findKeptUnit(actor, unitId)
  const { modifiedCount } = await Provider.updateOne(
    { unitId, 'closures.id': new Types.ObjectId(closureId) },
    { $pull: { closures: { id: new Types.ObjectId(closureId) } }, $inc: { version: 1 } },
  )
  assertThat(modifiedCount === 1, 'record.not_found')
  await recordAudit(actor, 'careProvider.reopened', subjectOf(unit), {}, deps)
  return unit
}
