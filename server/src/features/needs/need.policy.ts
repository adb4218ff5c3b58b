import { areaLevelOf, placeOf } from '@linli/shared/areas/areas'
import { availableActions, needRules, type NeedAction, type NeedParty } from '@linli/shared/needs/need.state'
import { postKindOf, postTargetOf, triageAbove, type Post } from '@linli/shared/users/posts'
import { addWorkingTime } from '../../lib/workingTime'
import { scheduleOf } from '../routing/deadline'
import { isSystem, postsOf, type Actor, type ActorBond } from '../users/actor'
import type { NeedRecord } from './need.model'

const dayMilliseconds = 24 * 60 * 60 * 1000

/** Every desk above one, lowest first. */
export function listDesksAbove(desk: Post): Post[] {
  const above = postKindOf(desk) === 'triage' ? triageAbove(postTargetOf(desk)) : undefined
  return above === undefined ? [] : [above, ...listDesksAbove(above)]
}

const isUser = (id: { toString(): string } | undefined, actor: Actor): boolean =>
  id?.toString() === actor.userId

/** The person a complaint is about, or anyone who works in the unit it is about, on duty or not. */
function isMeant(actor: Actor, { subject }: Pick<NeedRecord, 'subject'>): boolean {
  if (!subject) return false
  if (subject.kind === 'user') return isUser(subject.id, actor)
  const id = subject.id.toString()
  return (actor.worksIn?.includes(id) ?? false) || postsOf(actor).includes(`unit:${id}`)
}

/**
 * Whoever must not know of a complaint, whatever posts they hold besides. Only its author, who may work there too,
 * goes on as its author.
 */
export const isSubject = (actor: Actor, need: Pick<NeedRecord, 'subject' | 'reporterId'>): boolean =>
  isMeant(actor, need) && !isUser(need.reporterId, actor)

type Owned = Pick<NeedRecord, 'reporterId' | 'personId' | 'proxy' | 'isSensitive'>

/** The one it is for, or who raised it for themselves. */
function isOwner(actor: Actor, need: Owned): boolean {
  const isPerson = need.personId !== undefined && need.personId.toString() === actor.personId
  return isUser(need.reporterId, actor) || isPerson
}

/**
 * The bond by which the actor stands in for the one it is for: only in what was raised by proxy, and of health,
 * family, dispute and care only for the relative who raised it. As old as the actor; a step asks `findActing` anew.
 */
export function findProxyBond(actor: Actor, need: Owned): ActorBond | undefined {
  const { proxy, personId } = need
  if (!proxy || personId === undefined || isOwner(actor, need)) return undefined
  if (need.isSensitive && !isUser(proxy.userId, actor)) return undefined
  return actor.bonds?.find((bond) => bond.personId === personId.toString() && bond.scopes.includes('needs'))
}

export const isResident = (actor: Actor, need: Owned): boolean =>
  isOwner(actor, need) || findProxyBond(actor, need) !== undefined

/** In what capacities someone stands to a need. The subject of a complaint stands in none. */
export function findParties(actor: Actor, need: NeedRecord): NeedParty[] {
  if (isMeant(actor, need)) return isSubject(actor, need) ? [] : ['resident']
  const posts = postsOf(actor)
  const isHeld = posts.includes(need.post)
  const isPool = postKindOf(need.post) === 'pool'
  const isTriage = posts.includes(need.triage)
  const higher = listDesksAbove(need.triage).filter((desk) => posts.includes(desk))
  const isAbove = higher.some((desk) => need.readers.includes(desk))
  const didTheWork = isUser(need.resolvedBy, actor) || isUser(need.handlerId, actor)
  const parties: [NeedParty, boolean][] = [
    ['resident', isResident(actor, need)],
    ['holder', isHeld && !isPool],
    ['helper', !isHeld && need.helpers.some(({ post }) => posts.includes(post))],
    ['pool', isHeld && isPool],
    ['triage', isTriage],
    ['above', isAbove],
    ['rank', higher.length > 0 && !isAbove],
    ['checker', (isTriage || isAbove) && !didTheWork && !isResident(actor, need)],
  ]
  return parties.filter(([, stands]) => stands).map(([party]) => party)
}

/**
 * How much of a need someone may read: all; `pool`: words and the rough place, to decide whether to help;
 * `numbers`: state and deadlines; `shared`: category, place and date of a public one; or nothing.
 * Source: product page, "Rank gives numbers, deadlines and supervision".
 */
export type Sight = 'all' | 'pool' | 'numbers' | 'shared' | 'none'

export function findSight(actor: Actor, need: NeedRecord, hasReason = false): Sight {
  if (isSystem(actor)) return 'all'
  if (isSubject(actor, need)) return 'none'
  const parties = findParties(actor, need)
  if (parties.some((p) => p === 'resident' || p === 'holder' || p === 'triage' || p === 'above')) return 'all'
  if (postsOf(actor).some((post) => need.readers.includes(post) && post !== need.post)) return 'all'
  if (parties.includes('rank')) return hasReason ? 'all' : 'numbers'
  if (parties.includes('pool')) return 'pool'
  const isShared = need.isPublicPlace && !need.isSensitive && !need.subject && need.check === 'pass'
  return isShared && actor.community === need.community && actor.level !== 'guest' ? 'shared' : 'none'
}

const openers: readonly NeedParty[] = ['triage', 'above', 'rank']

/** Who sits at a desk of the place or above it opens what is shut to them with a reason, which the resident reads. */
export const mayOpenWithReason = (actor: Actor, need: NeedRecord): boolean =>
  findParties(actor, need).some((party) => openers.includes(party))

/**
 * Name, phone and address open to whoever holds the job until it is done, and to the desk that answers for it until
 * it has ended; after that, and to rank, only with a reason.
 */
export function canSeeContact(actor: Actor, need: NeedRecord, hasReason = false): boolean {
  if (hasReason && mayOpenWithReason(actor, need)) return true
  if (!need.open) return false
  const parties = findParties(actor, need)
  if (parties.includes('triage') || parties.includes('checker')) return true
  return parties.includes('holder') && need.state !== 'resolved'
}

/** By when its holder may return it. */
function findReturnDeadline(need: Pick<NeedRecord, 'heldSince' | 'clock'>): Date {
  return addWorkingTime(need.heldSince, needRules.returnWindowMinutes, scheduleOf(need.clock))
}

/** Work that came back this often needs one lead, named by the lowest common level. */
const isCoordinationDue = (need: Pick<NeedRecord, 'returns'>): boolean =>
  need.returns >= needRules.returnsBeforeCoordination

type Guard = (need: NeedRecord, actor: Actor, now: Date) => boolean

const isHeldByOwnDesk: Guard = (need) => need.post === need.triage || need.post === need.escalatedTo

/** What the table cannot say: windows, counts, and who must not judge his own work. */
const guards: Partial<Record<NeedAction, Guard>> = {
  return: (need, _, now) => need.post !== need.assignedBy && now <= findReturnDeadline(need),
  assign: (need) => isHeldByOwnDesk(need, noActor, epoch) && !isCoordinationDue(need),
  transfer: (need) => !isHeldByOwnDesk(need, noActor, epoch) && !isCoordinationDue(need),
  coordinate: isCoordinationDue,
  ask: (need) => need.asks < needRules.maxAsks && (need.reporterId !== undefined || need.proxy !== undefined),
  extend: (need) => need.extensions < needRules.maxExtensions && need.resolveBy !== undefined,
  confirm: (need, actor) => !isUser(need.resolvedBy, actor),
  dispute: (need, actor) => !isUser(need.resolvedBy, actor),
  callback: (need) => need.isCallbackDue,
  claim: (need, actor) => !isResident(actor, need),
  close: (need, actor, now) =>
    need.disputes > 1 && isHeldByOwnDesk(need, actor, now) && !isResident(actor, need),
  rate: (need, actor) =>
    (!need.rating || (need.rating.isByProxy === true && isOwner(actor, need))) &&
    !isUser(need.resolvedBy, actor) &&
    need.outcome !== undefined,
  reopen: (need, _, now) =>
    need.closedAt !== undefined &&
    now.getTime() - need.closedAt.getTime() <= needRules.reopenDays * dayMilliseconds,
}
const noActor = { userId: '' } as Actor
const epoch = new Date(0)

const decisions: readonly string[] = [
  'withdraw',
  'confirm',
  'dispute',
  'rate',
  'reopen',
] satisfies NeedAction[]

/** Since the work was last done, the elder has spoken herself: her word wins over her proxies'. */
function hasOwnersWord({ history }: NeedRecord): boolean {
  const since = history.findLastIndex(({ action }) => action === 'resolve')
  return history
    .slice(since + 1)
    .some(({ action, by }) => decisions.includes(action) && by.kind === 'resident' && by.proxy === undefined)
}

/** Why an action that the table knows is refused now; undefined when it is not. */
export function isGuarded(action: NeedAction, need: NeedRecord, actor: Actor, now: Date): boolean {
  if (decisions.includes(action) && findProxyBond(actor, need) && hasOwnersWord(need)) return true
  return guards[action]?.(need, actor, now) === false
}

/** What this person may do to this need now: sent with it, drawn as buttons, and checked again on each press. */
export function listActions(actor: Actor, need: NeedRecord, now: Date): NeedAction[] {
  return availableActions(need.state, findParties(actor, need)).filter(
    (action) => !isGuarded(action, need, actor, now),
  )
}

/** The lowest area that contains all of them, never below a community. */
export function findCommonArea(codes: readonly string[]): string {
  const [first = '', ...rest] = codes
  const places = rest.map(placeOf)
  const { district, street, community } = placeOf(first)
  if (community !== undefined && places.every((p) => p.community === community)) return community
  if (street !== undefined && places.every((p) => p.street === street)) return street
  return district
}

/** Whether a desk may give work to a post in an area: one below it, or one that serves the place from above. */
export function mayAssignTo(desk: Post, postArea: string, need: NeedRecord): boolean {
  const deskArea = postTargetOf(desk)
  const isBelow = postArea.startsWith(deskArea)
  const servesPlace = [need.community, need.street, need.district].includes(postArea)
  return isBelow || (servesPlace && areaLevelOf(postArea) !== undefined)
}
