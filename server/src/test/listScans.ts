import type { CommandStartedEvent, Document } from 'mongodb'
import { mongoose } from '../database/mongoose'
import { noteCommands } from './countReads'

interface Asked {
  collection: string
  filter: Document
}

/** What a command looks for; an update says it once for each of its parts. */
function toAsked({ commandName, command }: CommandStartedEvent): Asked[] {
  const { find, filter, update, updates } = command as {
    find?: string
    filter?: Document
    update?: string
    updates?: { q: Document }[]
  }
  if (commandName === 'find' && find !== undefined) return [{ collection: find, filter: filter ?? {} }]
  if (commandName === 'update' && update !== undefined)
    return (updates ?? []).map(({ q }) => ({ collection: update, filter: q }))
  return []
}

/** What a query names narrows it down, unless it names only what it is not. */
const narrows = (condition: unknown): boolean => {
  const operators = Object.keys(Object(condition) as object).filter((key) => key.startsWith('$'))
  return (
    operators.length === 0 || !operators.every((key) => key === '$ne' || key === '$nin' || key === '$exists')
  )
}

async function listFirstFields(collection: string): Promise<string[]> {
  const indexes = await mongoose.connection.collection(collection).indexes()
  return indexes.flatMap(({ key }) => Object.keys(key)[0] ?? [])
}

/**
 * Which queries of a piece of work begin with no index of these collections and so read all of them; once for each
 * shape. By the indexes that are there: `explain` of the Python engine says little of what it does.
 */
export async function listScans(
  collections: readonly string[],
  work: () => Promise<unknown>,
): Promise<string[]> {
  const asked = new Map<string, Asked>()
  const note = (event: CommandStartedEvent) => {
    for (const each of toAsked(event))
      if (collections.includes(each.collection))
        asked.set(`${each.collection} {${Object.keys(each.filter).join(' ')}}`, each)
  }
  await noteCommands(note, work)
  const scans: string[] = []
  for (const [name, { collection, filter }] of asked) {
    const firsts = await listFirstFields(collection)
    if (!firsts.some((field) => field in filter && narrows(filter[field]))) scans.push(name)
  }
  return scans
}
