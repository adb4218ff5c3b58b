import { Schema, Types, type IndexDefinition, type IndexOptions, type Model } from 'mongoose'
import type { Deps } from '../../deps'
import { createSignal, type Signal } from '../../lib/signal'
import type { Message } from './message'

/** One side effect of a change, stored in the changed document in the same write. */
export interface OutboxEntry {
  id: string
  event: string
  at: Date
  /** What is needed to tell people later, when the document may have moved on. */
  data: Record<string, unknown>
}

const outboxEntrySchema = new Schema(
  {
    id: { type: String, required: true },
    event: { type: String, required: true },
    at: { type: Date, required: true },
    data: Schema.Types.Mixed,
  },
  { _id: false, id: false },
)

/**
 * Spread into the schema of any model whose changes tell people something. A change pushes its entries and
 * sets `hasOutbox: true` in the same update.
 */
export const outboxFields = {
  outbox: { type: [outboxEntrySchema], default: (): OutboxEntry[] => [] },
  hasOutbox: Boolean,
} as const

/** Finds the few documents that still have something to tell. Call it on the schema that has the fields. */
export function addOutboxIndex(schema: {
  index(fields: IndexDefinition, options?: IndexOptions): unknown
}): void {
  schema.index({ hasOutbox: 1 }, { partialFilterExpression: { hasOutbox: true } })
}

export function makeOutboxEntry(
  event: string,
  data: Record<string, unknown>,
  deps: Pick<Deps, 'clock'>,
): OutboxEntry {
  return { id: new Types.ObjectId().toString(), event, at: deps.clock.now(), data }
}

export interface OutboxSource<T> {
  /** Part of the delivery keys: never change it. */
  name: string
  model: Model<T>
  /** Who is told what. Run again after a crash: it should come to the same recipients. */
  expand(doc: T & { _id: Types.ObjectId }, entry: OutboxEntry, deps: Deps): Promise<Message[]>
  /** Other effects, such as counters; at least once, so made idempotent by `entry.id`. */
  apply?(doc: T & { _id: Types.ObjectId }, entry: OutboxEntry, deps: Deps): Promise<void>
}

/** A document with something to tell, its type forgotten. */
export interface WaitingDocument {
  id: Types.ObjectId
  entries: OutboxEntry[]
  expand(entry: OutboxEntry, deps: Deps): Promise<Message[]>
  apply(entry: OutboxEntry, deps: Deps): Promise<void>
}

export interface RegisteredSource {
  name: string
  /** Of the database. */
  collection: string
  /** Entries were written, by this process. */
  filled: Signal
  /** Which documents have something to tell; costs what waits, not what is asked for. */
  findWaiting: (limit: number) => Promise<Types.ObjectId[]>
  /** As they are now: one that has meanwhile been told of is left out. */
  readWaiting(ids: readonly Types.ObjectId[]): Promise<WaitingDocument[]>
  /** When the oldest entry was written that nobody was told of. */
  findOldest(): Promise<Date | undefined>
  /** Takes out what was told, by conditional updates: entries pushed meanwhile stay. */
  clear(told: readonly { id: Types.ObjectId; entryIds: string[] }[]): Promise<void>
}

/** Documents looked at for the oldest entry; when more wait, something is wrong anyway. */
const measured = 500

const sources = new Map<string, RegisteredSource>()

type Told = Parameters<RegisteredSource['clear']>[0][number]
type OutboxModel = Model<{ outbox?: OutboxEntry[]; hasOutbox?: boolean }>

/** Empties, by one command for all, each outbox whose only entry was told. @returns those that hold more. */
async function emptyOutboxes(model: OutboxModel, told: readonly Told[]): Promise<Told[]> {
  const single = told.filter(({ entryIds }) => entryIds.length === 1)
  const entryIds = single.flatMap((each) => each.entryIds)
  const filter = { _id: { $in: single.map(({ id }) => id) }, 'outbox.id': { $in: entryIds } }
  const { matchedCount } = await model.updateMany(
    { ...filter, outbox: { $size: 1 } },
    { $set: { outbox: [] }, $unset: { hasOutbox: 1 } },
    { timestamps: false },
  )
  const several = told.filter((each) => each.entryIds.length !== 1)
  if (matchedCount === single.length) return several
  const rows = await model.find(filter, { _id: 1 }).lean()
  const left = new Set(rows.map(({ _id }) => _id.toString()))
  return [...several, ...single.filter(({ id }) => left.has(id.toString()))]
}

/** Takes out what was told, and leaves what was pushed meanwhile. */
const takeTold = ({ id, entryIds }: Told) => [
  {
    updateOne: {
      filter: { _id: id },
      update: { $pull: { outbox: { id: { $in: entryIds } } } },
      timestamps: false,
    },
  },
  {
    updateOne: {
      filter: { _id: id, outbox: { $size: 0 } },
      update: { $unset: { hasOutbox: 1 as const } },
      timestamps: false,
    },
  },
]

/** Called once when the feature is loaded. */
export function registerOutboxSource<T>(source: OutboxSource<T>): void {
  // The type parameter ends here: everything behind it needs the outbox fields only.
  const model = source.model as unknown as OutboxModel
  sources.set(source.name, {
    name: source.name,
    collection: model.collection.name,
    filled: createSignal(),
    findWaiting: async (limit) => {
      const rows = await model.find({ hasOutbox: true }, { _id: 1 }).limit(limit).lean()
      return rows.map(({ _id }) => _id)
    },
    async readWaiting(ids) {
      const rows = await model.find({ _id: { $in: ids }, hasOutbox: true }).lean()
      return rows.map((row) => {
        const doc = row as unknown as T & { _id: Types.ObjectId }
        return {
          id: doc._id,
          entries: row.outbox ?? [],
          expand: (entry, deps) => source.expand(doc, entry, deps),
          apply: (entry, deps) => source.apply?.(doc, entry, deps) ?? Promise.resolve(),
        }
      })
    },
    async findOldest() {
      const rows = await model
        .find({ hasOutbox: true }, { 'outbox.at': 1 })
        .limit(measured)
        .lean<{ outbox?: OutboxEntry[] }[]>()
      const times = rows.flatMap(({ outbox = [] }) => outbox.map(({ at }) => at.getTime()))
      return times.length === 0 ? undefined : new Date(Math.min(...times))
    },
    async clear(told) {
      const left = await emptyOutboxes(model, told)
      if (left.length > 0) await model.bulkWrite(left.flatMap(takeTold))
    },
  })
}

export const listOutboxSources = (): RegisteredSource[] => [...sources.values()]

/**
 * Call right after a change that pushed entries into documents of this model, so that people are told at once instead
 * of at the next sweep. Does nothing where no jobs run (tests, scripts); losing it is harmless.
 */
export function kickOutbox({ collection }: { collection: { name: string } }): void {
  for (const source of sources.values()) if (source.collection === collection.name) source.filled.send()
}
