import type { Place } from '@linli/shared/areas/areas'
import { placeOf } from '@linli/shared/areas/areas'
import type { ServiceItemContent } from '@linli/shared/elderCare/serviceItem.contract'
import { findUnfitProof } from '@linli/shared/elderCare/serviceItem'
import type { Deps } from '../../../deps'
import { AppError, assertThat } from '../../../lib/appError'
import { dropUndefined } from '../../../lib/dropUndefined'
import { isDuplicate } from '../../../lib/isDuplicate'
import { toUpdate } from '../../../lib/toUpdate'
import { findArea } from '../../areas/area.service'
import { recordAudit } from '../../audit/audit.service'
import { canKeepRules, canReadRules } from '../../categories/category.policy'
import { levelsOf } from '../../routing/routing.reader'
import type { Actor } from '../../users/actor'
import { ServiceItemModel, type ServiceItemRecord } from './serviceItem.model'

const maxRows = 300

/** The services that count in a place, by code: the nearest level's definition of each, closed ones included. */
export async function readCatalogue(place: Place): Promise<Map<string, ServiceItemRecord>> {
  const levels = levelsOf(place)
  const rows = await ServiceItemModel.find({ areaCode: { $in: levels } })
    .limit(maxRows)
    .lean<ServiceItemRecord[]>()
  const widestFirst = rows.sort((a, b) => levels.indexOf(b.areaCode) - levels.indexOf(a.areaCode))
  const nearest = new Map(widestFirst.map((row) => [row.code, row]))
  return new Map([...nearest].sort(([, a], [, b]) => a.number - b.number))
}

/** @throws AppError `access.denied`. */
export async function listDefinedItems(
  actor: Actor,
  area: string,
): Promise<{ items: ServiceItemRecord[]; canEdit: boolean }> {
  assertThat(canReadRules(actor, area), 'access.denied')
  return { items: [...(await readCatalogue(placeOf(area))).values()], canEdit: canKeepRules(actor, area) }
}

interface ItemKey {
  area: string
  code: string
}

/** Whether this area still has a definition of its own, and which. */
async function describePresent(areaCode: string, code: string) {
  const row = await ServiceItemModel.findOne({ areaCode, code }, { version: 1 }).lean()
  return row ? { state: 'kept', version: row.version } : { state: 'removed' }
}

/**
 * Writes how an area does an item. What the catalogue fixes (class, place, whether it is intimate) is taken over.
 * @throws AppError `care.photo_never`, `care.proof_unfit`, `care.next_unknown`, `request.conflict` when someone else
 * changed it meanwhile.
 */
export async function putServiceItem(
  actor: Actor,
  { area: areaCode, code }: ItemKey,
  { content, version }: { content: ServiceItemContent; version?: number | undefined },
  deps: Pick<Deps, 'clock'>,
): Promise<ServiceItemRecord> {
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const area = await findArea(areaCode)
  const catalogue = await readCatalogue(area)
  const known = catalogue.get(code)
  assertThat(known && levelsOf(area)[0] === areaCode, 'record.not_found')
  assertThat(!known.isIntimate || content.photo === 'never', 'care.photo_never')
  const unfit = findUnfitProof(content)
  assertThat(unfit === undefined, 'care.proof_unfit', { proof: unfit })
  const { next } = content
  assertThat(!next || (next.code !== code && catalogue.has(next.code)), 'care.next_unknown')
  if (version === undefined) await insertItem(known, content, areaCode)
  else {
    const empty = { licence: null, receiptName: null, priceNote: null, next: null }
    const given = { ...empty, ...dropUndefined(content) }
    const { modifiedCount } = await ServiceItemModel.updateOne(
      { areaCode, code, version },
      { ...toUpdate(given), $inc: { version: 1 } },
    )
    if (modifiedCount === 0) throw new AppError('request.conflict', await describePresent(areaCode, code))
  }
  const subject = { kind: 'careItem', id: `${areaCode}/${code}`, district: area.district }
  await recordAudit(actor, 'careItem.saved', subject, { version, isClosed: content.isClosed }, deps)
  const row = await ServiceItemModel.findOne({ areaCode, code }).lean<ServiceItemRecord>()
  assertThat(row, 'record.not_found')
  return row
}

async function insertItem(
  { code, number, careClass, place, isIntimate, isHiddenWithoutUnit, district }: ServiceItemRecord,
  content: ServiceItemContent,
  areaCode: string,
): Promise<void> {
  const fixed = { code, number, careClass, place, isIntimate, isHiddenWithoutUnit, district, areaCode }
  try {
    await ServiceItemModel.create({ ...dropUndefined(content), ...fixed, version: 1 })
  } catch (error) {
    throw isDuplicate(error) ? new AppError('request.conflict', await describePresent(areaCode, code)) : error
  }
}

/** Goes back to what the level above says. @throws AppError `care.last_definition` where none does. */
export async function deleteServiceItem(
  actor: Actor,
  { area: areaCode, code }: ItemKey,
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const place = placeOf(areaCode)
  const above = levelsOf(place).filter((level) => level !== areaCode)
  const inherited = await ServiceItemModel.findOne({ areaCode: { $in: above }, code }, { _id: 1 }).lean()
  assertThat(inherited, 'care.last_definition')
  const { deletedCount } = await ServiceItemModel.deleteOne({ areaCode, code })
  assertThat(deletedCount === 1, 'record.not_found')
  const subject = { kind: 'careItem', id: `${areaCode}/${code}`, district: place.district }
  await recordAudit(actor, 'careItem.removed', subject, {}, deps)
}
