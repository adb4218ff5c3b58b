import { placeOf, type UnitKind } from '@linli/shared/areas/areas'
import type {
  createUnit as CreateUnit,
  listNearUnits as ListNearUnits,
  updateUnit as UpdateUnit,
} from '@linli/shared/areas/unit.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { inTransaction } from '../../lib/inTransaction'
import { isDuplicate } from '../../lib/isDuplicate'
import { toUpdate } from '../../lib/toUpdate'
import { touchRouting } from '../routing/routing.stamp'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { canManagePlace } from './area.policy'
import { findArea } from './area.service'
import { followUnitShut } from './unit.hooks'
import { Unit, type UnitFields } from './unit.model'

export type UnitDocument = UnitFields & { _id: Types.ObjectId }

/** Source: the contract of `listNearUnits`. */
const nearMetres = 5000
const nearCount = 20
const maxUnits = 500

type Location = { longitude: number; latitude: number } | null | undefined

/** @throws AppError `record.not_found`. */
export async function findUnit(id: string): Promise<UnitDocument> {
  const unit = await Unit.findOne({ _id: id }).lean<UnitDocument>()
  assertThat(unit, 'record.not_found')
  return unit
}

/** Units of the area and of every area around it, nearest level first, then by name. */
export async function listUnits(code: string, kind?: UnitKind): Promise<UnitDocument[]> {
  const { district, street, community, grid, building } = placeOf(code)
  const levels = [building, grid, community, street, district].filter((each) => each !== undefined)
  const units = await Unit.find({ areaCode: { $in: levels }, ...(kind ? { kind } : {}) })
    .limit(maxUnits)
    .lean<UnitDocument[]>()
  const rank = ({ areaCode }: UnitDocument): number => levels.indexOf(areaCode)
  return units.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'zh'))
}

/** Open units by distance; the distance is in metres. */
export async function listNearUnits({
  longitude,
  latitude,
  kind,
}: OutputOf<typeof ListNearUnits.query>): Promise<(UnitDocument & { distance: number })[]> {
  return Unit.aggregate<UnitDocument & { distance: number }>([
    {
      $geoNear: {
        near: { type: 'Point', coordinates: [longitude, latitude] },
        distanceField: 'distance',
        maxDistance: nearMetres,
        spherical: true,
        query: { isOpen: true, ...(kind ? { kind } : {}) },
      },
    },
    { $limit: nearCount },
  ])
}

/** A point as MongoDB keeps it; null stays null, so that a PATCH can clear it. */
const toPoint = (location: Location) =>
  location && { type: 'Point' as const, coordinates: [location.longitude, location.latitude] }

export async function createUnit(
  actor: Actor,
  input: OutputOf<typeof CreateUnit.body>,
  newId: string,
  deps: Pick<Deps, 'clock'>,
): Promise<UnitDocument> {
  const area = await findArea(input.areaCode)
  assertThat(canManagePlace(actor, area.code, area), 'access.denied')
  const { $set } = toUpdate({ ...input, location: toPoint(input.location) })
  const { district, street, community, grid, building } = area
  try {
    await createOnce(Unit, newId, () => ({ ...$set, district, street, community, grid, building }))
  } catch (error) {
    throw isDuplicate(error) ? new AppError('area.name_taken') : error
  }
  await touchRouting(district)
  await recordAudit(
    actor,
    'unit.created',
    { kind: 'unit', id: newId, district },
    { areaCode: area.code },
    deps,
  )
  return findUnit(newId)
}

export async function updateUnit(
  actor: Actor,
  id: string,
  input: OutputOf<typeof UpdateUnit.body>,
  deps: Pick<Deps, 'clock'>,
): Promise<UnitDocument> {
  const unit = await findUnit(id)
  assertThat(canManagePlace(actor, unit.areaCode, unit), 'access.denied')
  try {
    const update = toUpdate({ ...input, location: toPoint(input.location) })
    const isShut = input.isOpen === false
    await inTransaction(async (session) => {
      if (isShut) await Unit.updateOne({ _id: id, isOpen: true }, { $inc: { timesShut: 1 } }, { session })
      await Unit.updateOne({ _id: id }, update, { session })
      if (isShut) await followUnitShut(unit._id, deps.clock.now(), session)
    })
  } catch (error) {
    throw isDuplicate(error) ? new AppError('area.name_taken') : error
  }
  await touchRouting(unit.district)
  const details = { changed: Object.keys(input).join(' '), isOpen: input.isOpen }
  await recordAudit(actor, 'unit.updated', { kind: 'unit', id, district: unit.district }, details, deps)
  return findUnit(id)
}
