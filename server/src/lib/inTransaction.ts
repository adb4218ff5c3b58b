import mongoose, { type ClientSession } from 'mongoose'

/**
 * Runs writes that must all be seen, or none: only where two documents have to move together. The work may run
 * more than once, and awaits its writes one after the other. By the driver, past mongoose's own `transaction`: that one
 * resets what was created before the second run, and breaks off at documents that have parts (`StrictModeError: __v`).
 */
export async function inTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await mongoose.startSession()
  try {
    return await session.withTransaction(work)
  } finally {
    await session.endSession()
  }
}
