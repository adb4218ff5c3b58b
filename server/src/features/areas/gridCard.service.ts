import type { Place, UnitKind } from '@linli/shared/areas/areas'
import {
  gridCardKinds,
  gridCardTitles,
  type GridCardEntry,
  type GridCardKind,
  type GridCardView,
} from '@linli/shared/areas/gridCard.contract'
import { describeSchedule, officeHours, type Schedule } from '@linli/shared/schedule'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { isOpenAt } from '../../lib/workingTime'
import type { Actor } from '../users/actor'
import { User } from '../users/user.model'
import { readAreaLabels } from './areaLabels'
import type { AreaFields } from './area.model'
import { canReadGridCard } from './area.policy'
import { findArea, listAncestors } from './area.service'
import { Estate } from './estate.model'
import { findPostHolders, type PostHolder } from './postHolders.service'
import { listUnits, type UnitDocument } from './unit.service'

const unitKindByCard: Partial<Record<GridCardKind, UnitKind>> = {
  station: 'station',
  property: 'property',
  police: 'police',
  clinic: 'clinic',
}

async function readOwnPlace(actor: Actor): Promise<Place> {
  const user = await User.findOne({ _id: actor.userId }).lean()
  assertThat(user?.district != null, 'record.not_found')
  return toPlace({ ...user, district: user.district })
}

function toPersonEntry(kind: GridCardKind, holder: PostHolder, hours: Schedule, now: Date): GridCardEntry {
  return {
    kind,
    title: holder.isDeputy ? `${gridCardTitles[kind]}（代班）` : gridCardTitles[kind],
    name: holder.name,
    phone: holder.phone,
    hours: describeSchedule(hours),
    isOpenNow: isOpenAt(now, hours),
  }
}

function toUnitEntry(kind: GridCardKind, unit: UnitDocument, now: Date): GridCardEntry {
  const { name, phone, schedule, address } = unit
  return {
    kind,
    title: gridCardTitles[kind],
    name,
    phone,
    hours: schedule && describeSchedule(schedule),
    address,
    isOpenNow: schedule !== undefined && isOpenAt(now, schedule),
  }
}

/** The property company of the home's own estate, no other one; for the rest the nearest level that has one. */
function chooseUnit(kind: GridCardKind, units: UnitDocument[], propertyUnitId: string | undefined) {
  const open = units.filter((unit) => unit.isOpen && unit.kind === unitKindByCard[kind])
  return kind === 'property' ? open.find((unit) => unit._id.toString() === propertyUnitId) : open[0]
}

function listVacancies(place: Place, entries: GridCardEntry[]): string[] {
  const expected: GridCardKind[] = ['secretary', 'station', 'police', 'clinic']
  if (place.grid !== undefined) expected.unshift('gridWorker')
  if (place.building !== undefined) expected.push('buildingLeader')
  return expected
    .filter((kind) => !entries.some((entry) => entry.kind === kind))
    .map((k) => gridCardTitles[k])
}

async function collectEntries(
  place: Place,
  area: AreaFields,
  deps: Deps,
): Promise<[GridCardEntry[], string[]]> {
  const now = deps.clock.now()
  const hours = area.schedule ?? officeHours
  const holders = await findPostHolders(place, deps)
  const units = await listUnits(place.community ?? place.district)
  const estate = place.estate === undefined ? null : await Estate.findOne({ code: place.estate }).lean()
  const entries = gridCardKinds.flatMap((kind) => {
    if (kind === 'gridWorker' || kind === 'buildingLeader' || kind === 'secretary')
      return holders.filter(({ role }) => role === kind).map((each) => toPersonEntry(kind, each, hours, now))
    const unit = chooseUnit(kind, units, estate?.propertyUnitId?.toString())
    return unit ? [toUnitEntry(kind, unit, now)] : []
  })
  const hasNoProperty = estate && !entries.some(({ kind }) => kind === 'property')
  return [entries, hasNoProperty ? [`${estate.name}没有物业公司，公共维修的事请找社区服务站。`] : []]
}

/**
 * Who helps here, with hours and telephone: for a code, or for the caller's own home.
 * @throws AppError `record.not_found` when the caller has no community yet and names none; `access.denied`.
 */
export async function readGridCard(
  actor: Actor,
  code: string | undefined,
  deps: Deps,
): Promise<GridCardView> {
  const place = code === undefined ? await readOwnPlace(actor) : toPlace(await findArea(code))
  const { community, grid, building } = place
  assertThat(community !== undefined, 'record.not_found')
  assertThat(canReadGridCard(actor, place), 'access.denied')
  const area = await findArea(community)
  const narrowest = building ?? grid
  const path = [...(await listAncestors(area)), area, ...(narrowest ? [await findArea(narrowest)] : [])]
  const labels = await readAreaLabels(path.map(({ code: each }) => each))
  const [entries, notes] = await collectEntries(place, area, deps)
  return {
    placeName: path.map(({ code: each, name }) => labels.get(each) ?? name).join(' '),
    community,
    grid,
    building,
    entries,
    vacancies: listVacancies(place, entries),
    notes,
  }
}
