import type { Place } from '@linli/shared/areas/areas'
import type { ImportProblem } from '@linli/shared/register/register.contract'
import type { Model } from 'mongoose'
import type { Deps } from '../../deps'
import type { OutboxEntry } from '../messages/outbox'
import type { ImportRow } from './import.columns'

/** One thing to write; a document of a plan with `filter` changes one that is there, without it adds one. */
export interface Change {
  document: object
  filter?: Record<string, unknown>
  /** Fields to take away from a document that is there. */
  clear?: string[]
  /** What others have to follow; see person.outbox. */
  entry?: OutboxEntry
}

/** Writes to one collection; earlier steps are what later ones refer to. */
export interface PlanStep {
  model: Pick<Model<unknown>, 'collection'>
  changes: Change[]
}

/** Where the rows belong, and whom to tell how many are checked. */
export interface PlanContext {
  /** A community; for units also a street or district. */
  area: string
  place: Place
  /** From which day the sheet is, where whoever brought it has said so. */
  asOf?: string | undefined
  deps: Pick<Deps, 'crypto' | 'clock'>
  report: (done: number) => Promise<void>
}

/** What importing the rows would do; nothing is written while it has problems. */
export interface Plan {
  problems: ImportProblem[]
  steps: PlanStep[]
  /** What is left as it stands although the sheet says otherwise. */
  kept?: ImportProblem[]
}

/** Collects what is wrong with the rows, in Chinese, without repeating what a cell holds: it may be personal. */
export interface ProblemList {
  add(row: ImportRow, column: string | undefined, reason: string): void
  has(row: ImportRow): boolean
  list(): ImportProblem[]
}

export function createProblemList(): ProblemList {
  const problems: ImportProblem[] = []
  const bad = new Set<number>()
  return {
    add(row, column, reason) {
      bad.add(row.number)
      problems.push({ row: row.number, ...(column === undefined ? {} : { column }), reason })
    },
    has: (row) => bad.has(row.number),
    list: () => problems.sort((a, b) => a.row - b.row),
  }
}

const perTurn = 200

/** Visits every row and lets other requests pass in between. */
export async function visitRows(
  rows: readonly ImportRow[],
  visit: (row: ImportRow) => void,
  report: (done: number) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += perTurn) {
    for (const row of rows.slice(start, start + perTurn)) visit(row)
    await report(Math.min(start + perTurn, rows.length))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Remembers keys that may occur once, and says where one was seen before. */
export function createOnce(): (key: string, row: ImportRow) => number | undefined {
  const seen = new Map<string, number>()
  return (key, row) => {
    const before = seen.get(key)
    if (before === undefined) seen.set(key, row.number)
    return before
  }
}

/** Reads one cell, or reports why it cannot be. */
export function readCell<T>(
  row: ImportRow,
  [key, title]: readonly [string, string],
  problems: ProblemList,
  options: { isRequired?: boolean; parse: (text: string) => T | undefined; hint: string },
): T | undefined {
  const text = row.values[key]
  if (text === undefined) {
    if (options.isRequired) problems.add(row, title, `「${title}」没有填写。`)
    return undefined
  }
  const value = options.parse(text)
  if (value === undefined) problems.add(row, title, options.hint)
  return value
}

/** A short text: at most `max` characters. */
export const shortText =
  (max: number) =>
  (text: string): string | undefined =>
    Array.from(text).length <= max ? text : undefined
