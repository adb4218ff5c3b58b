import mongoose, { mongo, type ClientSession } from 'mongoose'

const noSuchTransaction = 251

/**
 * Commits once only. When the answer to it is lost the driver asks again, and an engine that was started anew in between
 * has forgotten whether it committed: the driver would run the work a second time, upon its own traces.
 */
function commitOnce(session: ClientSession): void {
  const commit = session.commitTransaction.bind(session)
  session.commitTransaction = async () => {
    try {
      await commit()
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError) || error.code !== noSuchTransaction) throw error
      throw new mongo.MongoNetworkError('what became of a commit is not known', { cause: error })
    }
  }
}

/**
 * Runs writes that must all be seen, or none: only where two documents have to move together. The work may run
 * more than once, and awaits its writes one after the other. By the driver, past mongoose's own `transaction`: that one
 * resets what was created before the second run, and breaks off at documents that have parts (`StrictModeError: __v`).
 * @throws MongoNetworkError when the engine was lost while it committed, so that nobody knows the outcome.
 */
export async function inTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await mongoose.startSession()
  commitOnce(session)
  try {
    return await session.withTransaction(work)
  } finally {
    await session.endSession()
  }
}
