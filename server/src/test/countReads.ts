import type { CommandStartedEvent } from 'mongodb'
import { mongoose } from '../database/mongoose'

const reads = new Set(['find', 'aggregate', 'count', 'getMore'])

/** How often a piece of work asks the database, so that a list that asks once for each row is found. */
export async function countReads(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  const note = ({ commandName }: CommandStartedEvent) => {
    if (reads.has(commandName)) count += 1
  }
  const client = mongoose.connection.getClient()
  client.on('commandStarted', note)
  try {
    await work()
  } finally {
    client.off('commandStarted', note)
  }
  return count
}
