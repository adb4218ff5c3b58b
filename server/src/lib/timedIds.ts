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
  /** Reads what lies in the range, in the direction asked for. */
  read: (range: IdRange) => Promise<T[]>
  /** Rows that are not shown do not count. */
  isKept?: (row: T) => boolean
  /** The id of the last row of the page before. */
  cursor: string | undefined
  limit: number
}

const keepAll = (): boolean => true

/**
 * A page of rows with timed ids, the newest first. The cost of a list follows what matches, not what it returns (an
 * embedded engine does not stop early), so it is read in windows of time that grow until the page is full.
 */
export async function readNewestFirst<T>(
  { read, isKept = keepAll, cursor, limit }: Reading<T>,
  now: Date,
): Promise<T[]> {
  const rows: T[] = []
  const end = cursor === undefined ? undefined : new Types.ObjectId(cursor)
  const from = end ? end.getTimestamp().getTime() + 1000 : now.getTime()
  let upper: Ends = end ? { $lt: end } : {}
  for (let width = hour; ; width *= growth) {
    const isLast = width > farthest
    const lowest = firstIdOf(from - width)
    rows.push(...(await read(toRange({ ...upper, ...(isLast ? {} : { $gte: lowest }) }))).filter(isKept))
    if (isLast || rows.length >= limit) return rows.slice(0, limit)
    upper = { $lt: lowest }
  }
}

/** Reads at most so many rows of the range, the oldest first. */
interface ReadingOn<T> extends Omit<Reading<T>, 'read'> {
  read: (range: IdRange, most: number) => Promise<T[]>
}

/** The same, the oldest first, from a beginning on; of a window in which much was said, no more than the page. */
export async function readOldestFirst<T extends { _id: Types.ObjectId }>(
  { read, isKept = keepAll, cursor, limit }: ReadingOn<T>,
  { start, now }: { start: Date; now: Date },
): Promise<T[]> {
  const rows: T[] = []
  const begin = cursor === undefined ? undefined : new Types.ObjectId(cursor)
  const from = begin ? begin.getTimestamp().getTime() : start.getTime()
  let lower: Ends = begin ? { $gt: begin } : {}
  for (let width = hour; ; width *= growth) {
    const isLast = from + width > now.getTime()
    const highest = firstIdOf(from + width)
    const upper = isLast ? {} : { $lt: highest }
    for (let last: T | undefined; rows.length < limit;) {
      const found = await read(toRange({ ...(last ? { $gt: last._id } : lower), ...upper }), limit)
      rows.push(...found.filter(isKept))
      last = found.at(-1)
      if (found.length < limit) break
    }
    if (isLast || rows.length >= limit) return rows.slice(0, limit)
    lower = { $gte: highest }
  }
}
