import { addDays, toShanghaiDay } from '@linli/shared/time'
import type { OutputOf } from '@linli/shared/contract'
import type { closureContracts } from '@linli/shared/elderCare/closure.contract'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { assertThat } from '../../lib/appError'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { handBackOrder } from './order.handBack'
import { openOrderFollowUp } from './followUp.service'
import { Order, type OrderRecord } from './order.model'
import { relocateOrder } from './order.relocate'
import { Provider, type ProviderRecord } from './provider.model'
import { createProvider, findKeptUnit, readProvider, type StoredUnit } from './provider.service'

const batchSize = 200

const subjectOf = ({ _id, district }: StoredUnit) => ({ kind: 'unit', id: _id.toString(), district })

type Closed = Pick<ProviderRecord['closures'][number], 'id' | 'from' | 'to'>

/** What the unit was to do on these days and has not begun; a week of a kitchen is more than one batch. */
async function* listClosedOrders(unitId: Types.ObjectId, { from, to }: Closed): AsyncGenerator<OrderRecord> {
  let last: Types.ObjectId | undefined
  for (;;) {
    const rows = await Order.find({
      ...{ unitId, day: { $gte: from, $lt: addDays(to, 1) } },
      ...(last ? { _id: { $gt: last } } : {}),
    })
      .sort({ _id: 1 })
      .limit(batchSize)
      .lean<OrderRecord[]>()
    yield* rows.filter(({ state, post, desk }) => isOrderAhead(state) && post !== desk)
    if (rows.length < batchSize) return
    last = rows.at(-1)?._id
  }
}

/**
 * Every order of the closed days goes to another unit; where there is none, somebody calls: the desk has it then, or,
 * where it is not out yet, the task to call. Repeatable.
 */
async function moveOrders(unitId: Types.ObjectId, closed: Closed, deps: Deps) {
  const sum = { moved: 0, calls: 0 }
  for await (const order of listClosedOrders(unitId, closed)) {
    if (await relocateOrder(order, '当天不开', deps)) {
      sum.moved += 1
      continue
    }
    sum.calls += 1
    if (order.state === 'placed') await openOrderFollowUp(order, 'returned', closed.id.toString(), deps)
    else await handBackOrder(order, true, '当天不开', deps)
  }
  return sum
}

/** When whatever was booked in the very moment of the closing is looked for, and what a crash left over. */
const secondLookMilliseconds = 2 * 60_000

/** Writes down days on which a unit does nothing. Who was to come then is moved in the same call. */
export async function addClosure(
  actor: Actor,
  unitId: string,
  { from, to, reason }: OutputOf<typeof closureContracts.addClosure.body>,
  deps: Deps,
): Promise<{ unit: StoredUnit; moved: number; calls: number }> {
  const unit = await findKeptUnit(actor, unitId)
  const closure = { id: new Types.ObjectId(), from, to, reason }
  const lookAt = new Date(deps.clock.now().getTime() + secondLookMilliseconds)
  const { version } = await readProvider(unit._id)
  if (version === 0) await createProvider(unit._id, { closures: [closure], lookAt })
  else
    await Provider.updateOne(
      { unitId, closures: { $not: { $elemMatch: { from, to } } } },
      { $push: { closures: closure }, $set: { lookAt }, $inc: { version: 1 } },
    )
  await recordAudit(actor, 'careProvider.closed', subjectOf(unit), { from, to }, deps)
  return { unit, ...(await moveOrders(unit._id, closure, deps)) }
}

/** Looks once more at the closed days that are still ahead. */
async function lookAgain(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const due = await Provider.find({ lookAt: { $lte: now } })
    .limit(batchSize)
    .lean<(ProviderRecord & { lookAt: Date })[]>()
  // One of several servers looks: two would hand an order back whose last other place the one has just taken. Should it
  // die, somebody looks again when its time is up.
  const lease = new Date(now.getTime() + secondLookMilliseconds)
  for (const { unitId, closures, lookAt } of due) {
    const { modifiedCount } = await Provider.updateOne({ unitId, lookAt }, { $set: { lookAt: lease } })
    if (modifiedCount === 0) continue
    for (const closure of closures)
      if (closure.to >= toShanghaiDay(now)) await moveOrders(unitId, closure, deps)
    // Days that were closed meanwhile have set it anew.
    await Provider.updateOne({ unitId, lookAt: lease }, { $unset: { lookAt: 1 } })
  }
}

export const closureJob: JobDefinition = { name: 'finishClosures', everySeconds: 30, run: lookAgain }

/** What was moved stays moved: those people have been told. */
export async function removeClosure(
  actor: Actor,
  { id: unitId, closureId }: { id: string; closureId: string },
  deps: Deps,
): Promise<StoredUnit> {
  const unit = await findKeptUnit(actor, unitId)
  const { modifiedCount } = await Provider.updateOne(
    { unitId, 'closures.id': new Types.ObjectId(closureId) },
    { $pull: { closures: { id: new Types.ObjectId(closureId) } }, $inc: { version: 1 } },
  )
  assertThat(modifiedCount === 1, 'record.not_found')
  await recordAudit(actor, 'careProvider.reopened', subjectOf(unit), {}, deps)
  return unit
}
