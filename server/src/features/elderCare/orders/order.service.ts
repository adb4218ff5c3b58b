import type { ErrorCode } from '@linli/shared/errors'
import { mayOverlap } from '@linli/shared/elderCare/itemKinds'
import type { OrderActionBody } from '@linli/shared/elderCare/order.actions'
import { findOrderTransition, type OrderAction } from '@linli/shared/elderCare/order.state'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../../deps'
import { AppError, assertThat } from '../../../lib/appError'
import { inTransaction } from '../../../lib/inTransaction'
import { findActing, whileActing } from '../../families/bond.access'
import type { Actor } from '../../users/actor'
import { hasRecordAccess } from '../../users/recordAccess.service'
import { findCareStaff } from '../clients/client.access'
import { whileHolding } from '../providers/helperDay.service'
import {
  applyOrderChange,
  findFreedSlot,
  makeOrderEntry,
  settleOrderChange,
  type OrderAuthor,
  type OrderChange,
} from './order.change'
import { isDoorOpen } from './order.fee'
import { Order, type OrderRecord } from './order.model'
import { planOrderMove } from './order.moves'
import { authorOf } from './order.intake'
import { describePresent } from './order.present'
import { assertOnItsDay, isSamePress, readPressedAt } from './order.pressed'
import {
  findOrderParties,
  findOrderSight,
  isOrderGuarded,
  mayOpenOrder,
  type OrderSight,
  type OrderViewer,
} from './order.policy'
import { describeOrderAction } from './order.lineWords'
import { askAboutToldLate, findToldLate } from './order.toldLate'

/** @throws AppError `record.not_found` where there is none. */
async function readOrder(id: string): Promise<OrderRecord> {
  const order = await Order.findOne({ _id: id }).lean<OrderRecord | null>()
  assertThat(order, 'record.not_found')
  return order
}

/** By what right the actor looks: a bond is read anew each time, so that one revoked counts at once. */
export async function findViewer(actor: Actor, order: OrderRecord, deps: Deps): Promise<OrderViewer> {
  const personId = order.personId.toString()
  const acting = await findActing(actor, personId, 'orders', deps)
  if (!acting) return { actor }
  const mayReadHealth =
    acting.kind === 'self' || (await findActing(actor, personId, 'health', deps)) !== undefined
  return { actor, acting, mayReadHealth }
}

export interface SeenOrder {
  order: OrderRecord
  viewer: OrderViewer
  sight: OrderSight
}

/**
 * An order as this person may see it; whoever may see nothing of it is told there is none, and whoever has only rank
 * over it that a reason is asked.
 * @throws AppError `record.not_found`, `access.reason_required`.
 */
export async function findVisibleOrder(actor: Actor, id: string, deps: Deps): Promise<SeenOrder> {
  const order = await readOrder(id)
  const viewer = await findViewer(actor, order, deps)
  const sight = findOrderSight(viewer, order)
  if (sight !== 'none') return { order, viewer, sight }
  assertThat(mayOpenOrder(actor, order), 'record.not_found')
  assertThat(await hasRecordAccess(actor, 'careOrder', id, deps), 'access.reason_required')
  return { order, viewer: { ...viewer, hasReason: true }, sight: 'all' }
}

const refusals: Partial<Record<OrderAction, (order: OrderRecord) => ErrorCode>> = {
  noShow: () => 'care.not_safe_yet',
  conclude: (order) => (isDoorOpen(order) ? 'care.not_safe_yet' : 'care.invalid_transition'),
  rate: ({ rating }) => (rating ? 'care.rated_already' : 'care.not_confirmable'),
  confirm: () => 'care.not_confirmable',
  dispute: () => 'care.not_confirmable',
  decide: () => 'care.own_matter',
  receive: ({ payment }) => (payment.state === 'due' ? 'care.own_matter' : 'care.invalid_transition'),
}

const isTaking = (action: OrderAction): boolean => action === 'claim' || action === 'accept'

/**
 * The order to act on. What one has handed over may be out of one's sight, but the press that did so, sent again, is
 * answered; whoever was offered it in the pool is told that a neighbour was faster, not that there is no such order.
 */
async function findActable(
  actor: Actor,
  id: string,
  body: OrderActionBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<SeenOrder> {
  try {
    return await findVisibleOrder(actor, id, deps)
  } catch (error) {
    const order = await readOrder(id)
    if (isSamePress(order, actor, body, requestKey))
      return { order, viewer: await findViewer(actor, order, deps), sight: 'none' }
    const wasOffered = actor.memberships.some(
      ({ role, place }) => role === 'volunteer' && place.community === order.community,
    )
    const isClaimed = order.open && order.history.some((entry) => entry.action === 'claim')
    const isBeaten = body.action === 'claim' && wasOffered && isClaimed
    throw isBeaten ? new AppError('care.already_taken', describePresent(order)) : error
  }
}

/** @throws AppError 403 when this person never may, 409 when not now. */
function assertMayAct(action: OrderAction, order: OrderRecord, viewer: OrderViewer, pressedAt: Date): void {
  const parties = findOrderParties(viewer, order)
  const transition = findOrderTransition(order.state, action)
  if (!transition) {
    const code =
      isTaking(action) && order.helpers.length > 0 ? 'care.already_taken' : 'care.invalid_transition'
    throw new AppError(findToldLate(order, action, pressedAt) ?? code, describePresent(order))
  }
  assertThat(
    transition.by.some((party) => parties.includes(party)),
    'access.denied',
  )
  if (!isOrderGuarded(action, order, viewer, pressedAt)) return
  assertOnItsDay(action, order, pressedAt)
  throw new AppError(refusals[action]?.(order) ?? 'care.invalid_transition', describePresent(order))
}

/** Who acts, as the timeline names them. */
function findAuthor({ actor, acting }: OrderViewer, order: OrderRecord, action: OrderAction): OrderAuthor {
  const byElder = findOrderTransition(order.state, action)?.by.includes('elder') === true
  if (acting && byElder) return authorOf(actor, { acting })
  const helper = order.helpers.find(({ userId }) => userId.toString() === actor.userId)
  const userId = new Types.ObjectId(actor.userId)
  const membership = actor.memberships.find(({ unitId }) => unitId === order.unitId.toString())
  const staff = findCareStaff(actor, order) ?? actor.memberships[0]
  const name = helper ? `${order.unitName} ${helper.name}` : (membership?.name ?? staff?.name ?? '志愿者')
  return { userId, kind: 'staff', name: helper?.isVolunteer ? helper.name : name }
}

/** How often a step is tried when something that is no step, such as the clock's, was written meanwhile. */
const mostTries = 3

/**
 * One step by one person. Exactly one of two who press at once wins; the other is told who did and what; the same
 * press resent succeeds without a second effect.
 * @throws AppError 403, 404, 409 as the contract lists; nothing is changed then.
 */
export async function actOnOrder(
  actor: Actor,
  id: string,
  body: OrderActionBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<SeenOrder> {
  for (let tries = 1; ; tries += 1) {
    const seen = await findActable(actor, id, body, requestKey, deps)
    if (isSamePress(seen.order, actor, body, requestKey)) return seen
    const changed = await tryToAct(seen, body, requestKey, deps)
    if (changed) return { ...seen, order: changed, sight: findOrderSight(seen.viewer, changed) }
    const present = await readOrder(id)
    if (isSamePress(present, actor, body, requestKey)) return { ...seen, order: present }
    // What the clock did is no reason to ask her anew: the step is looked at once more, as things are then.
    const isMoved = present.history.slice(seen.order.history.length).some(({ by }) => by.kind !== 'system')
    if (isMoved || tries === mostTries)
      throw new AppError(
        isTaking(body.action) ? 'care.already_taken' : 'request.conflict',
        describePresent(present),
      )
  }
}

async function tryToAct(
  { order, viewer }: SeenOrder,
  body: OrderActionBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<OrderRecord | undefined> {
  const now = deps.clock.now()
  // Pressed where there was no network, it is asked what might be done then.
  const pressedAt = readPressedAt(body, order, now)
  await askAboutToldLate(order, viewer, { action: body.action, pressedAt }, deps)
  assertMayAct(body.action, order, viewer, pressedAt)
  const change = await planOrderMove(body, { order, viewer, requestKey, now, deps })
  const author = findAuthor(viewer, order, body.action)
  const entry = makeOrderEntry(order, body.action, change, author, { now, requestKey })
  const changed = await writeOrEnd(order, viewer, { change, entry }, deps)
  await change.afterwards?.(changed !== undefined)
  return changed
}

/** What is refused while it is written ends what was reserved for it; where the outcome is unknown the sweeps do. */
async function writeOrEnd(...args: Parameters<typeof writeChange>): ReturnType<typeof writeChange> {
  try {
    return await writeChange(...args)
  } catch (error) {
    if (error instanceof AppError && error.status < 500) await args[2].change.afterwards?.(false)
    throw error
  }
}

/** A proxy's step stands only while the bond does, and who is given an order has no other then: in one transaction. */
async function writeChange(
  order: OrderRecord,
  { acting }: OrderViewer,
  { change, entry }: { change: OrderChange; entry: ReturnType<typeof makeOrderEntry> },
  deps: Deps,
): Promise<OrderRecord | undefined> {
  const write = (session?: ClientSession) => applyOrderChange(order, change, entry, deps, session)
  const helpers = change.takesTimeOf
  if (helpers && !mayOverlap(order.item))
    return tellCommitted(await whileHolding(order, helpers, write), order, deps)
  const { together } = change
  if (together) {
    const both = inTransaction(async (session) => {
      const written = await write(session)
      if (written) await together(session)
      return written
    })
    return tellCommitted(await both, order, deps)
  }
  if (acting?.bond === undefined || entry.by.kind !== 'proxy') return write()
  const what = describeOrderAction(entry, order)
  const act = { what, record: { kind: 'careOrder', id: order._id.toString() } }
  return tellCommitted(await whileActing(acting, act, write, deps), order, deps)
}

/** Within a transaction nobody else saw the change; now they do, and what it freed is free. */
async function tellCommitted(
  changed: OrderRecord | undefined,
  before: OrderRecord,
  deps: Deps,
): Promise<OrderRecord | undefined> {
  if (!changed) return undefined
  const freed = findFreedSlot(before, changed)
  await settleOrderChange(changed, { freed, postBefore: before.post }, deps)
  return changed
}
