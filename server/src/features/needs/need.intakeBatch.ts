import { mongo } from 'mongoose'
import { Need, type NeedRecord } from './need.model'

interface Waiting {
  record: NeedRecord
  resolve: (inserted: boolean) => void
  reject: (error: unknown) => void
}

/** Measured: 64 a batch, two batches at a time carry more than single inserts do, and each waits a millisecond. */
const batchSize = 64
const maxInFlight = 2
const duplicateKey = 11000

const waiting: Waiting[] = []
let inFlight = 0

function settle(batch: readonly Waiting[], errors: ReadonlyMap<number, mongo.WriteError>): void {
  batch.forEach(({ resolve, reject }, index) => {
    const error = errors.get(index)
    if (!error) resolve(true)
    else if (error.code === duplicateKey) resolve(false)
    else reject(error)
  })
}

async function insertBatch(batch: readonly Waiting[]): Promise<void> {
  try {
    await Need.collection.insertMany(
      batch.map(({ record }) => record as never),
      { ordered: false },
    )
    settle(batch, new Map())
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) {
      for (const { reject } of batch) reject(error)
      return
    }
    const list: mongo.WriteError[] = [error.writeErrors].flat()
    settle(batch, new Map(list.map((e) => [e.index, e])))
  }
}

function flush(): void {
  while (waiting.length > 0 && inFlight < maxInFlight) {
    inFlight += 1
    void insertBatch(waiting.splice(0, batchSize)).finally(() => {
      inFlight -= 1
      flush()
    })
  }
}

/**
 * Group commit: needs that arrive while a write is in flight share the next `insertMany`, and each caller gets the
 * result of its own. Resolves only after the engine acknowledged the write.
 * @returns false when the same person already sent this idempotency key: nothing was inserted.
 */
export function insertNeed(record: NeedRecord): Promise<boolean> {
  return new Promise((resolve, reject) => {
    waiting.push({ record, resolve, reject })
    flush()
  })
}
