import type { Types } from 'mongoose'
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
