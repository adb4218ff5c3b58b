import type { Place } from '@linli/shared/areas/areas'
import { countLeadDays, type CertificateKind, type ServiceItem } from '@linli/shared/elderCare/serviceItem'
import type { WorkingHours } from '@linli/shared/elderCare/workingHours'
import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import { toPlace } from '../../../lib/placeFields'
import { estimateTravelMinutes, toPoint, type TravelPlace } from '../../../lib/travel'
import { Area } from '../../areas/area.model'
import { Unit } from '../../areas/unit.model'
import { levelsOf } from '../../routing/routing.reader'
import { Membership } from '../../users/membership.model'
import { Volunteer, type VolunteerRecord } from '../../volunteers/volunteer.model'
import { canVisitHomes } from '../../volunteers/volunteer.policy'
import { Offering, type OfferingRecord } from './offering.model'
import {
  Helper,
  Provider,
  type Absence,
  type HelperRecord,
  type ProviderRecord,
} from '../providers/provider.model'

const maxRows = 2000

/** Someone who works for a unit now, with the certificates that are on file, expired ones too. */
export interface UnitHelper {
  userId: string
  certificates: HelperRecord['certificates']
  /** Of these; 0 where nothing is on file. */
  version: number
  absences: Absence[]
  hours?: WorkingHours
}

const fewestDays = 15

/** How many days ahead a time is looked for: two weeks, and a week of what an item's notice leaves. */
export const countDaysAhead = ({ lead }: Pick<ServiceItem, 'lead'>): number =>
  Math.max(fewestDays, countLeadDays(lead) + 8)

/** All that decides who can do what in a place, read in a few queries. */
export interface Ability {
  offerings: OfferingRecord[]
  providers: Map<string, ProviderRecord>
  /** The units that are open, and where each is. */
  openUnits: Map<string, TravelPlace>
  helpers: Map<string, UnitHelper[]>
  /** Whether they help at this minute says nothing of the days ahead. */
  volunteers: Pick<VolunteerRecord, 'userId' | 'isOnDuty' | 'isMinor' | 'trainedUntil' | 'insuredUntil'>[]
  /** The door it is asked for, where that is known. */
  door?: TravelPlace | undefined
  /** The day on which it was read. */
  today: string
}

interface Staffed {
  unitId?: Types.ObjectId | null
  userId: Types.ObjectId
}

/** Who stands in these units now; a role that ended takes its certificates with it. */
export async function readUnitHelpers(
  unitIds: readonly Types.ObjectId[],
  now: Date,
): Promise<Ability['helpers']> {
  const staff = await Membership.find(
    {
      unitId: { $in: unitIds },
      role: 'unitStaff',
      endedAt: { $exists: false },
      from: { $lte: now },
    },
    { unitId: 1, userId: 1, until: 1 },
  ).lean<(Staffed & { until?: Date | null })[]>()
  const papers = await Helper.find({ unitId: { $in: unitIds } }).lean<HelperRecord[]>()
  const held = new Map(papers.map((h) => [`${h.unitId.toString()}:${h.userId.toString()}`, h]))
  const helpers: Ability['helpers'] = new Map()
  for (const { unitId, userId, until } of staff) {
    if (until != null && until <= now) continue
    const unit = String(unitId)
    const list = helpers.get(unit) ?? []
    const papersOfHers = held.get(`${unit}:${userId.toString()}`)
    const { certificates = [], version = 0, absences = [], hours } = papersOfHers ?? {}
    list.push({ userId: userId.toString(), certificates, version, absences, ...(hours ? { hours } : {}) })
    helpers.set(unit, list)
  }
  return helpers
}

/** The volunteers of these communities, by community. */
export async function readVolunteersOf(
  communities: readonly string[],
): Promise<Map<string, Ability['volunteers']>> {
  const rows = await Volunteer.find(
    { community: { $in: [...new Set(communities)] }, state: 'approved' },
    { community: 1, userId: 1, isOnDuty: 1, isMinor: 1, trainedUntil: 1, insuredUntil: 1 },
  )
    .limit(maxRows)
    .lean<VolunteerRecord[]>()
  const found = new Map<string, Ability['volunteers']>()
  for (const row of rows) found.set(row.community, [...(found.get(row.community) ?? []), row])
  return found
}

/** What is offered to people of a place: by units of the community, the street and the district. */
export async function readAbility(place: Place, now: Date, itemCode?: string): Promise<Ability> {
  const offerings = await Offering.find({
    areaCode: { $in: levelsOf(place) },
    ...(itemCode === undefined ? {} : { itemCode }),
  })
    .limit(maxRows)
    .lean<OfferingRecord[]>()
  const { building: code } = place
  const building = code === undefined ? null : await Area.findOne({ code }, { location: 1 }).lean()
  const door = { ...place, point: building?.location ?? undefined }
  return { ...(await readAbilityOf(offerings, place.community, now)), door }
}

export async function readAbilityOf(
  offerings: OfferingRecord[],
  community: string | undefined,
  now: Date,
): Promise<Ability> {
  const unitIds = offerings.map(({ unitId }) => unitId)
  const providers = await Provider.find({ unitId: { $in: unitIds } }).lean<ProviderRecord[]>()
  const units = await Unit.find({ _id: { $in: unitIds }, isOpen: true }).lean()
  return {
    offerings,
    providers: new Map(providers.map((p) => [p.unitId.toString(), p])),
    openUnits: new Map(
      units.map((unit) => [unit._id.toString(), { ...toPlace(unit), point: toPoint(unit.location) }]),
    ),
    helpers: await readUnitHelpers(unitIds, now),
    today: toShanghaiDay(now),
    volunteers: community === undefined ? [] : ((await readVolunteersOf([community])).get(community) ?? []),
  }
}

/** Whether a certificate still holds on a day; the day it ends counts. */
const holdsOn = ({ expiresOn }: { expiresOn: string }, day: string): boolean => expiresOn >= day

export function holdsCertificate(
  { certificates }: Pick<UnitHelper, 'certificates'>,
  kind: CertificateKind,
  day: string,
): boolean {
  return certificates.some((certificate) => certificate.kind === kind && holdsOn(certificate, day))
}

/** Whether somebody cannot come on a day. */
export const isAwayOn = ({ absences }: Pick<UnitHelper, 'absences'>, day: string): boolean =>
  absences.some(({ from, to }) => from <= day && day <= to)

function hasEnough(
  { kind, count }: ServiceItem['doers'][number],
  offering: Pick<OfferingRecord, 'unitId'>,
  item: Pick<ServiceItem, 'place'>,
  ability: Pick<Ability, 'helpers' | 'volunteers' | 'today'>,
  day: string,
): boolean {
  const staff = (ability.helpers.get(offering.unitId.toString()) ?? []).filter((h) => !isAwayOn(h, day))
  if (kind === 'staff') return staff.length >= count
  if (kind !== 'volunteer') return staff.filter((h) => holdsCertificate(h, kind, day)).length >= count
  const at = fromShanghaiDay(day)
  const able = ability.volunteers.filter(
    (v) => (day > ability.today || v.isOnDuty) && (item.place !== 'home' || canVisitHomes(v, at)),
  )
  return able.length >= count
}

/** Whether there are enough people for one of the item's ways of doing it. */
export const isStaffed = (
  offering: Pick<OfferingRecord, 'unitId'>,
  item: Pick<ServiceItem, 'place' | 'doers'>,
  ability: Pick<Ability, 'helpers' | 'volunteers' | 'today'>,
  day: string,
): boolean => item.doers.some((doers) => hasEnough(doers, offering, item, ability, day))

/** Why a unit cannot do an item on a day, whoever works there: in words for its staff. */
export function findUnitProblem(
  offering: OfferingRecord,
  item: ServiceItem | undefined,
  ability: Ability,
  day: string,
): string | undefined {
  if (!item || item.isClosed) return '目录里暂停了这一项'
  if (!offering.isOpen) return '单位暂停提供'
  if (!ability.openUnits.has(offering.unitId.toString())) return '单位暂停服务'
  const provider = ability.providers.get(offering.unitId.toString())
  const { licence } = item
  if (licence !== undefined && !provider?.licences.some((l) => l.kind === licence && holdsOn(l, day)))
    return '许可证没有登记，或已经过期'
  return undefined
}

/** Why a unit cannot do an item on a day, in words for its staff; undefined when it can. */
export function findProblem(
  offering: OfferingRecord,
  item: ServiceItem | undefined,
  ability: Ability,
  day: string,
): string | undefined {
  const problem = findUnitProblem(offering, item, ability, day)
  if (problem !== undefined || !item) return problem
  return isStaffed(offering, item, ability, day) ? undefined : '没有证书有效的人手'
}

/** Whether a unit is closed on a day. */
export function findClosure(
  provider: Pick<ProviderRecord, 'closures'> | undefined,
  day: string,
): ProviderRecord['closures'][number] | undefined {
  return provider?.closures.find(({ from, to }) => from <= day && day <= to)
}

/** How far a unit is from the door it is asked for; all alike where that is not known. */
function measureWay({ openUnits, door }: Ability, { unitId }: OfferingRecord): number {
  const unit = openUnits.get(unitId.toString())
  return door && unit ? estimateTravelMinutes(door, unit) : 0
}

/**
 * The offerings that can be used on one of the days ahead: those of her community before those of the street, and of one
 * level those of the nearest unit first. Who is away today may come tomorrow; which day it is, each day is asked for itself.
 */
export function listAble(item: ServiceItem, ability: Ability, place: Place): OfferingRecord[] {
  const levels = levelsOf(place)
  const days = Array.from({ length: countDaysAhead(item) }, (_, i) => addDays(ability.today, i))
  return ability.offerings
    .filter((o) => o.itemCode === item.code)
    .filter((o) => days.some((day) => findProblem(o, item, ability, day) === undefined))
    .sort(
      (a, b) =>
        levels.indexOf(a.areaCode) - levels.indexOf(b.areaCode) ||
        measureWay(ability, a) - measureWay(ability, b) ||
        a.unitName.localeCompare(b.unitName, 'zh'),
    )
}
