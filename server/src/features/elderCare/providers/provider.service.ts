import type { OutputOf } from '@linli/shared/contract'
import type { offeringContracts } from '@linli/shared/elderCare/offering.contract'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { AppError, assertThat } from '../../../lib/appError'
import { dropUndefined } from '../../../lib/dropUndefined'
import { inTransaction } from '../../../lib/inTransaction'
import { isDuplicate } from '../../../lib/isDuplicate'
import { isRepeated } from '../../../lib/isStored'
import { toPlace } from '../../../lib/placeFields'
import { toUpdate } from '../../../lib/toUpdate'
import { Unit, type UnitFields } from '../../areas/unit.model'
import { recordAudit } from '../../audit/audit.service'
import type { Actor } from '../../users/actor'
import { dayFollower } from './dayChange.hooks'
import { readUnitHelpers } from '../catalogue/offering.ability'
import { Offering, type OfferingRecord } from '../catalogue/offering.model'
import { Helper, Provider, type HelperRecord, type ProviderRecord } from './provider.model'
import { canCheckPapers, canKeepProvider } from './provider.policy'
import { readCatalogue } from '../catalogue/serviceItem.service'
import { followCapacity } from './slot.capacity'
import { askToFollow, lookAtUnit } from '../orders/unable.service'

export type StoredUnit = UnitFields & { _id: Types.ObjectId }

/** @throws AppError `record.not_found`, `access.denied`. */
export async function findKeptUnit(actor: Actor, unitId: string): Promise<StoredUnit> {
  const unit = await Unit.findOne({ _id: unitId }).lean<StoredUnit>()
  assertThat(unit, 'record.not_found')
  assertThat(canKeepProvider(actor, unitId, unit), 'access.denied')
  return unit
}

/** The unit's record for care, made when it is first asked for. */
export async function readProvider(unitId: Types.ObjectId): Promise<ProviderRecord> {
  const known = await Provider.findOne({ unitId }).lean<ProviderRecord>()
  return known ?? { unitId, licences: [], closures: [], version: 0 }
}

/** Takes up an item; the same sent again after a lost answer stands. @throws AppError `care.offered_already`. */
export async function createOffering(
  actor: Actor,
  unitId: string,
  { itemCode, content }: OutputOf<typeof offeringContracts.createOffering.body>,
  deps: Pick<Deps, 'clock'>,
): Promise<StoredUnit> {
  const unit = await findKeptUnit(actor, unitId)
  const place = toPlace(unit)
  assertThat((await readCatalogue(place)).has(itemCode), 'record.not_found')
  try {
    await Offering.create({
      ...dropUndefined(content),
      ...dropUndefined(place),
      unitId,
      unitName: unit.name,
      itemCode,
      areaCode: unit.areaCode,
      version: 1,
    })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const present = await Offering.findOne({ unitId, itemCode }).lean<OfferingRecord>()
    const given = { ...emptyPrices, ...dropUndefined(content) }
    assertThat(isRepeated(present, { ...given, version: undefined }), 'care.offered_already')
    return unit
  }
  await recordAudit(actor, 'careOffering.created', subjectOf(unit), { itemCode }, deps)
  return unit
}

/** What an offering may lack: the catalogue's price then. */
const emptyPrices = { priceFen: null, deliveryFen: null }

const subjectOf = ({ _id, district }: StoredUnit) => ({ kind: 'unit', id: _id.toString(), district })

function describeOffering(offering: OfferingRecord | null | undefined) {
  return offering
    ? { state: offering.isOpen ? 'open' : 'paused', version: offering.version }
    : { state: 'removed' }
}

const describeProvider = async (unitId: Types.ObjectId) => ({ version: (await readProvider(unitId)).version })

/**
 * Whom it was promised what is given up, the job moves to another unit or has called.
 * The same sent again after a lost answer stands there already, as the next version.
 * @throws AppError `request.conflict` when a colleague was faster.
 */
export async function updateOffering(
  actor: Actor,
  id: string,
  { content, version }: OutputOf<typeof offeringContracts.updateOffering.body>,
  deps: Pick<Deps, 'clock'>,
): Promise<StoredUnit> {
  const offering = await Offering.findOne({ _id: id }).lean<OfferingRecord>()
  assertThat(offering, 'record.not_found')
  const unit = await findKeptUnit(actor, offering.unitId.toString())
  const given = { ...emptyPrices, ...dropUndefined(content) }
  const now = deps.clock.now()
  if ((await readProvider(unit._id)).version === 0) await createProvider(unit._id, {})
  const isWritten = await inTransaction(async (session) => {
    const update = { ...toUpdate(given), $inc: { version: 1 } }
    const { modifiedCount } = await Offering.updateOne({ _id: id, version }, update, { session })
    if (modifiedCount === 1) await askToFollow(unit._id, now, session)
    return modifiedCount === 1
  })
  const present = isWritten ? undefined : await Offering.findOne({ _id: id }).lean<OfferingRecord>()
  assertThat(
    isWritten || isRepeated(present, { ...given, version }),
    'request.conflict',
    describeOffering(present),
  )
  await followCapacity({ ...offering, windows: content.windows }, now)
  if (!isWritten) return unit
  const { itemCode } = offering
  await recordAudit(actor, 'careOffering.saved', subjectOf(unit), { itemCode, isOpen: content.isOpen }, deps)
  return unit
}

/** Writes down the licences somebody above has seen; what one that is gone was needed for, the job follows. Version 0 is a unit of which nothing is known yet. */
export async function setLicences(
  actor: Actor,
  unitId: string,
  { licences, version }: OutputOf<typeof offeringContracts.setLicences.body>,
  deps: Pick<Deps, 'clock'>,
): Promise<StoredUnit> {
  const unit = await findKeptUnit(actor, unitId)
  assertThat(canCheckPapers(actor, unitId, unit), 'access.denied')
  if (!(await writeLicences(unit._id, { licences, version }, deps.clock.now()))) return unit
  await recordAudit(
    actor,
    'careProvider.licensed',
    subjectOf(unit),
    { kinds: licences.map((l) => l.kind).join(' ') },
    deps,
  )
  return unit
}

type Fields = Partial<Pick<ProviderRecord, 'licences' | 'closures' | 'lookAt'>>

/** @returns false when it was made meanwhile. */
async function insertProvider(unitId: Types.ObjectId, fields: Fields): Promise<boolean> {
  try {
    await Provider.create({ unitId, licences: [], closures: [], ...fields, version: 1 })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** @throws AppError `request.conflict` when it was made meanwhile. */
export async function createProvider(unitId: Types.ObjectId, fields: Fields): Promise<void> {
  if (!(await insertProvider(unitId, fields)))
    throw new AppError('request.conflict', await describeProvider(unitId))
}

/** @returns false for the same sent again. @throws AppError `request.conflict` when a colleague was faster. */
async function writeLicences(
  unitId: Types.ObjectId,
  { licences, version }: OutputOf<typeof offeringContracts.setLicences.body>,
  lookAt: Date,
): Promise<boolean> {
  const update = { $set: { licences, lookAt }, $inc: { version: 1 } }
  const isWritten =
    version === 0
      ? await insertProvider(unitId, { licences })
      : (await Provider.updateOne({ unitId, version }, update)).modifiedCount === 1
  if (isWritten) return true
  const present = await readProvider(unitId)
  assertThat(isRepeated(present, { licences, version }), 'request.conflict', { version: present.version })
  return false
}

/** @returns false for the same sent again. @throws AppError `request.conflict` when a colleague wrote them down meanwhile. */
async function writeCertificates(
  key: { unitId: string; userId: string },
  { certificates, version }: OutputOf<typeof offeringContracts.setCertificates.body>,
): Promise<boolean> {
  const isWritten =
    version === 0
      ? await insertHelper({ ...key, certificates, version: 1 })
      : (await Helper.updateOne({ ...key, version }, { $set: { certificates }, $inc: { version: 1 } }))
          .modifiedCount === 1
  if (isWritten) return true
  const present = await Helper.findOne(key, { version: 1, certificates: 1 }).lean<HelperRecord | null>()
  const isSame = isRepeated(present, { certificates, version })
  assertThat(isSame, 'request.conflict', { version: present?.version ?? 0 })
  return false
}

/** @returns false when something is on file for this person already. */
export async function insertHelper(fields: object): Promise<boolean> {
  try {
    await Helper.create(fields)
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** Writes down the certificates of somebody who works for the unit now. */
export async function setCertificates(
  actor: Actor,
  { id: unitId, userId }: { id: string; userId: string },
  papers: OutputOf<typeof offeringContracts.setCertificates.body>,
  deps: Deps,
): Promise<StoredUnit> {
  const unit = await findKeptUnit(actor, unitId)
  assertThat(canCheckPapers(actor, unitId, unit) && actor.userId !== userId, 'access.denied')
  const helpers = await readUnitHelpers([unit._id], deps.clock.now())
  assertThat(
    helpers.get(unitId)?.some((h) => h.userId === userId),
    'record.not_found',
  )
  const isWritten = await writeCertificates({ unitId, userId }, papers)
  await lookAtUnit(unit._id, deps.clock.now())
  await dayFollower().followPeople(unitId, { from: toShanghaiDay(deps.clock.now()) }, deps)
  if (!isWritten) return unit
  const kinds = papers.certificates.map(({ kind }) => kind).join(' ')
  await recordAudit(actor, 'careHelper.certified', subjectOf(unit), { userId, kinds }, deps)
  return unit
}
