import type { Place } from '@linli/shared/areas/areas'
import { availableSosActions, type SosAction, type SosParty } from '@linli/shared/safety/sos.state'
import { roleNames, type Role } from '@linli/shared/users/roles'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import { findMembershipOver, type Actor } from '../users/actor'
import { Membership, type MembershipFields } from '../users/membership.model'
import { listFamilyBonds, nameFamily, type LadderTarget } from './ladder'
import type { SosRecord } from './sos.model'
import { readUserNames } from './people'
import { isAlarm } from './sos.change'

/** How whoever it is for is called in her own call. */
export const ownName = '求助的人'

/** In what capacity someone stands to a call for help, and how they are called there. */
export interface SosStanding {
  party: SosParty
  name: string
  /** Also once it is closed: what is the matter with her, what came of it, and where she was. */
  readsHealth: boolean
  /** By which they are family. */
  bondId?: string
}

/** Whether they ask for help or give it. */
export const sideOf = ({ party }: Pick<SosStanding, 'party'>): 'caller' | 'helper' =>
  party === 'helper' ? 'helper' : 'caller'

/** Roles that stand on the ladder, and the code of the place that they must hold. */
const ladderRoles: Partial<Record<Role, keyof Place>> = {
  buildingLeader: 'building',
  gridWorker: 'grid',
  secretary: 'community',
  communityWorker: 'community',
  streetOfficer: 'street',
}

/**
 * The role by which someone stands on the ladder of a place: also off duty, for at night the phone rings all the same.
 * @param isCalled they were called on duty, for which any role in the street will do.
 */
async function findLadderRole(
  userId: string,
  place: LadderTarget,
  isCalled: boolean,
  now: Date,
): Promise<Role | undefined> {
  const rows = await Membership.find({ userId, endedAt: { $exists: false } })
    .limit(50)
    .lean<MembershipFields[]>()
  const inForce = rows.filter(({ from, until }) => from <= now && (until == null || until > now))
  const holds = ({ role, areaCode, street }: MembershipFields): boolean => {
    const level = ladderRoles[role]
    if (level !== undefined && areaCode != null && place[level] === areaCode) return true
    return isCalled && (street == null ? place.district === areaCode : street === place.street)
  }
  return inForce.find(holds)?.role
}

/** The bond by which someone is family now; read from the database, so that an ended one counts at once. */
async function findFamily(
  actor: Pick<Actor, 'userId'>,
  { personId }: LadderTarget,
  now: Date,
): Promise<Omit<SosStanding, 'party'> | undefined> {
  const bonds = personId ? await listFamilyBonds(personId, now) : []
  const bond = bonds.find(({ proxyUserId }) => proxyUserId.toString() === actor.userId)
  return (
    bond && {
      name: nameFamily(bond),
      readsHealth: bond.scopes.includes('health'),
      bondId: bond._id.toString(),
    }
  )
}

/** Whose call it is: the person herself. */
function isOwn(actor: Actor, sos: SosRecord): boolean {
  if (sos.callerUserId?.toString() === actor.userId) return true
  return sos.personId !== undefined && sos.personId.toString() === actor.personId
}

/** Undefined for everyone who is not on the ladder: they do not learn that there is such a call. */
export async function findStanding(
  actor: Actor,
  sos: SosRecord,
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<SosStanding | undefined> {
  const now = deps.clock.now()
  if (isOwn(actor, sos)) return { party: 'caller', name: ownName, readsHealth: true }
  const family = await findFamily(actor, sos, now)
  if (family) {
    const pressed = sos.createdBy.toString() === actor.userId
    return { party: pressed ? 'presser' : 'helper', ...family }
  }
  const isCalled = sos.dutyIds.some((id) => id.toString() === actor.userId)
  const role = await findLadderRole(actor.userId, sos, isCalled, now)
  if (role === undefined) return undefined
  const name = (await readUserNames([actor.userId], deps)).get(actor.userId) ?? ''
  const readsHealth = findMembershipOver(actor, ['secretary', 'communityWorker'], toPlace(sos)) !== undefined
  return { party: 'helper', name: `${roleNames[role]} ${name}`.trim(), readsHealth }
}

const hasIt = ({ helper }: SosRecord, { userId }: Actor): boolean => helper?.userId.toString() === userId

const isOnTheWay = ({ state, helper, history }: SosRecord): boolean =>
  state === 'acknowledged' &&
  history.some(({ action, at }) => action === 'onTheWay' && helper !== undefined && at >= helper.since)

/** Whether nothing but presses of this one stands behind it: taken back, nobody else's goes with it. */
const isAllHis = ({ history }: SosRecord, { userId }: Actor): boolean =>
  history.every((entry) => !isAlarm(entry) || entry.by.userId?.toString() === userId)

/** Only whoever has it gives it back; that she is on the way she says once, for the time to arrive runs from then. */
export const listSosActions = (sos: SosRecord, { party }: SosStanding, actor: Actor): SosAction[] =>
  availableSosActions(sos.state, [party]).filter((action) => {
    if (action === 'handBack') return hasIt(sos, actor)
    if (action === 'cancel' && party === 'presser') return isAllHis(sos, actor)
    return action !== 'onTheWay' || !hasIt(sos, actor) || !isOnTheWay(sos)
  })
