import type { Model, Types } from 'mongoose'
import type { Migration } from '../../../database/migrations'
import type { Deps } from '../../../deps'
import { eachDocument } from '../../../lib/eachBatch'
import { FieldCryptoError } from '../../../lib/fieldCrypto'
import { FollowUp, type FollowUpRecord } from '../followUps/followUp.model'
import { openNote, sealNote } from '../followUps/followUp.service'
import { findAnswerBy, findDueOrderStep } from './order.clock'
import { Order, type OrderEntry, type OrderRecord } from './order.model'
import { openSaid, sealSaid } from './order.said'
import { Plan, type PlanRecord } from '../plans/plan.model'
import { noteUsual } from './usual.service'

/** As histories were before their words were sealed. */
type OpenEntry = OrderEntry & { text?: string }

/** @returns how many it wrote: none where somebody moved it in that moment; undefined where there was nothing to write. */
type Change<T> = (row: T) => Promise<number | undefined>

async function sealOrder(order: OrderRecord, deps: Deps): Promise<number | undefined> {
  const history = order.history as OpenEntry[]
  const open = history.flatMap(({ id, text }) => (text == null ? [] : [[id, text] as const]))
  if (open.length === 0) return undefined
  const silent = history.map((entry) => {
    const kept = { ...entry }
    delete kept.text
    return kept
  })
  const said = sealSaid(order, { ...openSaid(order, deps), ...Object.fromEntries(open) }, deps)
  const { _id, version } = order
  return (await Order.collection.updateOne({ _id, version }, { $set: { history: silent, said } }))
    .modifiedCount
}

function isSealed(row: FollowUpRecord, deps: Deps): boolean {
  try {
    openNote(row, deps)
    return true
  } catch (error) {
    if (error instanceof FieldCryptoError) return false
    throw error
  }
}

async function sealFollowUp(row: FollowUpRecord, deps: Deps): Promise<number | undefined> {
  const { _id, note } = row
  if (note == null || isSealed(row, deps)) return undefined
  return (await FollowUp.updateOne({ _id, note }, { $set: { note: sealNote(_id, note, deps) } }))
    .modifiedCount
}

/** As an order was before: what was said with a rating lay in it, and a note that no page sent. */
type OpenOrder = OrderRecord & { note?: string; rating?: OrderRecord['rating'] & { text?: string } }

/** What was said with a rating is kept with the words of its line; notes nobody could write on a page go. */
async function sealRating(order: OpenOrder, deps: Deps): Promise<number | undefined> {
  const { _id, version, note, history } = order
  const text = order.rating?.text
  if (text == null && note == null) return undefined
  const rated = history.findLast(({ action, details }) => action === 'rate' || details?.grade !== undefined)
  const said = text != null && rated && sealSaid(order, { ...openSaid(order, deps), [rated.id]: text }, deps)
  const $unset = { note: 1, 'rating.text': 1 } as const
  return (await Order.collection.updateOne({ _id, version }, { ...(said ? { $set: { said } } : {}), $unset }))
    .modifiedCount
}

async function dropPlanNote({ _id, note }: PlanRecord & { note?: string }): Promise<number | undefined> {
  if (note == null) return undefined
  return (await Plan.collection.updateOne({ _id }, { $unset: { note: 1 } })).modifiedCount
}

/** By when a dispute is answered, and when the clock looks at an order, for those who were there before a rule. */
async function setDeadlines(order: OrderRecord): Promise<number | undefined> {
  const { _id, version, state, disputes, history } = order
  if (!order.open) return undefined
  const last = history.findLast(({ action }) => action === 'dispute' || action === 'escalate')
  const isOwed = state === 'disputed' && order.answerBy == null && last?.action === 'dispute'
  const answerBy = isOwed ? { answerBy: findAnswerBy(last.at, disputes > 1) } : {}
  const checkAt = findDueOrderStep({ ...order, ...answerBy })?.at
  if (!checkAt || checkAt.getTime() === order.checkAt?.getTime()) return undefined
  return (await Order.updateOne({ _id, version }, { $set: { ...answerBy, checkAt } })).modifiedCount
}

const mostRounds = 10

/**
 * Goes through all of them until there is nothing left to write: a server of the older program may still be running, and
 * move one in that moment or write another behind us.
 * @throws Error when that does not come to an end: then it is not remembered, and the next start begins it again.
 */
async function changeAll<T extends { _id: Types.ObjectId }>(
  model: Model<T>,
  change: Change<T>,
): Promise<number> {
  let changed = 0
  for (let round = 0; round < mostRounds; round += 1) {
    let isOver = true
    for await (const row of eachDocument(model, {})) {
      const written = await change(row)
      if (written === undefined) continue
      changed += written
      isOver = false
    }
    if (isOver) return changed
  }
  throw new Error(`records of ${model.modelName} are moved faster than they are brought up to date`)
}

/** Who came last, from the orders themselves. */
async function rememberUsual(): Promise<number> {
  const newest = new Map<string, Parameters<typeof noteUsual>[0]>()
  for await (const { personId, item, helpers, finishedAt } of eachDocument(Order, {})) {
    if (!finishedAt || helpers.length === 0) continue
    const key = `${personId.toString()}:${item.careClass}`
    if (finishedAt > (newest.get(key)?.finishedAt ?? 0))
      newest.set(key, { personId, item, helpers, finishedAt })
  }
  for (const done of newest.values()) await noteUsual(done)
  return newest.size
}

export const orderMigrations: readonly Migration[] = [
  {
    name: 'sealOrderWords',
    run: (deps) => changeAll<OrderRecord>(Order, (order) => sealOrder(order, deps)),
  },
  {
    name: 'sealFollowUpNotes',
    run: (deps) => changeAll<FollowUpRecord>(FollowUp, (row) => sealFollowUp(row, deps)),
  },
  { name: 'setOrderDeadlines', run: () => changeAll<OrderRecord>(Order, setDeadlines) },
  { name: 'rememberUsualHelpers', run: rememberUsual },
  {
    name: 'sealRatingsDropNotes',
    run: (deps) => changeAll<OrderRecord>(Order, (order) => sealRating(order, deps)),
  },
  { name: 'dropPlanNotes', run: () => changeAll<PlanRecord>(Plan, dropPlanNote) },
  // What was late and never begun was not looked at any more.
  { name: 'setUnbegunDeadlines', run: () => changeAll<OrderRecord>(Order, setDeadlines) },
]
