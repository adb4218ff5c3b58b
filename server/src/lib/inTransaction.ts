import mongoose, { type ClientSession } from 'mongoose'

/**
 * Runs writes that must all be seen, or none: only where two documents have to move together. The work may run
 * more than once, and awaits its writes one after the other.
 */
export async function inTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  return mongoose.connection.transaction<T>(work)
}
