import { createHash } from 'node:crypto'
import { Types } from 'mongoose'
import { seededRandom } from '../../lib/random'

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
