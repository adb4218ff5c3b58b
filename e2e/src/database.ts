import { MongoClient, type Db } from 'mongodb'
import type { Product } from './server'

/** Looks into the product's database, or makes there what nobody waits for in a test: days that pass. */
export async function withDatabase<T>({ databaseUri }: Product, work: (db: Db) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(databaseUri, { directConnection: true })
  try {
    return await work(client.db())
  } finally {
    await client.close()
  }
}
