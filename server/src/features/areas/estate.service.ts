import type {
  createEstate as CreateEstate,
  updateEstate as UpdateEstate,
} from '@linli/shared/areas/area.contract'
import { placeOf, type UnitKind } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { isDuplicate } from '../../lib/isDuplicate'
import { toUpdate } from '../../lib/toUpdate'
import { touchRouting } from '../routing/routing.stamp'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { canManagePlace } from './area.policy'
import { takeLocalCodes } from './areaCodes.service'
import { Estate, type EstateFields } from './estate.model'
import { Unit } from './unit.model'

/** A community has a few dozen estates at most. */
const maxEstates = 500

type UnitIds = Pick<OutputOf<typeof UpdateEstate.body>, 'propertyUnitId' | 'ownersCommitteeUnitId'>

async function findEstate(code: string): Promise<EstateFields> {
  const estate = await Estate.findOne({ code }).lean<EstateFields>()
  assertThat(estate, 'record.not_found')
  return estate
}

export async function listEstates(community: string): Promise<EstateFields[]> {
  return Estate.find({ community }).sort({ code: 1 }).limit(maxEstates).lean<EstateFields[]>()
}

async function assertUnitIs(
  unitId: string | null | undefined,
  kind: UnitKind,
  district: string,
): Promise<void> {
  if (unitId == null) return
  const unit = await Unit.findOne({ _id: unitId, kind, district }, { _id: 1 }).lean()
  assertThat(unit, 'unit.wrong_kind')
}

async function assertUnits(
  { propertyUnitId, ownersCommitteeUnitId }: UnitIds,
  district: string,
): Promise<void> {
  await assertUnitIs(propertyUnitId, 'property', district)
  await assertUnitIs(ownersCommitteeUnitId, 'ownersCommittee', district)
}

export async function createEstate(
  actor: Actor,
  { community, ...input }: OutputOf<typeof CreateEstate.body>,
  newId: string,
  deps: Pick<Deps, 'clock'>,
): Promise<EstateFields> {
  const place = placeOf(community)
  assertThat(place.community === community && canManagePlace(actor, community, place), 'access.denied')
  await assertUnits(input, place.district)
  try {
    await createOnce(Estate, newId, async () => {
      const [code = ''] = await takeLocalCodes(community, 'estate', 1)
      return { code, ...place, estate: code, ...toUpdate(input).$set }
    })
  } catch (error) {
    throw isDuplicate(error) ? new AppError('area.name_taken') : error
  }
  const estate = await Estate.findOne({ _id: newId }).lean<EstateFields>()
  assertThat(estate, 'record.not_found')
  const { code, district } = estate
  await touchRouting(code)
  await recordAudit(actor, 'estate.created', { kind: 'estate', id: code, district }, {}, deps)
  return estate
}

export async function updateEstate(
  actor: Actor,
  code: string,
  input: OutputOf<typeof UpdateEstate.body>,
  deps: Pick<Deps, 'clock'>,
): Promise<EstateFields> {
  const estate = await findEstate(code)
  assertThat(canManagePlace(actor, code, estate), 'access.denied')
  await assertUnits(input, estate.district)
  try {
    await Estate.updateOne({ code }, toUpdate(input))
  } catch (error) {
    throw isDuplicate(error) ? new AppError('area.name_taken') : error
  }
  await touchRouting(code)
  const changed = Object.keys(input).join(' ')
  await recordAudit(
    actor,
    'estate.updated',
    { kind: 'estate', id: code, district: estate.district },
    { changed },
    deps,
  )
  return findEstate(code)
}
