import type { mongo, Model } from 'mongoose'
import { listRefused } from './refusedWrites'

const chunk = 1000

type WithCollection = Pick<Model<unknown>, 'collection'>

/**
 * Inserts plain documents in chunks, with time stamps and without hydration: on the Python engine ten times faster
 * than upserts. A document whose unique key exists already is left as it is.
 * @param at written as createdAt and updatedAt.
 * @param report called after each chunk with how many rows are done.
 * @returns how many were new.
 */
export async function insertRaw(
  model: WithCollection,
  documents: readonly object[],
  at: Date,
  report: (done: number) => void = () => undefined,
): Promise<number> {
  let added = 0
  for (let start = 0; start < documents.length; start += chunk) {
    const rows = documents
      .slice(start, start + chunk)
      .map((row) => ({ ...row, createdAt: at, updatedAt: at }))
    added += await insertChunk(model, rows)
    report(start + rows.length)
  }
  return added
}

async function insertChunk(model: WithCollection, rows: mongo.OptionalId<mongo.Document>[]): Promise<number> {
  try {
    return (await model.collection.insertMany(rows, { ordered: false })).insertedCount
  } catch (error) {
    const refused = listRefused(error)
    if (refused.some(({ code }) => code !== 11000)) throw error
    return rows.length - refused.length
  }
}
