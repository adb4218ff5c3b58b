import { ObjectId } from 'mongodb'
import { withDatabase } from './database'
import type { Product } from './server'

const reachMs = 15_000

/** The time to knock at doors for a notice has come; until somebody is sent to them. */
export async function sendVisitors(product: Product, id: string): Promise<void> {
  await withDatabase(product, async (db) => {
    const noticeId = new ObjectId(id)
    const now = new Date()
    await db.collection('noticesettings').updateMany({}, { $set: { visitsPerWorkerDay: 5 } })
    await db.collection('notices').updateOne({ _id: noticeId }, { $set: { visitAt: now, nextAt: now } })
    const end = Date.now() + reachMs
    while ((await db.collection('noticereaches').countDocuments({ noticeId, state: 'visiting' })) === 0) {
      if (Date.now() > end) throw new Error('nobody was sent to anybody')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })
}
