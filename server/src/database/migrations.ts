import { mongoose } from './mongoose'
import type { Deps } from '../deps'

/** Brings what an older program wrote to the form that this one reads. */
export interface Migration {
  /** Part of its record in the database: never change it. */
  name: string
  /** Repeatable: a crash in the middle begins it again. @returns how many documents it changed. */
  run: (deps: Deps) => Promise<number>
}

interface Done {
  _id: string
  at: Date
}

const store = () => mongoose.connection.collection<Done>('migrations')

/**
 * Runs each migration that this database has not seen, one after the other, before anything is served. Several servers
 * that start at once may each run it: it is repeatable, and one of them remembers it.
 */
export async function migrate(
  migrations: readonly Migration[],
  deps: Deps,
  say: (line: string) => void,
): Promise<void> {
  const done = new Set((await store().find().toArray()).map(({ _id }) => _id))
  for (const { name, run } of migrations) {
    if (done.has(name)) continue
    const changed = await run(deps)
    if (changed > 0) say(`  ${name}: ${changed} records of an older version were brought up to date`)
    await store().updateOne({ _id: name }, { $set: { at: deps.clock.now() } }, { upsert: true })
  }
}
