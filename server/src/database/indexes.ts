import type { IndexDescription } from 'mongodb'
import type { Model } from 'mongoose'
import { mongoose } from './mongoose'

/** Error codes of MongoDB for an index that exists under this name with other options or keys. */
const definitionChanged = new Set<unknown>([85, 86])

/** The indexes a schema declares, each with its name, ready for the `createIndexes` command. */
export function listIndexes(model: Model<unknown>): IndexDescription[] {
  return model.schema.indexes().map(([key, options]) => {
    const rest = { ...options } as Partial<IndexDescription>
    delete rest.background
    const isGeo = Object.values(key).includes('2dsphere')
    return {
      ...rest,
      key,
      name: rest.name ?? Object.entries(key).flat().join('_'),
      // Without it the engines refuse the index as another one when it exists already.
      ...(isGeo ? { '2dsphereIndexVersion': 3 } : {}),
    } as IndexDescription
  })
}

async function replaceIndexes(model: Model<unknown>, indexes: IndexDescription[]): Promise<void> {
  for (const index of indexes) {
    try {
      await model.collection.createIndexes([index])
    } catch (error) {
      if (!definitionChanged.has((error as { code?: unknown }).code)) throw error
      await model.collection.dropIndex(index.name ?? '')
      await model.collection.createIndexes([index])
    }
  }
}

/**
 * Makes what the schemas of the given models declare, one model after the other, before anything else uses
 * the database. Repeatable; an index whose definition has changed is made anew.
 * @param list for tests, which leave something out.
 */
export async function ensureIndexes(
  models: Model<unknown>[] = Object.values(mongoose.models) as Model<unknown>[],
  list: (model: Model<unknown>) => IndexDescription[] = listIndexes,
): Promise<void> {
  for (const model of models) {
    const indexes = list(model)
    if (indexes.length === 0) continue
    try {
      await model.collection.createIndexes(indexes)
    } catch (error) {
      if (!definitionChanged.has((error as { code?: unknown }).code)) throw error
      await replaceIndexes(model, indexes)
    }
  }
}
