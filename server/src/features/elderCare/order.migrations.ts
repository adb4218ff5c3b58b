import type { Migration } from '../../database/migrations'
import type { Deps } from '../../deps'
import { eachDocument } from '../../lib/eachBatch'
import { FieldCryptoError } from '../../lib/fieldCrypto'
import { FollowUp, type FollowUpRecord } from './followUp.model'
import { openNote, sealNote } from './followUp.service'
import { findAnswerBy, findDueOrderStep } from './order.clock'
import { Order, type OrderEntry, type OrderRecord } from './order.model'
import { openSaid, sealSaid } from './order.said'
import { noteUsual } from './usual.service'

/** As histories were before their words were sealed. */
type OpenEntry = OrderEntry & { text?: string }

async function sealOrder(order: OrderRecord, deps: Deps): Promise<boolean> {
  const history = order.history as OpenEntry[]
  const open = history.flatMap(({ id, text }) => (text == null ? [] : [[id, text] as const]))
  if (open.length === 0) return false
  const silent = history.map((entry) => {
    const kept = { ...entry }
    delete kept.text
    return kept
  })
  const said = sealSaid(order, { ...openSaid(order, deps), ...Object.fromEntries(open) }, deps)
  const { _id, version } = order
  await Order.collection.updateOne({ _id, version }, { $set: { history: silent, said } })
  return true
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

async function sealFollowUp(row: FollowUpRecord, deps: Deps): Promise<boolean> {
  const { _id, note } = row
  if (note == null || isSealed(row, deps)) return false
  await FollowUp.updateOne({ _id, note }, { $set: { note: sealNote(_id, note, deps) } })
  return true
}

/** By when a dispute is answered, and when the clock looks at an order, for those who were there before the rule. */
async function setDeadlines(order: OrderRecord): Promise<boolean> {
  const { _id, version, state, disputes, history } = order
  if (!order.open) return false
  const last = history.findLast(({ action }) => action === 'dispute' || action === 'escalate')
  const isOwed = state === 'disputed' && order.answerBy == null && last?.action === 'dispute'
  const answerBy = isOwed ? { answerBy: findAnswerBy(last.at, disputes > 1) } : {}
  const checkAt = findDueOrderStep({ ...order, ...answerBy })?.at
  if (!checkAt || checkAt.getTime() === order.checkAt?.getTime()) return false
  await Order.updateOne({ _id, version }, { $set: { ...answerBy, checkAt } })
  return true
}

async function countChanged<T>(
  rows: AsyncIterable<T>,
  change: (row: T) => Promise<boolean>,
): Promise<number> {
  let changed = 0
  for await (const row of rows) if (await change(row)) changed += 1
  return changed
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
    run: (deps) => countChanged(eachDocument(Order, {}), (order) => sealOrder(order, deps)),
  },
  {
    name: 'sealFollowUpNotes',
    run: (deps) => countChanged(eachDocument(FollowUp, {}), (row) => sealFollowUp(row, deps)),
  },
  { name: 'setOrderDeadlines', run: () => countChanged(eachDocument(Order, {}), setDeadlines) },
  { name: 'rememberUsualHelpers', run: rememberUsual },
]
