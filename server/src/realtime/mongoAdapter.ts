import { createAdapter } from '@socket.io/mongo-adapter'
import { mongoose } from '../database/mongoose'

const collectionName = 'socketEvents'
/** Longer than a client may be away and still be recovered. */
const keptSeconds = 600

/** Carries events between the processes through a collection that forgets. */
export async function createMongoAdapter(): Promise<ReturnType<typeof createAdapter>> {
  const { connection } = mongoose
  const collection = connection.getClient().db(connection.name).collection(collectionName)
  await collection.createIndexes([{ key: { createdAt: 1 }, expireAfterSeconds: keptSeconds }])
  return createAdapter(collection, { addCreatedAtField: true })
}
