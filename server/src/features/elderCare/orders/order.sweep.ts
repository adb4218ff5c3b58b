import { orderStepTransitions, type OrderStep } from '@linli/shared/elderCare/order.state'
import { postTargetOf, triageAbove } from '@linli/shared/users/posts'
import type { Deps } from '../../../deps'
import type { JobDefinition } from '../../../jobs/job'
import { assertThat } from '../../../lib/appError'
import { giveWay } from '../../../lib/giveWay'
import {
  applyOrderChange,
  makeOrderEntry,
  systemOrderAuthor,
  type OrderAuthor,
  type OrderChange,
} from './order.change'
import { findAcceptBy, findAnswerBy, findDueOrderStep } from './order.clock'
import { settleFee } from './order.fee'
import { Order, type OrderRecord } from './order.model'
import { findFirstPost } from './order.post'
import { sweepSlots } from '../providers/slot.sweep'

function targetOf(order: OrderRecord, step: OrderStep) {
  const to = orderStepTransitions[order.state][step]
  assertThat(to, 'care.invalid_transition')
  return to
}

/** To the level above those who have not answered; where there is none it stays with the last, and the desk calls. */
function escalate({ desk, escalatedTo }: OrderRecord, now: Date): Omit<OrderChange, 'to'> {
  const above = triageAbove(postTargetOf(escalatedTo ?? desk)) ?? (escalatedTo ? undefined : desk)
  if (!above) return { unset: ['answerBy'], isInternal: true }
  return { set: { escalatedTo: above, answerBy: findAnswerBy(now, true) } }
}

/** What the clock does at a step, besides the state the table names. */
const stepPlans: Partial<Record<OrderStep, (order: OrderRecord, now: Date) => Omit<OrderChange, 'to'>>> = {
  release: (order, now) => ({
    set: {
      releasedAt: now,
      post: findFirstPost(order, order.unitId),
      acceptBy: findAcceptBy(order.startsAt, now),
    },
    unset: ['releaseAt'],
  }),
  unaccepted: () => ({ set: { isUnaccepted: true }, isInternal: true }),
  late: () => ({ set: { isLate: true } }),
  // Nothing was paid and nothing is owed.
  expire: (order) => ({ set: { payment: settleFee(order, 0) } }),
  confirmInSilence: ({ isCallDue, record }, now) => ({
    set: { confirmedAt: now, isCallDue: false },
    details: { isCalled: isCallDue, isNotDone: record?.outcome === 'notDone' },
  }),
  callDue: () => ({ set: { isCallDue: true }, isInternal: true }),
  unfinished: () => ({ set: { isUnfinished: true }, isInternal: true }),
  escalate,
}

/** Takes one step; of several servers that try, one does. */
export async function takeOrderStep(
  order: OrderRecord,
  step: OrderStep,
  deps: Deps,
  change: Omit<OrderChange, 'to'> = {},
  by: OrderAuthor = systemOrderAuthor,
): Promise<OrderRecord | undefined> {
  const now = deps.clock.now()
  const full: OrderChange = { to: targetOf(order, step), ...stepPlans[step]?.(order, now), ...change }
  return applyOrderChange(order, full, makeOrderEntry(order, step, full, by, { now }), deps)
}

/** Out of the undo bar before its time, because the person closed it. */
export async function releaseOrderNow(order: OrderRecord, deps: Deps): Promise<OrderRecord> {
  if (order.state !== 'placed' || order.payBy) return order
  await takeOrderStep(order, 'release', deps)
  return (await Order.findOne({ _id: order._id }).lean<OrderRecord>()) ?? order
}

const batchSize = 200
const maxBatches = 50

async function takeSafely(order: OrderRecord, now: Date, deps: Deps): Promise<boolean> {
  const due = findDueOrderStep(order)
  if (!due || due.at > now) return false
  try {
    return (await takeOrderStep(order, due.step, deps)) !== undefined
  } catch (error) {
    deps.logger.error({ err: error, order: order._id.toString() }, 'a step of the clock failed')
    return false
  }
}

/** Everything whose `checkAt` has come takes its step. Late by a crash, it takes them then; nothing happens twice. */
export async function sweepOrders(deps: Deps, signal?: AbortSignal): Promise<number> {
  const now = deps.clock.now()
  const seen = new Set<string>()
  let taken = 0
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const due = await Order.find({ checkAt: { $lte: now } })
      .sort({ checkAt: 1 })
      .limit(batchSize)
      .lean<OrderRecord[]>()
    const fresh = due.filter(({ _id, version }) => !seen.has(`${_id.toString()}:${version}`))
    for (const order of fresh) {
      if (signal?.aborted) return taken
      seen.add(`${order._id.toString()}:${order.version}`)
      if (await takeSafely(order, now, deps)) taken += 1
      if (taken % 50 === 49) await giveWay()
    }
    if (fresh.length === 0) break
  }
  return taken
}

/** Every second, so that an order leaves when the undo ends; each server looks, and one takes each step. */
export const orderSweepJob: JobDefinition = {
  name: 'sweepCareOrders',
  everySeconds: 1,
  run: async (deps, signal) => {
    await sweepOrders(deps, signal)
    await sweepSlots(deps)
  },
}
