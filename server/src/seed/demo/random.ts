import { createHash } from 'node:crypto'
import { Types } from 'mongoose'
import { seededRandom } from '../../lib/random'
import { makeTimedId } from '../../lib/timedIds'

/** The same sequence for the same seed, on every machine; the demo never changes by itself. */
export interface Random {
  /** An integer from `min` to `max`, both included. */
  int(min: number, max: number): number
  pick<T>(list: readonly [T, ...T[]]): T
  /** True with this probability. */
  chance(probability: number): boolean
}

export function createRandom(seed: number): Random {
  const next = seededRandom(seed)
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1))
  return {
    int,
    pick: (list) => list[int(0, list.length - 1)] ?? list[0],
    chance: (probability) => next() < probability,
  }
}

/** The id of a thing in the demo, made from its name, so that seeding again finds it. */
export function demoId(name: string): Types.ObjectId {
  return Types.ObjectId.createFromHexString(
    createHash('sha256').update(`linli demo ${name}`).digest('hex').slice(0, 24),
  )
}

/** Where an id has its time, in hex. */
const timeLength = 8
const nameOf = (id: Types.ObjectId): string => id.toString().slice(timeLength)

/** The same for what lists order by the time in the id, which then begins with that; see `isDemoId`. */
export const makeDemoId = (name: string, at: Date): Types.ObjectId =>
  Types.ObjectId.createFromHexString(
    `${makeTimedId(at).toString().slice(0, timeLength)}${nameOf(demoId(name))}`,
  )

/** Whether a thing is the demo’s of this name, whenever it was seeded. */
export const isDemoId = (id: Types.ObjectId, name: string): boolean => nameOf(id) === nameOf(demoId(name))
