import type { OutputOf } from '@linli/shared/contract'
import { isOnShift } from '@linli/shared/safety/duty'
import type { dutyContracts } from '@linli/shared/safety/duty.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { isRepeated } from '../../lib/isStored'
import { findArea } from '../areas/area.service'
import { recordAudit } from '../audit/audit.service'
import { findMembershipOver, type Actor } from '../users/actor'
import { Membership, type MembershipFields } from '../users/membership.model'
import { listPostPeople } from '../users/postPeople.service'
import { readUserNames } from './people'
import { DutyRoster, type DutyRosterRecord, type StoredShift } from './duty.model'

type Held = Pick<MembershipFields, 'userId' | 'role' | 'name' | 'isOffDuty' | 'from' | 'until'>
const maxPeople = 1_000

/** Who is offered for a roster, the street's own first. Building leaders are neighbours, have a rung of their own, and are many. */
const offered = ['streetOfficer', 'unitStaff', 'secretary', 'communityWorker', 'gridWorker'] as const

const isNow =
  (now: Date) =>
  ({ from, until }: Held): boolean =>
    from <= now && (until == null || until > now)

/** Those in a street to choose from: of a thousand building leaders none stands before its officers. */
export async function listStreetStaff(street: string, now: Date): Promise<Held[]> {
  const staff: Held[] = []
  for (const role of offered) {
    const rows = await Membership.find({ street, role, endedAt: { $exists: false } })
      .limit(maxPeople - staff.length)
      .lean<Held[]>()
    staff.push(...rows.filter(isNow(now)))
    if (staff.length >= maxPeople) break
  }
  return staff
}

/** Of these the ones with a role in a street now, however many others have one there. */
export async function findStreetStaff(
  street: string,
  ids: readonly (Types.ObjectId | string)[],
  now: Date,
): Promise<Held[]> {
  const userId = { $in: [...new Set(ids.map(String))] }
  const rows = await Membership.find({ userId, endedAt: { $exists: false } }).lean<
    (Held & Pick<MembershipFields, 'street'>)[]
  >()
  return rows.filter((row) => row.street === street && row.role !== 'volunteer').filter(isNow(now))
}

/** Everyone named in these shifts. */
export const idsOf = <Id>(shifts: readonly { userId: Id; deputyId?: Id | undefined }[]): Id[] =>
  shifts.flatMap(({ userId, deputyId }) => (deputyId === undefined ? [userId] : [userId, deputyId]))

export const readRoster = async (street: string): Promise<DutyRosterRecord | undefined> =>
  (await DutyRoster.findOne({ street }).lean<DutyRosterRecord>()) ?? undefined

interface OnDuty {
  /** Whoever answers, the deputy where the holder cannot. */
  first: string[]
  /** And those who are called as well when nobody answers. */
  behind: string[]
}

function choose(shifts: readonly StoredShift[], staff: readonly Held[]): OnDuty {
  const isHere = (id: Types.ObjectId): boolean =>
    staff.some(({ userId, isOffDuty }) => userId.equals(id) && !isOffDuty)
  const found = shifts.map(({ userId, deputyId }) => ({
    holder: isHere(userId) ? userId.toString() : undefined,
    deputy: deputyId && isHere(deputyId) ? deputyId.toString() : undefined,
  }))
  const first = found.map(({ holder, deputy }) => holder ?? deputy).filter((id) => id !== undefined)
  const behind = found.map(({ deputy }) => deputy).filter((id) => id !== undefined)
  return { first: [...new Set(first)], behind: behind.filter((id) => !first.includes(id)) }
}

/**
 * Who has duty in a street at this moment. Nobody on the roster, or nobody of it at work any more: the street's desk.
 */
export async function findOnDuty(street: string, now: Date): Promise<OnDuty & { isFromRoster: boolean }> {
  const roster = await readRoster(street)
  const shifts = (roster?.shifts ?? []).filter((shift) => isOnShift(shift, now))
  const chosen =
    shifts.length === 0 ? undefined : choose(shifts, await findStreetStaff(street, idsOf(shifts), now))
  if (chosen && chosen.first.length > 0) return { ...chosen, isFromRoster: true }
  return { first: await listPostPeople(`triage:${street}`, now), behind: [], isFromRoster: false }
}

/**
 * For whoever keeps the roster, and to be read in the street's communities.
 * @throws AppError `record.not_found` for what is no street, `access.denied` for another one.
 */
export async function openRoster(
  actor: Actor,
  street: string,
): Promise<{ name: string; canChange: boolean }> {
  const area = await findArea(street)
  assertThat(area.level === 'street', 'record.not_found')
  const canChange = findMembershipOver(actor, ['streetOfficer', 'administrator'], area) !== undefined
  const isOfCommunity = actor.memberships.some(
    ({ role, place }) => (role === 'secretary' || role === 'communityWorker') && place.street === street,
  )
  assertThat(canChange || isOfCommunity, 'access.denied')
  return { name: area.name, canChange }
}

/** The same sent again after a lost answer stands. @throws AppError `duty.person_unknown`, `request.conflict` when a colleague saved meanwhile. */
export async function saveRoster(
  actor: Actor,
  street: string,
  { version, shifts }: OutputOf<typeof dutyContracts.saveDutyRoster.body>,
  deps: Deps,
): Promise<void> {
  const { canChange } = await openRoster(actor, street)
  assertThat(canChange, 'access.denied')
  const now = deps.clock.now()
  const named = idsOf(shifts)
  const staff = new Set((await findStreetStaff(street, named, now)).map(({ userId }) => userId.toString()))
  assertThat(
    named.every((id) => staff.has(id)),
    'duty.person_unknown',
  )
  const stored = shifts.map(({ userId, deputyId, ...times }) => ({
    ...times,
    userId: new Types.ObjectId(userId),
    ...(deputyId === undefined ? {} : { deputyId: new Types.ObjectId(deputyId) }),
  }))
  const fields = { shifts: stored, changedAt: now, changedBy: new Types.ObjectId(actor.userId) }
  if (!(await writeRoster(street, version, fields))) {
    const isSame = isRepeated(await readRoster(street), { shifts: stored, version })
    if (!isSame) throw new AppError('request.conflict', await describePresent(street, deps))
    return
  }
  await recordAudit(
    actor,
    'dutyRoster.saved',
    { kind: 'area', id: street, district: street.slice(0, 6) },
    { shifts: shifts.length },
    deps,
  )
}

/** Which version stands, who saved it and when: what a 409 tells. */
async function describePresent(street: string, deps: Deps) {
  const present = await readRoster(street)
  if (!present) return undefined
  const { version, changedAt, changedBy } = present
  const by = (await readUserNames([changedBy], deps)).get(changedBy.toString())
  return { version, by, at: changedAt.toISOString() }
}

async function writeRoster(
  street: string,
  version: number,
  fields: Omit<DutyRosterRecord, 'street' | 'version'>,
): Promise<boolean> {
  if (version > 0) {
    const next = { ...fields, version: version + 1 }
    return (await DutyRoster.updateOne({ street, version }, { $set: next })).modifiedCount === 1
  }
  try {
    await DutyRoster.create({ street, version: 1, ...fields })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

const mostTries = 5

/** An account that ended answers no more: her hours are those of the account that stays. Repeatable. */
export async function moveDuties(from: string, into: string): Promise<void> {
  const holds = { $or: [{ 'shifts.userId': from }, { 'shifts.deputyId': from }] }
  const isFrom = (id: Types.ObjectId): boolean => id.toString() === from
  const rename = (id: Types.ObjectId): Types.ObjectId => (isFrom(id) ? new Types.ObjectId(into) : id)
  for (let tries = 0; tries < mostTries; tries += 1) {
    const rosters = await DutyRoster.find(holds).lean<DutyRosterRecord[]>()
    if (rosters.length === 0) return
    for (const { street, version, shifts } of rosters) {
      const moved = shifts.map(({ deputyId, ...shift }) => ({
        ...shift,
        userId: rename(shift.userId),
        ...(deputyId ? { deputyId: rename(deputyId) } : {}),
      }))
      await DutyRoster.updateOne({ street, version }, { $set: { shifts: moved }, $inc: { version: 1 } })
    }
  }
}
