import { areaLevelOf, placeOf, type Place } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { ItemUnitView, serviceItemContracts } from '@linli/shared/elderCare/serviceItem.contract'
import { describePrice } from '@linli/shared/elderCare/serviceItem'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { toPage } from '../../../lib/toPage'
import { toPlace } from '../../../lib/placeFields'
import { Area } from '../../areas/area.model'
import { canReadRules } from '../../categories/category.policy'
import { levelsOf } from '../../routing/routing.reader'
import type { Actor } from '../../users/actor'
import { findProblem, readAbilityOf, readVolunteersOf } from './offering.ability'
import { Offering, type OfferingRecord } from './offering.model'
import { canKeepProvider } from '../providers/provider.policy'
import { priceOf } from '../providers/provider.view'
import { ServiceItemModel, type ServiceItemRecord } from './serviceItem.model'

/** Units of the street and the district that serve a community are few. */
const mostAbove = 200

/** What of an area others lie in: a street, a district; nothing lies below a community. */
function findBelow(area: string): { street: string } | { district: string } | undefined {
  const level = areaLevelOf(area)
  if (level === 'street') return { street: area }
  return level === 'district' ? { district: area } : undefined
}

/** How many units of the places inside an area have each item among what they do now, by code. */
export async function countUnitsBelow(area: string): Promise<Map<string, number>> {
  const below = findBelow(area)
  if (!below) return new Map()
  const groups = await Offering.aggregate<{ _id: { itemCode: string; areaCode: string }; count: number }>([
    { $match: { ...below, isOpen: true } },
    { $group: { _id: { itemCode: '$itemCode', areaCode: '$areaCode' }, count: { $sum: 1 } } },
  ])
  const counts = new Map<string, number>()
  for (const { _id, count } of groups)
    if (_id.areaCode !== area) counts.set(_id.itemCode, (counts.get(_id.itemCode) ?? 0) + count)
  return counts
}

interface PageOfItem {
  area: string
  code: string
  query: OutputOf<typeof serviceItemContracts.listItemUnits.query>
}

/** Those of the areas around stand on the first page; then come the area's own and those inside it. */
async function readOfferings({ area, code, query }: PageOfItem) {
  const below = findBelow(area)
  const around = levelsOf(placeOf(area)).filter((level) => !below || level !== area)
  const above =
    query.cursor === undefined
      ? await Offering.find({ areaCode: { $in: around }, itemCode: code })
          .limit(mostAbove)
          .lean<OfferingRecord[]>()
      : []
  above.sort((a, b) => around.indexOf(a.areaCode) - around.indexOf(b.areaCode))
  if (!below) return { above, inside: [] }
  const after = query.cursor === undefined ? {} : { _id: { $gt: query.cursor } }
  const inside = await Offering.find({ ...below, itemCode: code, ...after })
    .sort({ _id: 1 })
    .limit(query.limit + 1)
    .lean<OfferingRecord[]>()
  return { above, inside }
}

/** The definition that counts where each unit is. */
async function readDefinitions(code: string, places: Place[]) {
  const areas = [...new Set(places.flatMap((place) => levelsOf(place)))]
  const rows = await ServiceItemModel.find({ areaCode: { $in: areas }, code }).lean<ServiceItemRecord[]>()
  const byArea = new Map(rows.map((row) => [row.areaCode, row]))
  return (place: Place) =>
    levelsOf(place)
      .map((level) => byArea.get(level))
      .find((row) => row !== undefined)
}

/** What somebody who answers for an area reads of the units that do an item for its people, the paused ones too. */
export async function listItemUnits(
  actor: Actor,
  page: PageOfItem,
  deps: Pick<Deps, 'clock'>,
): Promise<{ items: ItemUnitView[]; nextCursor?: string }> {
  assertThat(canReadRules(actor, page.area), 'access.denied')
  const { above, inside } = await readOfferings(page)
  const rows = [...above, ...inside]
  const places = rows.map((row) => toPlace(row))
  const definitionOf = await readDefinitions(page.code, [placeOf(page.area), ...places])
  assertThat(definitionOf(placeOf(page.area)), 'record.not_found')
  const now = deps.clock.now()
  const ability = await readAbilityOf(rows, undefined, now)
  const volunteers = await readVolunteersOf(places.flatMap(({ community }) => community ?? []))
  const codes = [...new Set(rows.map(({ areaCode }) => areaCode))]
  const areas = await Area.find({ code: { $in: codes } }, { code: 1, name: 1 }).lean()
  const names = new Map(areas.map(({ code, name }) => [code, name]))
  const view = (offering: OfferingRecord): ItemUnitView => {
    const item = definitionOf(toPlace(offering))
    const own = { ...ability, volunteers: volunteers.get(offering.community ?? '') ?? [] }
    return {
      ...{ id: offering._id.toString(), unitId: offering.unitId.toString(), unitName: offering.unitName },
      areaName: names.get(offering.areaCode) ?? '',
      priceText: item ? describePrice(priceOf(item, offering)) : '',
      problem: findProblem(offering, item, own, toShanghaiDay(now)),
      canOpen: canKeepProvider(actor, offering.unitId, offering),
    }
  }
  const { items, ...rest } = toPage(inside, page.query.limit, ({ _id }) => _id.toString(), view)
  return { items: [...above.map(view), ...items], ...rest }
}
