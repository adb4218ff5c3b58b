import type { CommandStartedEvent } from 'mongodb'
import { mongoose } from '../database/mongoose'

const reads = new Set(['find', 'aggregate', 'count', 'getMore'])

/** Does a piece of work while every command to the database is noted. */
export async function noteCommands(
  note: (event: CommandStartedEvent) => void,
  work: () => Promise<unknown>,
): Promise<void> {
  const client = mongoose.connection.getClient()
  client.on('commandStarted', note)
  try {
    await work()
  } finally {
    client.off('commandStarted', note)
  }
}

/** How often a piece of work asks the database, so that a list that asks once for each row is found. */
export async function countReads(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  await noteCommands(({ commandName }) => {
    if (reads.has(commandName)) count += 1
  }, work)
  return count
}
