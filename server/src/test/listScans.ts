import type { CommandStartedEvent, Document } from 'mongodb'
import { mongoose } from '../database/mongoose'
import { noteCommands } from './countReads'

interface Asked {
  collection: string
  filter: Document
  sort?: Document
}

/** What a command looks for; an update says it once for each of its parts. */
function toAsked({ commandName, command }: CommandStartedEvent): Asked[] {
  const { find, filter, sort, update, updates } = command as {
    find?: string
    filter?: Document
    sort?: Document | Map<string, number>
    update?: string
    updates?: { q: Document }[]
  }
  if (commandName === 'find' && find !== undefined)
    return [
      {
        collection: find,
        filter: filter ?? {},
        sort: sort instanceof Map ? Object.fromEntries(sort) : (sort ?? {}),
      },
    ]
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

type Key = Record<string, unknown>

async function listKeys(collection: string): Promise<Key[]> {
  const indexes = await mongoose.connection.collection(collection).indexes()
  return indexes.map(({ key }) => key as Key)
}

const isEqual = (condition: unknown): boolean =>
  condition !== undefined && !Object.keys(Object(condition) as object).some((key) => key.startsWith('$'))

/** Whether an index has what is found in the order asked for: behind the fields that are given, one way or the other. */
function hasOrder(key: Key, { filter, sort = {} }: Asked): boolean {
  const wanted = Object.entries(sort)
  const fields = Object.entries(key)
  const from = fields.findIndex(([field]) => field === wanted[0]?.[0])
  const isReached = from >= 0 && fields.slice(0, from).every(([field]) => isEqual(filter[field]))
  const ways = wanted.map(([field, way], i) => {
    const [indexed, stored] = fields[from + i] ?? []
    return indexed === field ? way === stored : undefined
  })
  return isReached && ways.every((way) => way !== undefined && way === ways[0])
}

/** Read in its order, or narrowed on the field it is sorted by, so that no more is read than a span of it. */
function isOrdered(asked: Asked, keys: readonly Key[]): boolean {
  const [first] = Object.keys(asked.sort ?? {})
  const span = first === undefined ? undefined : (asked.filter[first] as object | undefined)
  return first === undefined || span !== undefined || keys.some((key) => hasOrder(key, asked))
}

const describe = ({ collection, filter, sort = {} }: Asked): string => {
  const sorted = Object.keys(sort).join(' ')
  return `${collection} {${Object.keys(filter).join(' ')}}${sorted === '' ? '' : ` by ${sorted}`}`
}

/**
 * Which queries of a piece of work begin with no index of these collections and so read all of them, and which sort by
 * hand what they find; once for each shape. By the indexes that are there: `explain` of the Python engine says little
 * of what it does.
 * @param small what is so little by its nature, for whatever there ever was, that it may be sorted by hand.
 */
export async function listScans(
  collections: readonly string[],
  work: () => Promise<unknown>,
  small: readonly string[] = [],
): Promise<string[]> {
  const asked = new Map<string, Asked>()
  const note = (event: CommandStartedEvent) => {
    for (const each of toAsked(event))
      if (collections.includes(each.collection)) asked.set(describe(each), each)
  }
  await noteCommands(note, work)
  const scans: string[] = []
  for (const [name, each] of asked) {
    const keys = await listKeys(each.collection)
    const firsts = keys.flatMap((key) => Object.keys(key)[0] ?? [])
    const isFound = firsts.some((field) => field in each.filter && narrows(each.filter[field]))
    if (!isFound || (!isOrdered(each, keys) && !small.includes(name))) scans.push(name)
  }
  return scans
}
