import { setTimeout as sleep } from 'node:timers/promises'
import { MongoBackend } from '@agendajs/mongo-backend'
import { Agenda } from 'agenda'
import { mongoose } from '../database/mongoose'
import type { Deps } from '../deps'
import { isDuplicate } from '../lib/isDuplicate'
import { isLocal, type JobDefinition } from './job'
import { runJob } from './job.run'
import { startLocalSweep } from './localSweep'

const collectionName = 'jobs'
const timezone = 'Asia/Shanghai'

export interface JobOptions {
  /** How often each server looks for due jobs. */
  lookEveryMilliseconds?: number
  /** After this a server that has a job is taken for dead. */
  lockMilliseconds?: number
}

export interface RunningJobs {
  /** Ends all sweeps and waits for the runs under way, at most 5 seconds. */
  stop(): Promise<void>
}

/**
 * Two ways, by the period of a job. From 10 seconds, and by the clock: agenda, whose record in the database makes
 * one server run it, and another one go on when that server dies. Below: a timer in each process, for agenda
 * looks for work too rarely and takes a lock each time; such sweeps are guarded by conditional updates, so that
 * several at once do each thing once.
 */
export async function startJobs(
  deps: Deps,
  definitions: readonly JobDefinition[],
  options: JobOptions = {},
): Promise<RunningJobs> {
  const stopSweeps = definitions.filter(isLocal).map((job) => startLocalSweep(job, deps))
  const shared = definitions.filter((job) => !isLocal(job))
  const end = new AbortController()
  const agenda = shared.length > 0 ? await startAgenda(deps, shared, end.signal, options) : undefined
  return {
    async stop() {
      end.abort()
      await Promise.all(stopSweeps.map((stop) => stop()))
      if (!agenda) return
      await agenda.drain(5000)
      await agenda.stop()
    },
  }
}

async function startAgenda(
  deps: Deps,
  definitions: readonly JobDefinition[],
  signal: AbortSignal,
  { lookEveryMilliseconds = 5000, lockMilliseconds = 10 * 60 * 1000 }: JobOptions,
): Promise<Agenda> {
  const { connection } = mongoose
  await ensureOnePerName()
  const agenda = new Agenda({
    backend: new MongoBackend({
      mongo: connection.getClient().db(connection.name),
      collection: collectionName,
    }),
    processEvery: lookEveryMilliseconds,
    defaultLockLifetime: lockMilliseconds,
  })
  agenda.on('error', (error) => {
    deps.logger.error({ err: error }, 'agenda failed')
  })
  for (const job of definitions) agenda.define(job.name, () => runJob(job, deps, signal), { concurrency: 1 })
  await agenda.ready
  for (const job of definitions) await schedule(agenda, job)
  await agenda.start()
  return agenda
}

const jobs = () => mongoose.connection.collection(collectionName)

/** Two servers that start at once would otherwise both insert the record. */
async function ensureOnePerName(): Promise<void> {
  await jobs().createIndexes([
    {
      name: 'onePerName',
      key: { name: 1, type: 1 },
      unique: true,
      partialFilterExpression: { type: 'single' },
    },
  ])
}

/**
 * Writes the record only when it is new or its times have changed: agenda's `every` would set a lock free that
 * another server holds, and make a job that has just run due again. So of servers that start together one writes.
 */
async function schedule(agenda: Agenda, job: JobDefinition): Promise<void> {
  const interval = 'cron' in job ? job.cron : `${job.everySeconds} seconds`
  const isWritten = async () =>
    (await jobs().findOne({ name: job.name, type: 'single' }))?.repeatInterval === interval
  if (await isWritten()) return
  const isTurn = await takeTurn(job.name)
  try {
    // Whoever has the turn for long has died: then each may write.
    if (await isTrueWithin(isTurn ? 0 : turnMilliseconds, isWritten)) return
    await agenda.every(interval, job.name, undefined, { timezone, skipImmediate: 'cron' in job })
  } catch (error) {
    // Another server was quicker: a duplicate key, or on the Python engine an upsert that gives nothing back.
    if (!isDuplicate(error) && !(await isWritten())) throw error
  } finally {
    if (isTurn) await turns().deleteOne({ _id: job.name })
  }
}

const turnMilliseconds = 5000
const turns = () => mongoose.connection.collection<{ _id: string }>('jobturns')

async function takeTurn(name: string): Promise<boolean> {
  try {
    await turns().insertOne({ _id: name })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

async function isTrueWithin(milliseconds: number, isTrue: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!(await isTrue())) {
    if (performance.now() >= end) return false
    await sleep(50)
  }
  return true
}
