import { mongoose } from '../database/mongoose'

const { Collection, ClientSession } = mongoose.mongo
/** `insertMany` is a `bulkWrite` within: counted as both, it passed the last change unseen. */
const writes = ['insertOne', 'updateOne', 'updateMany', 'deleteOne', 'deleteMany', 'bulkWrite'] as const
const reads = ['find', 'findOne', 'countDocuments', 'aggregate'] as const

interface Outcome {
  modifiedCount?: number
  upsertedCount?: number
  insertedCount?: number
  deletedCount?: number
  insertedId?: unknown
}

/** Whether a write has left the database another one than before. */
const hasChanged = ({
  modifiedCount = 0,
  upsertedCount = 0,
  insertedCount = 0,
  deletedCount = 0,
  insertedId,
}: Outcome) => insertedId !== undefined || modifiedCount + upsertedCount + insertedCount + deletedCount > 0

interface Named {
  collectionName?: string
}

type Method = (this: unknown, ...given: ({ session?: { inTransaction(): boolean } } | undefined)[]) => unknown

/**
 * Does a piece of work as a process that is killed right after its so manieth change of the database: a write that changed
 * something, or a transaction. Nothing is read or written afterwards.
 * @param of counts what is written to these collections only, and kills before the next write to one of them.
 * @returns whether it was killed before its end.
 */
export async function killAfter(
  changes: number,
  work: () => Promise<unknown>,
  of?: readonly { collection: Named }[],
): Promise<boolean> {
  let left = changes
  let isKilled = false
  const counted = of && new Set(of.map(({ collection }) => collection.collectionName))
  const counts = (written: unknown) => counted?.has((written as Named).collectionName) !== false
  const changed = new Set<object>()
  const restore: (() => void)[] = []
  const wrap = (owner: object, name: string, make: (original: Method) => Method) => {
    const original = Reflect.get(owner, name) as Method
    Reflect.set(owner, name, make(original))
    restore.push(() => Reflect.set(owner, name, original))
  }
  const die = () => {
    isKilled = true
    throw new Error('killed')
  }
  for (const name of reads)
    wrap(
      Collection.prototype,
      name,
      (original) =>
        function (...given) {
          if (isKilled || (left === 0 && !counted)) die()
          return original.apply(this, given)
        },
    )
  for (const name of writes)
    wrap(
      Collection.prototype,
      name,
      (original) =>
        async function (...given) {
          if (isKilled || (left === 0 && counts(this))) die()
          const outcome = (await original.apply(this, given)) as Outcome
          const session = given.map((each) => each?.session).find((each) => each?.inTransaction())
          if (hasChanged(outcome) && counts(this)) {
            if (session) changed.add(session)
            else left -= 1
          }
          return outcome
        },
    )
  wrap(
    ClientSession.prototype,
    'commitTransaction',
    (original) =>
      async function (...given) {
        if (isKilled || (left === 0 && (!counted || changed.has(this as object)))) die()
        await original.apply(this, given)
        if (changed.delete(this as object)) left -= 1
      },
  )
  try {
    await work().catch((error: unknown) => {
      if (!isKilled) throw error
    })
  } finally {
    for (const undo of restore.reverse()) undo()
  }
  return isKilled
}
