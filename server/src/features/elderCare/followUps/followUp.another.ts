import { followUpTexts, type FollowUpKind } from '@linli/shared/elderCare/followUp'
import type { Deps } from '../../../deps'
import { makeOutboxEntry } from '../../messages/outbox'
import type { OrderRecord } from '../orders/order.model'
import { FollowUp, type FollowUpRecord } from './followUp.model'
import { findDueAt, keyOfOrder, openOrderFollowUp } from './followUp.service'

/** Whoever was to do it does not: the desk finds another one, or agrees with the elder what to do instead. */
const anotherKinds = ['returned', 'unitStopped', 'unstaffed'] as const satisfies FollowUpKind[]
type AnotherKind = (typeof anotherKinds)[number]

type Call = Pick<FollowUpRecord, '_id' | 'key' | 'kind' | 'isOpen' | 'dueAt' | 'alsoFor'>

const isFor = (key: string, call: Call): boolean => call.key === key || call.alsoFor?.includes(key) === true

const isSooner = (kind: FollowUpKind, other: FollowUpKind): boolean =>
  followUpTexts[kind].minutes < followUpTexts[other].minutes

/** A call that nobody has made yet is for what happened since as well, and as pressing. @returns whether it is open still. */
async function joinCall(call: Call, kind: AnotherKind, key: string, deps: Pick<Deps, 'clock'>) {
  if (isFor(key, call)) return true
  const checkAt = findDueAt(kind, deps.clock.now())
  const dueAt = checkAt < call.dueAt ? checkAt : call.dueAt
  const pressing = {
    $set: { kind, dueAt, checkAt, hasOutbox: true },
    $push: { outbox: makeOutboxEntry('careFollowUp.opened', {}, deps) },
  }
  const { matchedCount } = await FollowUp.updateOne(
    { _id: call._id, isOpen: true },
    { $addToSet: { alsoFor: key }, ...(isSooner(kind, call.kind) ? pressing : {}) },
  )
  return matchedCount === 1
}

/**
 * The desk is asked to find somebody else for an order: by one call at a time, and once for each occasion. Repeatable.
 * @returns whether it is a new call.
 */
export async function askForAnother(
  order: OrderRecord,
  kind: AnotherKind,
  occasion: string,
  deps: Pick<Deps, 'clock'>,
): Promise<boolean> {
  const key = keyOfOrder(order, kind, occasion)
  const rows = await FollowUp.find({ orderId: order._id }, { outbox: 0, note: 0 }).lean<Call[]>()
  const calls = rows.filter((call) => anotherKinds.some((another) => another === call.kind))
  const open = calls.find(({ isOpen }) => isOpen)
  if (open && (await joinCall(open, kind, key, deps))) return false
  if (calls.some((call) => isFor(key, call))) return false
  return openOrderFollowUp(order, kind, occasion, deps)
}
