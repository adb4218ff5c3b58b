import type { mongo } from 'mongoose'
import { fieldAad, type FieldCrypto } from './fieldCrypto'

/** How many values a run looked at and wrote anew. */
export interface RotationResult {
  documents: number
  rewritten: number
}

type Row = Record<string, unknown> & { _id: mongo.ObjectId }

const chunk = 500

function rewriteFields(row: Row, collection: string, fields: readonly string[], crypto: FieldCrypto) {
  const old: Record<string, string> = {}
  const fresh: Record<string, string> = {}
  for (const field of fields) {
    const blob = row[field]
    if (typeof blob !== 'string' || blob.startsWith(`${crypto.keyId}.`)) continue
    const aad = fieldAad(collection, row._id, field)
    old[field] = blob
    fresh[field] = crypto.encrypt(crypto.decrypt(blob, aad), aad)
  }
  return Object.keys(fresh).length > 0 ? { old, fresh } : undefined
}

/**
 * Writes every encrypted field of a collection anew with the newest key, in chunks. May run while the program runs
 * and as often as one likes: a value changed meanwhile is left alone, for it carries the newest key already.
 * Afterwards the old key can be taken out of the configuration. Blind indexes do not change with field keys.
 */
export async function rotateFields(
  collection: mongo.Collection,
  fields: readonly string[],
  crypto: FieldCrypto,
): Promise<RotationResult> {
  const result: RotationResult = { documents: 0, rewritten: 0 }
  const projection = Object.fromEntries(fields.map((field) => [field, 1]))
  let last: mongo.ObjectId | undefined
  for (;;) {
    const filter = last ? { _id: { $gt: last } } : {}
    const rows = (await collection
      .find(filter, { projection })
      .sort({ _id: 1 })
      .limit(chunk)
      .toArray()) as Row[]
    const changes = rows.flatMap((row) => {
      const change = rewriteFields(row, collection.collectionName, fields, crypto)
      return change
        ? [{ updateOne: { filter: { _id: row._id, ...change.old }, update: { $set: change.fresh } } }]
        : []
    })
    if (changes.length > 0)
      result.rewritten += (await collection.bulkWrite(changes, { ordered: false })).modifiedCount
    result.documents += rows.length
    last = rows.at(-1)?._id
    if (!last || rows.length < chunk) return result
  }
}
