import type { mongo } from 'mongoose'
import { giveWay } from './giveWay'
import { fieldAad, type FieldCrypto } from './fieldCrypto'

/** How many values a run looked at and wrote anew. */
export interface RotationResult {
  documents: number
  rewritten: number
}

/** Where an encrypted value lies, `contact.name`; `aad` where it is bound to another name than that. */
export type SecretField = string | { path: string; aad: string }

type Row = Record<string, unknown> & { _id: mongo.ObjectId }

const chunk = 500

const pathOf = (field: SecretField): string => (typeof field === 'string' ? field : field.path)

const readPath = (row: Row, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], row)

function rewriteFields(row: Row, collection: string, fields: readonly SecretField[], crypto: FieldCrypto) {
  const old: Record<string, string> = {}
  const fresh: Record<string, string> = {}
  for (const field of fields) {
    const path = pathOf(field)
    const blob = readPath(row, path)
    if (typeof blob !== 'string' || blob.startsWith(`${crypto.keyId}.`)) continue
    const aad = fieldAad(collection, row._id, typeof field === 'string' ? field : field.aad)
    old[path] = blob
    fresh[path] = crypto.encrypt(crypto.decrypt(blob, aad), aad)
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
  fields: readonly SecretField[],
  crypto: FieldCrypto,
): Promise<RotationResult> {
  const result: RotationResult = { documents: 0, rewritten: 0 }
  const projection = Object.fromEntries(fields.map((field) => [pathOf(field), 1]))
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
    await giveWay()
    if (!last || rows.length < chunk) return result
  }
}
