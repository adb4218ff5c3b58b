import type { Deps } from '../../../deps'
import type { OrderRecord } from '../orders/order.model'
import { Plan } from './plan.model'

/**
 * Somebody called off one order of a plan on the order's own page: the plan leaves the day out, as if it had been said
 * there, and brings nothing back with its next change. Once for each entry, so that a day taken in again stays in.
 */
export async function skipInPlan(
  { _id, planId, day, history }: OrderRecord,
  entryId: string,
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  const entry = history.find(({ id }) => id === entryId)
  if (!planId || !entry) return
  const requestKey = `order:${_id.toString()}:${entryId}`
  const { at, by } = entry
  const details = { action: 'skip', day }
  const skipped = { at, action: 'skip', byUserId: by.userId, byName: by.name, details, requestKey }
  await Plan.updateOne(
    { _id: planId, state: { $in: ['active', 'paused'] }, 'history.requestKey': { $ne: requestKey } },
    {
      $addToSet: { skips: day },
      $push: { history: skipped },
      $set: { checkAt: deps.clock.now() },
      $inc: { version: 1 },
    },
  )
}
