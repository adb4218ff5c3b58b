import type { Place } from '@linli/shared/areas/areas'
import { placeOf } from '@linli/shared/areas/areas'
import type { ServiceItemContent } from '@linli/shared/elderCare/serviceItem.contract'
import { findUnfitProof } from '@linli/shared/elderCare/serviceItem'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { dropUndefined } from '../../../lib/dropUndefined'
import { isDuplicate } from '../../../lib/isDuplicate'
import { isRepeated } from '../../../lib/isStored'
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

/** What a definition may lack. */
const emptyContent = { licence: null, receiptName: null, priceNote: null, next: null }

/** Whether this area still has a definition of its own, and which. */
function describePresent(row: ServiceItemRecord | null) {
  return row ? { state: 'kept', version: row.version } : { state: 'removed' }
}

/**
 * Writes how an area does an item. What the catalogue fixes (class, place, whether it is intimate) is taken over. The same
 * sent again after a lost answer stands.
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
  const given = { ...emptyContent, ...dropUndefined(content) }
  const change = { ...toUpdate(given), $inc: { version: 1 } }
  const isWritten =
    version === undefined
      ? await insertItem(known, content, areaCode)
      : (await ServiceItemModel.updateOne({ areaCode, code, version }, change)).modifiedCount === 1
  const row = await ServiceItemModel.findOne({ areaCode, code }).lean<ServiceItemRecord>()
  const stands = isWritten || isRepeated(row, { ...given, version })
  assertThat(row && stands, 'request.conflict', describePresent(row))
  if (!isWritten) return row
  const subject = { kind: 'careItem', id: `${areaCode}/${code}`, district: area.district }
  await recordAudit(actor, 'careItem.saved', subject, { version, isClosed: content.isClosed }, deps)
  return row
}

/** @returns false where the area has one of its own by now. */
async function insertItem(
  { code, number, careClass, place, isIntimate, isHiddenWithoutUnit, district }: ServiceItemRecord,
  content: ServiceItemContent,
  areaCode: string,
): Promise<boolean> {
  const fixed = { code, number, careClass, place, isIntimate, isHiddenWithoutUnit, district, areaCode }
  try {
    await ServiceItemModel.create({ ...dropUndefined(content), ...fixed, version: 1 })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** Goes back to what the level above says; where that counts already, nothing is left to do. @throws AppError `care.last_definition` where none does. */
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
  if (deletedCount === 0) return
  const subject = { kind: 'careItem', id: `${areaCode}/${code}`, district: place.district }
  await recordAudit(actor, 'careItem.removed', subject, {}, deps)
}
