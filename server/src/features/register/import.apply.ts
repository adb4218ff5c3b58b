import { insertRaw } from '../../lib/insertRaw'
import type { Change, PlanStep } from './import.plan'

const chunk = 500

export interface Applied {
  /** Changes carried out. */
  done: number
  added: number
  updated: number
  /** Someone else added one of these meanwhile: the plan must be made anew. */
  hasCollisions: boolean
}

function toUpdate({ filter, document, clear = [], entry }: Change, at: Date) {
  const $unset = Object.fromEntries(clear.map((field) => [field, ''] as const))
  const update = {
    $set: { ...document, updatedAt: at, ...(entry ? { hasOutbox: true } : {}) },
    ...(clear.length > 0 ? { $unset } : {}),
    ...(entry ? { $push: { outbox: entry as never } } : {}),
  }
  return { updateOne: { filter: filter ?? {}, update } }
}

async function insertFresh(
  { model, changes }: PlanStep,
  at: Date,
  total: Applied,
  report: () => Promise<void>,
) {
  const fresh = changes.filter(({ filter }) => filter === undefined).map(({ document }) => document)
  for (let start = 0; start < fresh.length; start += chunk) {
    const rows = fresh.slice(start, start + chunk)
    const added = await insertRaw(model, rows, at)
    total.added += added
    total.done += rows.length
    total.hasCollisions ||= added < rows.length
    await report()
  }
}

async function updateKnown(
  { model, changes }: PlanStep,
  at: Date,
  total: Applied,
  report: () => Promise<void>,
) {
  const known = changes.filter(({ filter }) => filter !== undefined)
  for (let start = 0; start < known.length; start += chunk) {
    const rows = known.slice(start, start + chunk).map((change) => toUpdate(change, at))
    total.updated += (await model.collection.bulkWrite(rows, { ordered: false })).matchedCount
    total.done += rows.length
    await report()
  }
}

/**
 * Writes a plan in order. Whatever is written stays when it fails in the middle; a plan made anew then holds only
 * what is left, so it can be repeated until it is through.
 * @param report told after each chunk.
 */
export async function applyPlan(
  steps: readonly PlanStep[],
  at: Date,
  report: (total: Readonly<Applied>) => Promise<void>,
): Promise<Applied> {
  const total: Applied = { done: 0, added: 0, updated: 0, hasCollisions: false }
  for (const step of steps) {
    await insertFresh(step, at, total, () => report(total))
    await updateKnown(step, at, total, () => report(total))
  }
  return total
}
