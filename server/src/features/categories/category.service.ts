import { placeOf, type Place } from '@linli/shared/areas/areas'
import type { Category } from '@linli/shared/categories/category'
import type { CategoryContent } from '@linli/shared/categories/category.contract'
import { isDeepStrictEqual } from 'node:util'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { findArea } from '../areas/area.service'
import { recordAudit } from '../audit/audit.service'
import { levelsOf } from '../routing/routing.reader'
import { touchRouting } from '../routing/routing.stamp'
import { loadRoutingTable } from '../routing/routing.table'
import type { Actor } from '../users/actor'
import { CategoryRecord, type CategoryFields } from './category.model'
import { canKeepRules, canReadRules } from './category.policy'
import { toCategory } from './category.view'

/** Source: product page, "Elder mode": the same features, fewer at a time. */
const firstTiles = { elder: 6, other: 12 }
const maxCategories = 500

const byOrder = (a: Category, b: Category): number => a.order - b.order || (a.code < b.code ? -1 : 1)

/** A category as the nearest level defines it, closed ones included; undefined where nobody defines it. */
export async function findCategory(code: string, place: Place): Promise<Category | undefined> {
  return (await loadRoutingTable(place)).categories.get(code)
}

/** The one under which somebody complains of a unit or a person. @throws AppError `need.category_unknown`. */
export async function findComplaintCategory(place: Place): Promise<Category> {
  const { categories } = await loadRoutingTable(place)
  const [first] = [...categories.values()]
    .filter(({ isComplaint, isClosed }) => isComplaint && !isClosed)
    .sort(byOrder)
  assertThat(first, 'need.category_unknown')
  return first
}

/** What residents of an area can tap. */
export async function listTiles(
  areaCode: string,
  isElder: boolean,
): Promise<{ items: Category[]; firstCount: number }> {
  const { categories } = await loadRoutingTable(placeOf(areaCode))
  const items = [...categories.values()].filter(({ isTile, isClosed }) => isTile && !isClosed).sort(byOrder)
  return { items, firstCount: Math.min(items.length, isElder ? firstTiles.elder : firstTiles.other) }
}

/** The definitions that count in an area, closed ones included, and whether the caller may change them. */
export async function listDefinitions(
  actor: Actor,
  areaCode: string,
): Promise<{
  rows: CategoryFields[]
  names: Map<string, string>
  /** Those that a level above defines. */
  codesAbove: Set<string>
  canEdit: boolean
}> {
  assertThat(canReadRules(actor, areaCode), 'access.denied')
  const place = placeOf(areaCode)
  const { areaNames } = await loadRoutingTable(place)
  const levels = levelsOf(place)
  const rows = await CategoryRecord.find({ areaCode: { $in: levels } })
    .limit(maxCategories)
    .lean<CategoryFields[]>()
  const widestFirst = rows.sort((a, b) => levels.indexOf(b.areaCode) - levels.indexOf(a.areaCode))
  const nearest = new Map(widestFirst.map((row) => [row.code, row]))
  return {
    rows: [...nearest.values()].sort(byOrder),
    names: areaNames,
    codesAbove: new Set(rows.filter((row) => row.areaCode !== areaCode).map(({ code }) => code)),
    canEdit: canKeepRules(actor, areaCode),
  }
}

/** Whether it was written: by nobody else meanwhile, and not before. */
async function writeDefinition(
  fields: Omit<CategoryFields, 'version'>,
  version: number | undefined,
): Promise<boolean> {
  const { areaCode, code } = fields
  if (version !== undefined) {
    const filter = { areaCode, code, version }
    return (
      (await CategoryRecord.updateOne(filter, { $set: fields, $inc: { version: 1 } })).modifiedCount === 1
    )
  }
  try {
    await CategoryRecord.create({ ...fields, version: 1 })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** The same sent again after a lost answer: it stands there already, as the next version. */
const isWritten = (row: CategoryFields, content: CategoryContent, version = 0): boolean =>
  row.version === version + 1 && isDeepStrictEqual({ ...toCategory(row), ...content }, toCategory(row))

async function isDefinedAbove(areaCode: string, code: string): Promise<boolean> {
  const above = levelsOf(placeOf(areaCode)).filter((level) => level !== areaCode)
  return (await CategoryRecord.exists({ areaCode: { $in: above }, code })) !== null
}

/** @throws AppError `request.conflict` when someone else changed or made it meanwhile. */
export async function putDefinition(
  actor: Actor,
  { areaCode, code }: { areaCode: string; code: string },
  { content, version }: { content: CategoryContent; version?: number | undefined },
  deps: Pick<Deps, 'clock'>,
): Promise<{ row: CategoryFields; areaName: string; hasAbove: boolean }> {
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const area = await findArea(areaCode)
  assertThat(levelsOf(area)[0] === areaCode, 'record.not_found')
  const fields = { ...content, areaCode, code, district: area.district }
  const isNew = await writeDefinition(fields, version)
  const row = await CategoryRecord.findOne({ areaCode, code }).lean<CategoryFields>()
  assertThat(row && (isNew || isWritten(row, content, version)), 'request.conflict', {
    state: row ? 'kept' : 'removed',
    version: row?.version,
  })
  await touchRouting(areaCode)
  const subject = { kind: 'category', id: `${areaCode}/${code}`, district: area.district }
  const details = { version, isClosed: content.isClosed }
  if (isNew) await recordAudit(actor, 'category.saved', subject, details, deps)
  return { row, areaName: area.name, hasAbove: await isDefinedAbove(areaCode, code) }
}

export async function deleteDefinition(
  actor: Actor,
  { areaCode, code }: { areaCode: string; code: string },
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const place = placeOf(areaCode)
  assertThat(await isDefinedAbove(areaCode, code), 'category.last_definition')
  const { deletedCount } = await CategoryRecord.deleteOne({ areaCode, code })
  assertThat(deletedCount === 1, 'record.not_found')
  await touchRouting(areaCode)
  const subject = { kind: 'category', id: `${areaCode}/${code}`, district: place.district }
  await recordAudit(actor, 'category.removed', subject, {}, deps)
}
