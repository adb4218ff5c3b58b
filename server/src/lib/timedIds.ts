import { Types } from 'mongoose'
import { createCache } from './caches'

/** An id that carries the time of the given clock, so that what is ordered by id is ordered by time. */
export const makeTimedId = (at: Date): Types.ObjectId =>
  new Types.ObjectId(Types.ObjectId.generate(Math.floor(at.getTime() / 1000)))

/** The lowest id of a second. */
export const firstIdOf = (milliseconds: number): Types.ObjectId =>
  Types.ObjectId.createFromTime(Math.max(0, Math.floor(milliseconds / 1000)))

const hour = 60 * 60 * 1000
/** A window in which there was nothing is followed by one so many times as far; none goes farther at once. */
const growth = 8
/** What is expected to fill the page is made a little wider: one row short costs another read. */
const margin = 1.3
const farthest = 4 * 366 * 24 * hour

/** A window that was read: how far it and all before it go, how wide it was, and what it held. */
interface Window {
  reach: number
  width: number
  held: number
}

/** How far the next one goes: as far as the rest of the page lies if it goes on like that, the eightfold at most. */
function widen({ reach, width, held }: Window, missing: number): number {
  if (held === 0) return reach * growth
  const likely = Math.max((missing / held) * width * margin, width * (margin - 1))
  return Math.min(reach + likely, reach * growth)
}

/** How far back the first page of a list went of late, in this process; 0: to its end. */
const lastFloors = createCache<number>({ max: 5000, ttl: hour })

type Ends = Partial<Record<'$gte' | '$gt' | '$lt', Types.ObjectId>>

/** Part of a filter; without `_id` where everything is asked for. */
export interface IdRange {
  _id?: Ends
}

const toRange = (_id: Ends): IdRange => (Object.keys(_id).length > 0 ? { _id } : {})

interface Reading<T> {
  /** Reads at most so many rows of the range, in the direction asked for. */
  read: (range: IdRange, most: number) => Promise<T[]>
  /** Rows that are not shown do not count. */
  isKept?: (row: T) => boolean
  /** The id of the last row of the page before. */
  cursor: string | undefined
  limit: number
  /** Rows read at once; as many as the page has where most are kept. */
  batch?: number
  /** Of a list that is read again and again: its first page begins with a window that held it the last time. */
  name?: string
}

const keepAll = (): boolean => true

interface Timed {
  _id: Types.ObjectId
}

/** Adds what is kept of one window, page by page, until the page is full: a busy window costs the page, not the window. */
async function addFrom<T extends Timed>(
  rows: T[],
  { read, isKept = keepAll, limit, batch = limit }: Reading<T>,
  { near, far, after }: { near: Ends; far: Ends; after: (last: T) => Ends },
): Promise<void> {
  for (let last: T | undefined; rows.length < limit;) {
    const found = await read(toRange({ ...(last ? after(last) : near), ...far }), batch)
    rows.push(...found.filter(isKept))
    last = found.at(-1)
    if (found.length < batch) return
  }
}

const timeOf = ({ _id }: Timed): number => _id.getTimestamp().getTime()

/** How far the first window goes: after a quiet night as far as the page that was read an hour ago, and not by chance. */
function findFirstReach({ name, cursor }: Pick<Reading<Timed>, 'name' | 'cursor'>, from: number): number {
  const floor = name === undefined || cursor !== undefined ? undefined : lastFloors.get(name)
  if (floor === undefined) return hour
  return floor === 0 ? Infinity : Math.max(from - floor, 1000)
}

function remember(
  { name, cursor, limit }: Pick<Reading<Timed>, 'name' | 'cursor' | 'limit'>,
  rows: readonly Timed[],
) {
  if (name === undefined || cursor !== undefined) return
  const [first, last] = [rows[0], rows[limit - 1]]
  if (!first || !last) lastFloors.set(name, 0)
  else lastFloors.set(name, timeOf(last) - (timeOf(first) - timeOf(last)) * (margin - 1))
}

/**
 * A page of rows with timed ids, the newest first. The cost of a list follows what matches, not what it returns (an
 * embedded engine does not stop early), so it is read in windows of time until the page is full.
 */
export async function readNewestFirst<T extends Timed>(reading: Reading<T>, now: Date): Promise<T[]> {
  const { cursor, limit } = reading
  const rows: T[] = []
  const end = cursor === undefined ? undefined : new Types.ObjectId(cursor)
  const from = end ? end.getTimestamp().getTime() + 1000 : now.getTime()
  let near: Ends = end ? { $lt: end } : {}
  let [before, reach] = [0, findFirstReach(reading, from)]
  for (;;) {
    const isLast = reach > farthest
    const lowest = firstIdOf(isLast ? 0 : from - reach)
    const far = isLast ? {} : { $gte: lowest }
    const had = rows.length
    await addFrom(rows, reading, { near, far, after: ({ _id }) => ({ $lt: _id }) })
    if (isLast || rows.length >= limit) break
    near = { $lt: lowest }
    const next = widen({ reach, width: reach - before, held: rows.length - had }, limit - rows.length)
    ;[before, reach] = [reach, next]
  }
  remember(reading, rows)
  return rows.slice(0, limit)
}

/** The same, the oldest first, from a beginning on. */
export async function readOldestFirst<T extends Timed>(
  reading: Reading<T>,
  { start, now }: { start: Date; now: Date },
): Promise<T[]> {
  const { cursor, limit } = reading
  const rows: T[] = []
  const begin = cursor === undefined ? undefined : new Types.ObjectId(cursor)
  const from = begin ? begin.getTimestamp().getTime() : start.getTime()
  let near: Ends = begin ? { $gt: begin } : {}
  let [before, reach] = [0, hour]
  for (;;) {
    const isLast = from + reach > now.getTime()
    const highest = firstIdOf(from + reach)
    const far = isLast ? {} : { $lt: highest }
    const had = rows.length
    await addFrom(rows, reading, { near, far, after: ({ _id }) => ({ $gt: _id }) })
    if (isLast || rows.length >= limit) return rows.slice(0, limit)
    near = { $gte: highest }
    const next = widen({ reach, width: reach - before, held: rows.length - had }, limit - rows.length)
    ;[before, reach] = [reach, next]
  }
}
