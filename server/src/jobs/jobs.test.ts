import { setTimeout as sleep } from 'node:timers/promises'
import { Schema } from 'mongoose'
import { mongoose } from '../database/mongoose'
import { kickOutbox, makeOutboxEntry, outboxFields, registerOutboxSource } from '../features/messages/outbox'
import type { Message } from '../features/messages/message'
import { InboxMessage } from '../features/messages/inboxMessage.model'
import { registry } from '../http/metrics'
import { Bell, buildMessage, ringBell } from '../test/messages.factory'
import { createTestDeps, type TestDeps } from '../test/testApp'
import { buildUser } from '../test/users.factory'
import { listJobs, runJobOnce } from '.'
import type { CronJob, JobDefinition, SweepJob } from './job'
import { startJobs, type JobOptions, type RunningJobs } from './jobs'

// agenda leaves a timer of half the lock's lifetime behind, which would keep the tests alive.
const quick: JobOptions = { lookEveryMilliseconds: 100, lockMilliseconds: 1000 }

let deps: TestDeps
const started: RunningJobs[] = []
const start = async (definitions: readonly JobDefinition[]) => {
  const jobs = await startJobs(deps, definitions, quick)
  started.push(jobs)
  return jobs
}

beforeEach(() => {
  deps = createTestDeps()
})
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()))
})

async function waitUntil(isDone: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    if (await isDone()) return
    await sleep(25)
  }
  throw new Error('it did not happen within 5 s')
}

const records = () => mongoose.connection.collection('jobs')
const countRuns = (timing: Omit<SweepJob, 'run'> | Omit<CronJob, 'run'>) => {
  const runs: number[] = []
  const run = () => {
    runs.push(performance.now())
    return Promise.resolve()
  }
  const definition: JobDefinition = { ...timing, run }
  return { runs, definition }
}

describe('jobs shared by servers', () => {
  it('run once over two servers that start at the same time', async () => {
    const { runs, definition } = countRuns({ name: 'sharedSweep', everySeconds: 10 })
    await Promise.all([start([definition]), start([definition])])
    expect(await records().countDocuments({ name: 'sharedSweep' })).toBe(1)
    await waitUntil(() => runs.length > 0)
    await sleep(500)
    expect(runs).toHaveLength(1)
  })

  it('keep what is due over a restart, and take over from a server that died', async () => {
    const { runs, definition } = countRuns({ name: 'morning', cron: '30 8 * * *' })
    await (await start([definition])).stop()
    const record = await records().findOne({ name: 'morning' })
    expect(record).toMatchObject({ repeatInterval: '30 8 * * *', repeatTimezone: 'Asia/Shanghai' })
    expect((record?.nextRunAt as Date).toISOString()).toMatch(/T00:30:00/)
    expect(runs).toHaveLength(0)

    // All servers were down at half past eight, and one died while it had the job.
    const past = new Date(Date.now() - 60_000)
    await records().updateOne({ name: 'morning' }, { $set: { nextRunAt: past, lockedAt: past } })
    await start([definition])
    await waitUntil(() => runs.length > 0)
    await waitUntil(
      async () => ((await records().findOne({ name: 'morning' }))?.nextRunAt as Date) > new Date(),
    )
    expect(runs).toHaveLength(1)
  })

  it('get new times when the definition has changed', async () => {
    const { definition } = countRuns({ name: 'moved', cron: '0 3 * * *' })
    await (await start([definition])).stop()
    await (await start([{ ...definition, cron: '0 4 * * *' }])).stop()
    expect(await records().find({ name: 'moved' }).toArray()).toMatchObject([{ repeatInterval: '0 4 * * *' }])
  })

  it('go on after an error, which is counted', async () => {
    const failing: JobDefinition = {
      name: 'failing',
      everySeconds: 10,
      run: () => Promise.reject(new Error('broken')),
    }
    await start([failing])
    await waitUntil(async () =>
      (await registry.metrics()).includes('linli_job_failures_total{job="failing"} 1'),
    )
    expect(await records().findOne({ name: 'failing' })).toMatchObject({ failReason: null })
  })
})

describe('sweeps in each process', () => {
  it('run at once, again after their period, at once when woken, and no more once stopped', async () => {
    let wake: () => void = () => undefined
    const { runs, definition } = countRuns({
      name: 'localSweep',
      everySeconds: 0.2,
      wakeOn: (listener: () => void) => {
        wake = listener
        return () => (wake = () => undefined)
      },
    })
    const jobs = await start([definition])
    await waitUntil(() => runs.length === 2)
    expect((runs[1] ?? 0) - (runs[0] ?? 0)).toBeGreaterThan(190)
    wake()
    await waitUntil(() => runs.length === 3)
    expect((runs[2] ?? 0) - (runs[1] ?? 0)).toBeLessThan(190)
    await jobs.stop()
    wake()
    await sleep(300)
    expect(runs).toHaveLength(3)
    expect(await records().countDocuments({ name: 'localSweep' })).toBe(0)
  })

  it('never overlap, and run once more for what came while they ran', async () => {
    let wake: () => void = () => undefined
    let running = 0
    let most = 0
    let runs = 0
    const slow: JobDefinition = {
      name: 'slowSweep',
      everySeconds: 9,
      wakeOn: (listener) => {
        wake = listener
        return () => undefined
      },
      run: async () => {
        running += 1
        most = Math.max(most, running)
        await sleep(50)
        running -= 1
        runs += 1
      },
    }
    await start([slow])
    await waitUntil(() => running === 1)
    wake()
    wake()
    await waitUntil(() => runs === 2)
    await sleep(100)
    expect([runs, most]).toEqual([2, 1])
  })
})

describe('a job with more to do than a server has time for', () => {
  it.each([0.2, 10])('ends early when the server stops, every %s s', async (everySeconds) => {
    let isRunning = false
    const endless: JobDefinition = {
      name: `endless${everySeconds}`,
      everySeconds,
      run: async (_, signal) => {
        isRunning = true
        while (!signal.aborted) await sleep(5)
        isRunning = false
      },
    }
    const jobs = await start([endless])
    await waitUntil(() => isRunning)
    await jobs.stop()
    expect(isRunning).toBe(false)
  })
})

describe('the jobs of the product', () => {
  it('tell people right after a change that kicks the outbox, once, with two servers', async () => {
    const user = await buildUser({ clearPhone: '13812345678' }, deps)
    const local = listJobs().filter((job) => 'everySeconds' in job && job.everySeconds < 10)
    await Promise.all([start(local), start(local)])
    await sleep(200)
    await ringBell([buildMessage(user.id, { smsText: '有新进展' })], deps)
    const kicked = performance.now()
    kickOutbox(Bell)
    await waitUntil(() => deps.ports.sms.sent.length > 0)
    expect(performance.now() - kicked).toBeLessThan(2000)
    await sleep(200)
    expect(deps.ports.sms.sent).toHaveLength(1)
    expect(await InboxMessage.countDocuments()).toBe(1)
  })

  it('tell what one feature has to tell while another is stuck', async () => {
    const Stuck = mongoose.model('TestStuck', new Schema(outboxFields))
    const expand = jest.fn(() => new Promise<Message[]>(() => undefined))
    registerOutboxSource({ name: 'stuck', model: Stuck, expand })
    await Stuck.create({ hasOutbox: true, outbox: [makeOutboxEntry('stuck', {}, deps)] })
    void runJobOnce('moveOutbox.stuck', deps)
    await waitUntil(() => expand.mock.calls.length > 0)
    const user = await buildUser()
    await ringBell([buildMessage(user.id)], deps)
    await runJobOnce('moveOutbox.bells', deps)
    expect(await InboxMessage.countDocuments()).toBe(1)
  })

  it('have names of their own, and can be run by name', async () => {
    const names = listJobs().map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    const user = await buildUser()
    await ringBell([buildMessage(user.id)], deps)
    await runJobOnce('moveOutbox.bells', deps)
    expect(await InboxMessage.countDocuments()).toBe(1)
    await expect(runJobOnce('nothing', deps)).rejects.toThrow('no job nothing')
  })
})

describe('metrics', () => {
  it('show the age of the outbox, deliveries waiting and those given up', async () => {
    const user = await buildUser({ clearPhone: '13812345678' }, deps)
    deps.clock.set(new Date(Date.now() - 3_600_000))
    await ringBell([buildMessage(user.id, { smsText: '有新进展' })], deps)
    const age = /linli_outbox_age_seconds (\d+)/.exec(await registry.metrics())?.[1]
    expect(Number(age)).toBeGreaterThanOrEqual(3599)
    await runJobOnce('moveOutbox.bells', deps)
    const after = await registry.metrics()
    expect(after).toMatch(/linli_outbox_age_seconds 0\n/)
    expect(after).toMatch(/linli_deliveries_waiting 1\n/)
    expect(after).toMatch(/linli_deliveries_dead 0\n/)
  })
})
