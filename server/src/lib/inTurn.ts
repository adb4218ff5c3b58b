import { Schema, model, type ClientSession } from 'mongoose'
import { inTransaction } from './inTransaction'
import { isDuplicate } from './isDuplicate'

/** What a rule counts together, and how often it was changed. */
interface TurnRecord {
  _id: string
  changes: number
}

const turnSchema = new Schema<TurnRecord>({
  _id: { type: String, required: true },
  changes: { type: Number, required: true },
})
const Turn = model('Turn', turnSchema)

async function insertOnce(key: string): Promise<void> {
  if (await Turn.exists({ _id: key })) return
  try {
    await Turn.create({ _id: key, changes: 0 })
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}

/**
 * Looks at several documents and changes one of them, where a rule holds for all of them together (three pins, one vote
 * on one thing). All that do so under one key write its document within their transaction: of two at once the second is
 * begun anew and sees what the first did.
 * @param key whose rule it is: `pins:<community>`.
 */
export async function inTurn<T>(key: string, work: (session: ClientSession) => Promise<T>): Promise<T> {
  await insertOnce(key)
  return inTransaction(async (session) => {
    await Turn.updateOne({ _id: key }, { $inc: { changes: 1 } }, { session })
    return work(session)
  })
}
