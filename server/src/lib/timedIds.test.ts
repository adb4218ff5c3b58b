import type { Types } from 'mongoose'
import { clearCaches } from './caches'
import { makeTimedId, readNewestFirst, readOldestFirst, type IdRange } from './timedIds'

const start = new Date('2026-11-27T08:00:00Z')
const now = new Date(start.getTime() + 30 * 24 * 60 * 60 * 1000)

/** Two thousand in the first hour, and one a week later. */
const rows = [
  ...Array.from({ length: 2000 }, (_, i) => ({
    _id: makeTimedId(new Date(start.getTime() + i * 1500)),
    no: i,
  })),
  { _id: makeTimedId(new Date(start.getTime() + 7 * 24 * 60 * 60 * 1000)), no: 2000 },
]

let handedOut = 0

function read({ _id = {} }: IdRange, most: number, isBackwards = false): Promise<typeof rows> {
  const isIn = (id: Types.ObjectId): boolean =>
    (!_id.$gt || id.toString() > _id.$gt.toString()) &&
    (!_id.$gte || id.toString() >= _id.$gte.toString()) &&
    (!_id.$lt || id.toString() < _id.$lt.toString())
  const all = rows.filter((row) => isIn(row._id))
  const found = (isBackwards ? all.reverse() : all).slice(0, most)
  handedOut += found.length
  return Promise.resolve(found)
}

describe('a page, the oldest first', () => {
  it('of a busy hour costs the page, and not the hour', async () => {
    handedOut = 0
    const page = await readOldestFirst({ read, cursor: undefined, limit: 20 }, { start, now })
    expect(page.map(({ no }) => no)).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect(handedOut).toBe(20)
  })

  it('leads to each row once, also where most are left out', async () => {
    const isKept = ({ no }: { no: number }): boolean => no % 100 === 0
    const walked: number[] = []
    for (let cursor: string | undefined; ;) {
      const page = await readOldestFirst({ read, isKept, cursor, limit: 4 }, { start, now })
      walked.push(...page.map(({ no }) => no))
      cursor = page.at(-1)?._id.toString()
      if (page.length < 4) break
    }
    expect(walked).toEqual(rows.filter(isKept).map(({ no }) => no))
  })
})

describe('a page, the newest first', () => {
  const readBack = (range: IdRange, most: number) => read(range, most, true)

  it('after a quiet week costs the page, and not the busy hour before it', async () => {
    handedOut = 0
    const cursor = rows.at(-1)?._id.toString()
    const page = await readNewestFirst({ read: readBack, cursor, limit: 20 }, now)
    expect(page.map(({ no }) => no)).toEqual(Array.from({ length: 20 }, (_, i) => 1999 - i))
    expect(handedOut).toBe(20)
  })

  it('leads to each row once, also where most are left out', async () => {
    const isKept = ({ no }: { no: number }): boolean => no % 100 === 0
    const walked: number[] = []
    for (let cursor: string | undefined; ;) {
      const page = await readNewestFirst({ read: readBack, isKept, cursor, limit: 4 }, now)
      walked.push(...page.map(({ no }) => no))
      cursor = page.at(-1)?._id.toString()
      if (page.length < 4) break
    }
    expect(walked).toEqual(
      rows
        .filter(isKept)
        .map(({ no }) => no)
        .reverse(),
    )
  })
})

describe('the windows of a page, the newest first', () => {
  const [minute, hour, day] = [60_000, 60 * 60_000, 24 * 60 * 60_000]
  /** Rows so many milliseconds old: how many reads a page takes, and how many rows they had to look at. */
  async function count(ages: readonly number[], more: { name?: string; at?: Date } = {}) {
    const ids = ages.map((age) => makeTimedId(new Date(now.getTime() - age)))
    let [reads, looked] = [0, 0]
    const readAll = ({ _id = {} }: IdRange, most: number) => {
      const isIn = (id: Types.ObjectId): boolean =>
        (!_id.$gte || id.toString() >= _id.$gte.toString()) &&
        (!_id.$lt || id.toString() < _id.$lt.toString())
      const found = ids.filter(isIn)
      ;[reads, looked] = [reads + 1, looked + found.length]
      return Promise.resolve(found.slice(0, most).map((_id) => ({ _id })))
    }
    const { at = now, ...named } = more
    const page = await readNewestFirst({ read: readAll, cursor: undefined, limit: 21, ...named }, at)
    expect(page.map(({ _id }) => _id)).toEqual(ids.slice(0, 21))
    return { reads, looked }
  }
  const every = (step: number, days: number, from = 0): number[] =>
    Array.from({ length: Math.floor((days * day) / step) }, (_, i) => from + i * step)

  it('go as far as the rest of the page lies, by what the last one held', async () => {
    const { reads, looked } = await count(every(4 * minute, 30, minute))
    expect(reads).toBe(2)
    expect(looked).toBeLessThan(30)
  })

  it('take no more reads where there is little: nothing, a few in years, many in the last hour and then none', async () => {
    const most = 7
    expect((await count([])).reads).toBeLessThanOrEqual(most)
    expect((await count(every(90 * day, 1000))).reads).toBeLessThanOrEqual(most)
    expect((await count(every(2 * minute, 1 / 36))).reads).toBeLessThanOrEqual(most + 1)
  })

  it('begin where the page ended an hour ago: a quiet night is looked for once', async () => {
    clearCaches()
    const night = every(minute, 30, 16 * hour)
    const name = 'posts'
    expect((await count(night, { name })).looked).toBeGreaterThan(1000)
    const later = { name, at: new Date(now.getTime() + 20 * minute) }
    for (let times = 0; times < 2; times += 1)
      expect(await count(night, later)).toEqual({ reads: 1, looked: 27 })
    // What is written meanwhile comes first, and little that was there at once.
    const { reads, looked } = await count([...every(10 * 1000, 1 / 24 / 60), ...night], later)
    expect(reads).toBe(1)
    expect(looked).toBeLessThan(40)
    expect(await count([minute], { name: 'few' })).toMatchObject({ looked: 1 })
    expect(await count([minute], { name: 'few' })).toEqual({ reads: 1, looked: 1 })
  })
})
