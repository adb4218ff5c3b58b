import { createHash } from 'node:crypto'
import { Types, type ClientSession } from 'mongoose'
import { hasRoomForIntake } from '../../../database/diskSpace'
import type { Deps } from '../../../deps'
import { AppError, assertThat } from '../../../lib/appError'
import { inTransaction } from '../../../lib/inTransaction'
import { isDuplicate } from '../../../lib/isDuplicate'
import { whileActing } from '../../families/bond.access'
import { kickOutbox } from '../../messages/outbox'
import type { Client } from '../clients/client.access'
import { buildOrder, reserveMoney, type Origin } from './order.build'
import { announceOrder } from './order.change'
import { holdsHer, whileFree } from './order.clash'
import { replaceLapsed } from './order.lapsed'
import { Order, type OrderRecord } from './order.model'
import { orderSubsidy } from './order.subsidy'
import { findWanted, takeFor, type Found, type Wanted } from './order.wanted'
import { Plan } from '../plans/plan.model'
import { giveBackPlace, hasPlace, takePlace, type Taker } from '../providers/slot.service'

/** The same press always makes the same id, so that it takes one place only, however often it is sent. */
function makeOrderId({ createdBy, requestKey }: Pick<Origin, 'createdBy' | 'requestKey'>): Types.ObjectId {
  const hash = createHash('sha256').update(`care order ${createdBy.toString()} ${requestKey}`).digest('hex')
  return Types.ObjectId.createFromHexString(hash.slice(0, 24))
}

async function takeOne(
  orderId: Types.ObjectId,
  { person }: Pick<Client, 'person'>,
  { item, candidate }: Found,
  { plan }: Origin,
  deps: Deps,
): Promise<Types.ObjectId> {
  const own: Taker = { orderId, version: 1 }
  const taker = plan === undefined ? takeFor(own, person._id, item) : own
  const slotId = await takePlace(candidate, taker, deps.clock.now())
  if (slotId) return slotId
  const hasOne = taker.personId !== undefined && (await hasPlace(candidate, taker.personId))
  throw new AppError(hasOne ? 'care.ordered_already' : 'care.slot_full')
}

/**
 * Places one order: takes the place, then writes the order. Sent again it is the first one.
 * @throws AppError as `findWanted`, `care.slot_full`, `care.ordered_already`, `care.price_changed`,
 *   `care.paid_meanwhile`, `care.time_taken`.
 */
export async function placeFor(
  client: Pick<Client, 'person' | 'place' | 'acting'>,
  wanted: Wanted,
  origin: Origin,
  deps: Deps,
): Promise<OrderRecord> {
  const earlier = await findEarlier(origin)
  if (earlier) return earlier
  assertThat(hasRoomForIntake(), 'need.intake_paused')
  const found = await findWanted(client, wanted, deps.clock.now())
  const id = makeOrderId(origin)
  const slotId = await takeOne(id, client, found, origin, deps)
  const record = await writeOrder(id, client, found, { ...wanted, slotId }, origin, deps)
  if (!record) return (await findEarlier(origin)) ?? placeFor(client, wanted, origin, deps)
  kickOutbox(Order)
  announceOrder(record, undefined, deps)
  return record
}

/** @returns undefined when the same press has written it meanwhile; nothing stays taken when it may not be written. */
async function writeOrder(
  id: Types.ObjectId,
  client: Pick<Client, 'person' | 'place' | 'acting'>,
  found: Found,
  { slotId, settlement, selfPaidFen, besideOthers }: Omit<Wanted, 'startsAt'> & { slotId: Types.ObjectId },
  origin: Origin,
  deps: Deps,
): Promise<OrderRecord | undefined> {
  try {
    const money = await reserveMoney(id, client, found, origin.source, deps)
    // Another order of hers, or the unit, may have changed it since. What became cheaper nobody has to be asked about.
    const isAsShown = selfPaidFen === undefined || money.selfPaidFen <= selfPaidFen
    assertThat(isAsShown, 'care.price_changed', { selfPaidFen: money.selfPaidFen })
    const record = await buildOrder(id, client, found, { slotId, settlement }, money, origin, deps)
    await replaceLapsed(record, deps.clock.now())
    await insertOrder(record, client, { ...origin, isBeside: besideOthers === true }, deps)
    return record
  } catch (error) {
    const isRefused = error instanceof AppError && error.status < 500
    if ((isRefused || isDuplicate(error)) && (await Order.exists({ _id: id }))) return undefined
    // Whether it was written is not known, or the same press is being written by its twin: the sweeps look after it.
    if (!isRefused) throw error
    await orderSubsidy().release({ _id: id, personId: client.person._id, version: 1 })
    await giveBackPlace(slotId, id, 2)
    throw error
  }
}

/** Of a plan as it was read: ended or changed meanwhile, it orders nothing. @throws AppError `request.conflict`. */
async function writeForPlan(
  record: OrderRecord,
  { id, version }: NonNullable<Origin['plan']>,
  session: ClientSession,
): Promise<void> {
  const { modifiedCount } = await Plan.updateOne({ _id: id, version }, { $inc: { laid: 1 } }, { session })
  assertThat(modifiedCount === 1, 'request.conflict')
  await Order.create([record], { session })
}

/**
 * For a proxy in one transaction with the bond, for a plan with the plan: revoked meanwhile, nothing is written. What needs
 * her there goes with her day; the days of a plan were agreed beforehand.
 */
async function insertOrder(
  record: OrderRecord,
  { acting }: Pick<Client, 'acting'>,
  { plan, isBeside }: Origin & { isBeside: boolean },
  deps: Deps,
): Promise<void> {
  if (plan) {
    await inTransaction((session) => writeForPlan(record, plan, session))
    return
  }
  const act = { what: `约了${record.item.name}`, record: { kind: 'careOrder', id: record._id.toString() } }
  const asActing = (write: (session?: ClientSession) => Promise<unknown>) =>
    acting ? whileActing(acting, act, write, deps) : write()
  if (!holdsHer(record)) {
    await asActing((session) => Order.create([record], session ? { session } : {}))
    return
  }
  await whileFree(record, isBeside, async (hold) => {
    const insert = async (session: ClientSession) => {
      await hold(session)
      return Order.create([record], { session })
    }
    await asActing((session) => (session ? insert(session) : inTransaction(insert)))
  })
}

/**
 * The same press, resent: it gets the order it made the first time.
 * @throws AppError `request.already_done` when something else was ordered under the key.
 */
async function findEarlier({
  createdBy,
  requestKey,
  fingerprint: sent,
}: Origin): Promise<OrderRecord | null> {
  const earlier = await Order.findOne({ createdBy, requestKey }).lean<OrderRecord | null>()
  const known = earlier?.history[0]?.fingerprint
  assertThat(known === undefined || known === sent, 'request.already_done')
  return earlier
}
