import type { Model } from 'mongoose'
import { listRefused } from '../../lib/refusedWrites'

/**
 * Inserts documents that are already complete and typed, in one command; those whose unique key exists are left
 * as they are, so that repeating it after a crash changes nothing.
 * @returns which of the given documents are new.
 */
export async function insertMissing<T extends object>(
  model: Model<T>,
  documents: readonly object[],
): Promise<boolean[]> {
  if (documents.length === 0) return []
  const isNew = documents.map(() => true)
  try {
    // Past mongoose: its insertMany leaves out what it holds invalid, and costs most of the time.
    await model.collection.insertMany([...documents], { ordered: false })
  } catch (error) {
    for (const index of listDuplicates(error)) isNew[index] = false
  }
  return isNew
}

function listDuplicates(error: unknown): number[] {
  const failures = listRefused(error)
  if (failures.some(({ code }) => code !== 11000)) throw error
  return failures.map(({ index }) => index)
}
