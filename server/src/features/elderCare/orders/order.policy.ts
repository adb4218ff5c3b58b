import { isCarried } from '@linli/shared/elderCare/itemKinds'
import {
  availableOrderActions,
  isOrderAhead,
  orderRules,
  type OrderAction,
  type OrderParty,
} from '@linli/shared/elderCare/order.state'
import type { Place } from '@linli/shared/areas/areas'
import { addDays, toShanghaiDay } from '@linli/shared/time'
import { createHash } from 'node:crypto'
import { postKindOf } from '@linli/shared/users/posts'
import type { Acting } from '../../families/bond.access'
import { findMembershipOver, hasRole, isOwnMatter, isSystem, postsOf, type Actor } from '../../users/actor'
import { findCareStaff } from '../clients/client.access'
import { isDoorOfItsTime, isOnItsDay, isUnbegun } from './order.clock'
import { isNotDone } from './order.ending'
import { isDoorOpen } from './order.fee'
import type { OrderRecord } from './order.model'
import { isStaffOf } from '../providers/provider.policy'

/** Whoever looks at an order, and by what bond they act for the elder, where they do. */
export interface OrderViewer {
  actor: Actor
  acting?: Acting | undefined
  /** Whether the elder let them read about health: oneself, or a proxy with that scope. */
  mayReadHealth?: boolean | undefined
  /** Opened by rank with a reason, which the elder can read. */
  hasReason?: boolean | undefined
}

const isHelperOf = (actor: Actor, order: Pick<OrderRecord, 'helpers'>) =>
  order.helpers.find(({ userId }) => userId.toString() === actor.userId)

/** Whoever went off duty gets nothing new, and does what she took. */
const helpsIn = ({ memberships, volunteersIn = [] }: Actor, community: string | undefined): boolean =>
  community !== undefined &&
  (volunteersIn.includes(community) ||
    memberships.some(({ role, place }) => role === 'volunteer' && place.community === community))

/** Named on the order, and still what they were then: a role that ended takes its orders with it. */
function mayHelp(actor: Actor, order: OrderRecord): boolean {
  const helper = isHelperOf(actor, order)
  if (!helper)
    return order.helpers.length === 0 && order.state !== 'assigned' && isStaffOf(actor, order.unitId)
  return helper.isVolunteer ? helpsIn(actor, order.community) : isStaffOf(actor, order.unitId)
}

/** In what capacities someone stands to an order. */
export function findOrderParties({ actor, acting }: OrderViewer, order: OrderRecord): OrderParty[] {
  const posts = postsOf(actor)
  const isPool =
    postKindOf(order.post) === 'pool' && posts.includes(order.post) && hasRole(actor, 'volunteer')
  const parties: [OrderParty, boolean][] = [
    ['elder', acting !== undefined],
    ['provider', isStaffOf(actor, order.unitId) && order.post !== order.desk],
    ['helper', mayHelp(actor, order)],
    ['pool', isPool],
    ['station', findCareStaff(actor, order) !== undefined],
    ['above', order.escalatedTo !== undefined && posts.includes(order.escalatedTo)],
  ]
  return parties.filter(([, stands]) => stands).map(([party]) => party)
}

/** How much of an order someone may read; `pool`: what and when, roughly where, to decide whether to help. */
export type OrderSight = 'all' | 'pool' | 'none'

export function findOrderSight(viewer: OrderViewer, order: OrderRecord): OrderSight {
  if (isSystem(viewer.actor)) return 'all'
  const parties = findOrderParties(viewer, order)
  if (viewer.hasReason === true || parties.some((party) => party !== 'pool')) return 'all'
  return parties.includes('pool') ? 'pool' : 'none'
}

/** Rank over the elder's place opens one order with a reason; health and contact stay shut. */
export const mayOpenOrder = (actor: Actor, place: Partial<Place>): boolean =>
  findMembershipOver(actor, ['streetOfficer', 'districtOfficer', 'administrator'], place) !== undefined

/** Until the end of its day, while somebody is there, and while it is to be made good. */
export const isToBeDone = (order: OrderRecord, now: Date): boolean =>
  order.open &&
  (order.day >= toShanghaiDay(now) ||
    isOnItsDay(order, now) ||
    order.state === 'started' ||
    order.state === 'disputed')

/** Name, phone and door open only to whoever does it, while it is to be done, and to the community's staff. */
export function canSeeOrderContact(viewer: OrderViewer, order: OrderRecord): boolean {
  const parties = findOrderParties(viewer, order)
  if (parties.includes('station') || parties.includes('above')) return true
  return order.open && (parties.includes('provider') || parties.includes('helper'))
}

/** Health: the elder, who she lets, and those who care for her now. The community's desk is no care role. */
export function canSeeOrderHealth(viewer: OrderViewer, order: OrderRecord): boolean {
  const parties = findOrderParties(viewer, order)
  if (parties.includes('elder')) return viewer.mayReadHealth === true
  return order.open && (parties.includes('provider') || parties.includes('helper'))
}

const didIt = (order: OrderRecord, actor: Actor): boolean =>
  isHelperOf(actor, order) !== undefined || isStaffOf(actor, order.unitId)

type Guard = (order: OrderRecord, viewer: OrderViewer, now: Date) => boolean

const isOnTheDay: Guard = (order, _, now) => isOnItsDay(order, now)

/** The elder's own word counts whoever else she is; whoever acts for her, or calls her, must not have done the work. */
const mayConfirm: Guard = (order, { actor, acting }) => acting?.kind === 'self' || !didIt(order, actor)

/** Acts for the elder and works for those who do it: she cannot be on both sides. */
export const isOnBothSides = (order: OrderRecord, { actor, acting }: OrderViewer): boolean =>
  acting?.kind === 'proxy' && didIt(order, actor)

/** The digits show that somebody came to her door: whoever may come there herself is not shown them. */
export const mayKnowCode = (order: OrderRecord, viewer: OrderViewer): boolean =>
  viewer.acting !== undefined && !isOnBothSides(order, viewer)

/** Money and quarrels of the own family are for a colleague, or the level above. */
const isNotOwn: Guard = ({ personId }, { actor }) => !isOwnMatter(actor, personId)

/** Once those above have it, only the elder herself may say before they do that it is all right now. */
const isHerWord: Guard = ({ state, escalatedTo }, { acting }) =>
  state !== 'disputed' || escalatedTo === undefined || acting !== undefined

/** She was found after her door stayed shut at that time; or nobody was at it, and the desk has asked since how she is. */
const isKnownWell = (order: OrderRecord): boolean =>
  !isDoorOpen(order) && (isDoorOfItsTime(order) || isUnbegun(order))

/** What the table cannot say: the day, counts, and who must not judge his own work. */
const guards: Partial<Record<OrderAction, Guard>> = {
  // What became of it is asked then, and written down.
  cancel: (order) => !isUnbegun(order),
  accept: (order) => postKindOf(order.post) !== 'pool',
  offer: ({ item, post }) =>
    postKindOf(post) !== 'pool' && item.doers.some(({ kind, count }) => kind === 'volunteer' && count === 1),
  assign: (order) => postKindOf(order.post) !== 'pool',
  // Whoever works where she comes to does not set out.
  depart: (order, viewer, now) =>
    order.item.place === 'home' && order.departedAt === undefined && isOnTheDay(order, viewer, now),
  start: isOnTheDay,
  deliver: ({ item, day }, _, now) =>
    isCarried(item) && day <= toShanghaiDay(now) && day >= addDays(toShanghaiDay(now), -1),
  noAnswer: (order, viewer, now) => !isDoorOpen(order) && isOnTheDay(order, viewer, now),
  reportSafe: isDoorOpen,
  noShow: (order, { actor }) => isKnownWell(order) && !didIt(order, actor),
  conclude: (order, _, now) =>
    isOrderAhead(order.state)
      ? isUnbegun(order) && !isDoorOpen(order)
      : order.isUnfinished === true || order.endsAt <= now,
  confirm: (...asked) => mayConfirm(...asked) && isHerWord(...asked),
  dispute: mayConfirm,
  redo: ({ disputes }) => disputes < 2,
  decide: (order, ...asked) => isNotOwn(order, ...asked) && !didIt(order, asked[0].actor),
  rate: (order, ...asked) => !order.rating && !isNotDone(order) && mayConfirm(order, ...asked),
  receive: (order, ...asked) => order.payment.state === 'due' && isNotOwn(order, ...asked),
  payLater: ({ payBy }) => payBy !== undefined,
}

/** Whether an action that the table knows is refused now. */
export function isOrderGuarded(
  action: OrderAction,
  order: OrderRecord,
  viewer: OrderViewer,
  now: Date,
): boolean {
  return guards[action]?.(order, viewer, now) === false
}

/** What this person may do to this order now: sent with it, drawn as buttons, and checked again on each press. */
export function listOrderActions(viewer: OrderViewer, order: OrderRecord, now: Date): OrderAction[] {
  return availableOrderActions(order.state, findOrderParties(viewer, order)).filter(
    (action) => !isOrderGuarded(action, order, viewer, now),
  )
}

const isDrawn = ({ _id }: Pick<OrderRecord, '_id'>): boolean =>
  createHash('sha256').update(`spot check ${_id.toString()}`).digest().readUInt32BE() %
    orderRules.checkOneIn ===
  0

/**
 * Somebody says that he was at a door where nothing shows it: neither digits nor card, and where a phone was says little.
 * Of these the desk asks the elder about a few, drawn by the order's number, so that nobody knows beforehand; about each
 * that should have been shown and was not.
 */
export const isSpotChecked = (order: OrderRecord): boolean =>
  order.startedBy === 'word' ||
  (order.item.place === 'home' &&
    order.startedBy === 'none' &&
    order.record?.outcome === 'done' &&
    isDrawn(order))

/** Until when the digits cannot be tried again; undefined when they can. */
export const findCodeLock = ({ codeLockedUntil }: Pick<OrderRecord, 'codeLockedUntil'>, now: Date) =>
  codeLockedUntil !== undefined && codeLockedUntil > now ? codeLockedUntil : undefined

/** How many more wrong tries there are before the lock. */
export const isLastTry = ({ codeTries }: Pick<OrderRecord, 'codeTries'>): boolean =>
  (codeTries + 1) % orderRules.codeTries === 0
