import {
  holdsPlace,
  isOrderOpen,
  type OrderAction,
  type OrderState,
  type OrderStep,
} from '@linli/shared/elderCare/order.state'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../../deps'
import { kickOutbox, makeOutboxEntry } from '../../messages/outbox'
import { findDueOrderStep } from './order.clock'
import { addSaid } from './order.said'
import { Order, type OrderEntry, type OrderRecord } from './order.model'
import { freeHelpers, listHeldDays } from '../providers/helperDay.service'
import { giveBackPlace, type Taker } from '../providers/slot.service'
import { systemActor } from '../../users/actor'

type Clearable = {
  [K in keyof OrderRecord]-?: undefined extends OrderRecord[K] ? K : never
}[keyof OrderRecord]

/** What one action or one step of the clock does to an order; pure data until `applyOrderChange` writes it. */
export interface OrderChange {
  to: OrderState
  set?: Partial<OrderRecord>
  unset?: Clearable[]
  text?: string | undefined
  details?: Record<string, unknown>
  isInternal?: boolean
  /** These people are given the order: the time is taken of them in the same write. */
  takesTimeOf?: OrderRecord['helpers']
  /** Written in one transaction with the change: both stand, or neither. Thrown out of it, nothing was written. */
  together?: (session: ClientSession) => Promise<void>
  /** Ends what was reserved for the change, once it is known whether it was written. */
  afterwards?: (isWritten: boolean) => Promise<void>
}

export type OrderAuthor = OrderEntry['by']

/** The clock, a rule or a plan acting without a person. */
export const systemOrderAuthor: OrderAuthor = {
  userId: new Types.ObjectId(systemActor.userId),
  kind: 'system',
  name: systemActor.displayName,
}

export function makeOrderEntry(
  order: Pick<OrderRecord, 'state'>,
  action: OrderAction | OrderStep,
  change: OrderChange,
  by: OrderAuthor,
  extra: { now: Date; requestKey?: string | undefined },
): OrderEntry {
  return {
    id: new Types.ObjectId().toString(),
    at: extra.now,
    action,
    from: order.state,
    to: change.to,
    by,
    ...(change.details ? { details: change.details } : {}),
    ...(extra.requestKey === undefined ? {} : { requestKey: extra.requestKey }),
    ...(change.isInternal ? { isInternal: true } : {}),
  }
}

function previewChange(order: OrderRecord, change: Pick<OrderChange, 'to' | 'set' | 'unset'>): OrderRecord {
  const gone: readonly string[] = change.unset ?? []
  const kept = Object.fromEntries(
    Object.entries(order).filter(([key]) => !gone.includes(key)),
  ) as unknown as OrderRecord
  return {
    ...kept,
    ...change.set,
    state: change.to,
    open: isOrderOpen(change.to),
    version: order.version + 1,
  }
}

/** The place that the change gives up: of an order that ended without service, or that moved elsewhere. */
export function findFreedSlot(order: OrderRecord, next: OrderRecord): Types.ObjectId | undefined {
  if (!order.slotId.equals(next.slotId)) return order.slotId
  return holdsPlace(order.state) && !holdsPlace(next.state) ? order.slotId : undefined
}

/** Who was to do it and is not any more. */
const listReleased = (order: OrderRecord, next: OrderRecord): string[] =>
  order.helpers
    .filter(({ userId }) => !next.helpers.some((helper) => helper.userId.equals(userId)))
    .map(({ userId }) => userId.toString())

/** The days of those who had it and have it no more. */
function listFreedDays(order: OrderRecord, next: OrderRecord): string[] {
  const kept = listHeldDays(next)
  return listHeldDays(order).filter((id) => !kept.includes(id))
}

/**
 * Writes a change with its history entry and its outbox entry in one conditional update. A place and the helpers'
 * time that become free are given back at once, and once more by the outbox, should this server die in between.
 * @returns the new record, or undefined when someone else moved the order first: nothing was written then.
 */
export async function applyOrderChange(
  order: OrderRecord,
  change: OrderChange,
  entry: OrderEntry,
  deps: Deps,
  session?: ClientSession,
): Promise<OrderRecord | undefined> {
  const { text } = change
  const said = text === undefined ? {} : { said: addSaid(order, entry.id, text, deps) }
  const set = { ...change.set, ...said }
  const next = previewChange(order, { ...change, set })
  const checkAt = findDueOrderStep(next)?.at
  const freed = findFreedSlot(order, next)
  const freedDays = listFreedDays(order, next)
  const released = listReleased(order, next)
  const isElsewhere = !order.unitId.equals(next.unitId) || order.day !== next.day
  const data = {
    entryId: entry.id,
    postBefore: order.post,
    version: next.version,
    ...(isElsewhere ? { dayBefore: { unitId: order.unitId.toString(), day: order.day } } : {}),
    ...(released.length > 0 ? { released } : {}),
    ...(freed ? { freedSlot: freed.toString() } : {}),
    ...(freedDays.length > 0 ? { freedDays } : {}),
  }
  const unset = [...(change.unset ?? []), ...(checkAt === undefined ? (['checkAt'] as const) : [])]
  const { modifiedCount } = await Order.updateOne(
    { _id: order._id, state: order.state, version: order.version },
    {
      $set: {
        ...set,
        ...{ state: next.state, open: next.open, version: next.version, hasOutbox: true },
        ...(checkAt === undefined ? {} : { checkAt }),
      },
      ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((key) => [key, 1])) } : {}),
      $push: { history: entry, outbox: makeOutboxEntry(`careOrder.${entry.action}`, data, deps) },
    },
    session ? { session } : {},
  )
  if (modifiedCount === 0) return undefined
  await freeHelpers(order._id, freedDays, next.version, session)
  const written = { ...next, history: [...order.history, entry] }
  // Within a transaction nobody else sees it yet: the outbox gives the place back and tells.
  if (session) return written
  await settleOrderChange(written, { freed, postBefore: order.post }, deps)
  return written
}

/** For whom a place is taken that a change brings. */
export const nextOf = ({ _id, version }: Pick<OrderRecord, '_id' | 'version'>): Taker => ({
  orderId: _id,
  version: version + 1,
})

/**
 * A place was taken for the next version of an order, which then was not written: somebody else wrote that version.
 * It is given back, unless theirs is the order's place now.
 */
export async function dropPlace(
  { _id, version }: Pick<OrderRecord, '_id' | 'version'>,
  slotId: Types.ObjectId,
): Promise<void> {
  const now = await Order.findOne({ _id }, { slotId: 1, state: 1 }).lean<
    Pick<OrderRecord, 'slotId' | 'state'>
  >()
  const isOwned = now?.slotId.equals(slotId) === true && holdsPlace(now.state)
  if (!isOwned) await giveBackPlace(slotId, _id, version + 2)
}

/** What follows a written change at once; all of it is repeated by the outbox where it matters. */
export async function settleOrderChange(
  order: OrderRecord,
  { freed, postBefore }: { freed: Types.ObjectId | undefined; postBefore: OrderRecord['post'] },
  deps: Deps,
): Promise<void> {
  if (freed) await giveBackPlace(freed, order._id, order.version)
  kickOutbox(Order)
  announceOrder(order, postBefore, deps)
}

/** Tells open pages; a lost event is made good by the catch-up. */
export function announceOrder(
  order: OrderRecord,
  postBefore: OrderRecord['post'] | undefined,
  deps: Deps,
): void {
  const id = order._id.toString()
  deps.publish({
    name: 'careOrder.changed',
    rooms: [`careOrder:${id}`],
    data: { id, version: order.version, state: order.state },
  })
  if (order.state === 'placed') return
  const posts = new Set([order.post, `unit:${order.unitId.toString()}` as const, postBefore ?? order.post])
  for (const post of posts) deps.publish({ name: 'queue.changed', rooms: [`post:${post}`], data: { post } })
}
