import type { Types } from 'mongoose'
import { insertMissing } from '../messages/insertMissing'
import { PaperStock, type PaperStockRecord } from './paper.model'

const none = { handed: 0, counted: 0, left: 0, untyped: 0 }

/** Written before the transaction that counts in it, which changes what is there and makes nothing. */
export async function ensureStock(ballotId: Types.ObjectId): Promise<void> {
  await insertMissing(PaperStock, [{ _id: ballotId, ...none }])
}

export async function readStock(ballotId: Types.ObjectId): Promise<PaperStockRecord> {
  const stock = await PaperStock.findOne({ _id: ballotId }).lean<PaperStockRecord>()
  return stock ?? { _id: ballotId, ...none }
}
