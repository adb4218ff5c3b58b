import { createAdapter } from '@socket.io/mongo-adapter'
import type { Collection, Document, InsertOneResult, OptionalId } from 'mongodb'
import { mongoose } from '../database/mongoose'
import { groupCalls } from '../lib/groupCalls'

const collectionName = 'socketEvents'
/** Longer than a client may be away and still be recovered. */
const keptSeconds = 600

/** The collection, with inserts that come at the same time written together. */
function groupInserts(collection: Collection): Collection {
  const insertOne = groupCalls(
    async (documents: readonly OptionalId<Document>[]): Promise<InsertOneResult[]> => {
      const { acknowledged, insertedIds } = await collection.insertMany([...documents])
      return documents.map((_, index) => ({ acknowledged, insertedId: insertedIds[index] as never }))
    },
    { size: 256, atOnce: 1 },
  )
  return Object.assign(Object.create(collection) as Collection, { insertOne })
}

/** Carries events between the processes through a collection that forgets. */
export async function createMongoAdapter(): Promise<ReturnType<typeof createAdapter>> {
  const { connection } = mongoose
  const collection = connection.getClient().db(connection.name).collection(collectionName)
  await collection.createIndexes([{ key: { createdAt: 1 }, expireAfterSeconds: keptSeconds }])
  return createAdapter(groupInserts(collection), { addCreatedAtField: true })
}
