import { Types } from 'mongoose'

/** An id that carries the time of the given clock, so that what is ordered by id is ordered by time. */
export const makeTimedId = (at: Date): Types.ObjectId =>
  new Types.ObjectId(Types.ObjectId.generate(Math.floor(at.getTime() / 1000)))

/** The lowest id of a second. */
export const firstIdOf = (milliseconds: number): Types.ObjectId =>
  Types.ObjectId.createFromTime(Math.max(0, Math.floor(milliseconds / 1000)))

const hour = 60 * 60 * 1000
/** A window that did not fill the page is followed by one so many times as wide. */
const growth = 8
const farthest = 4 * 366 * 24 * hour

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
}

const keepAll = (): boolean => true

interface Timed {
  _id: Types.ObjectId
}

/** Adds what is kept of one window, page by page, until the page is full: a busy window costs the page, not the window. */
async function addFrom<T extends Timed>(
  rows: T[],
  { read, isKept = keepAll, limit }: Reading<T>,
  { near, far, after }: { near: Ends; far: Ends; after: (last: T) => Ends },
): Promise<void> {
  for (let last: T | undefined; rows.length < limit;) {
    const found = await read(toRange({ ...(last ? after(last) : near), ...far }), limit)
    rows.push(...found.filter(isKept))
    last = found.at(-1)
    if (found.length < limit) return
  }
}

/**
 * A page of rows with timed ids, the newest first. The cost of a list follows what matches, not what it returns (an
 * embedded engine does not stop early), so it is read in windows of time that grow until the page is full.
 */
export async function readNewestFirst<T extends Timed>(reading: Reading<T>, now: Date): Promise<T[]> {
  const { cursor, limit } = reading
  const rows: T[] = []
  const end = cursor === undefined ? undefined : new Types.ObjectId(cursor)
  const from = end ? end.getTimestamp().getTime() + 1000 : now.getTime()
  let near: Ends = end ? { $lt: end } : {}
  for (let width = hour; ; width *= growth) {
    const isLast = width > farthest
    const lowest = firstIdOf(from - width)
    const far = isLast ? {} : { $gte: lowest }
    await addFrom(rows, reading, { near, far, after: ({ _id }) => ({ $lt: _id }) })
    if (isLast || rows.length >= limit) return rows.slice(0, limit)
    near = { $lt: lowest }
  }
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
  for (let width = hour; ; width *= growth) {
    const isLast = from + width > now.getTime()
    const highest = firstIdOf(from + width)
    const far = isLast ? {} : { $lt: highest }
    await addFrom(rows, reading, { near, far, after: ({ _id }) => ({ $gt: _id }) })
    if (isLast || rows.length >= limit) return rows.slice(0, limit)
    near = { $gte: highest }
  }
}
