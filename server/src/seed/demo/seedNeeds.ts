import { needActionBody } from '@linli/shared/needs/need.actions'
import type { Deps } from '../../deps'
import { createNeed } from '../../features/needs/need.intake'
import { Need, type NeedRecord } from '../../features/needs/need.model'
import { actOnNeed } from '../../features/needs/need.service'
import { releaseNow } from '../../features/needs/need.sweep'
import { markForCounting } from '../../features/statistics/statistic.count'
import { demoNeeds, type DemoNeed } from './needs'
import { findActor } from './seedAccounts'

const hour = 60 * 60 * 1000

/** Plays one need through the real services, at the times it happened. */
async function playNeed(demo: DemoNeed, key: string, deps: Deps): Promise<void> {
  let now = new Date(deps.clock.now().getTime() - demo.hoursAgo * hour)
  const at: Deps = { ...deps, clock: { now: () => now }, publish: () => undefined }
  const { category, text, place, answers = {} } = demo
  const reporter = await findActor(demo.by, now)
  const created = await createNeed(
    reporter,
    {
      category,
      photoIds: [],
      answers,
      ...(text === undefined ? {} : { text }),
      ...(place === undefined ? {} : { place: { kind: 'here', text: place } }),
    },
    key,
    at,
  )
  now = new Date(now.getTime() + 8000)
  const need = await releaseNow(created, at)
  for (const step of demo.steps) {
    now = new Date(now.getTime() + step.after * hour)
    const body = needActionBody.parse(step.do)
    await actOnNeed(await findActor(step.by, now), need._id.toString(), body, undefined, at)
  }
  await settle(need._id, deps)
}

/** What the demo's people wrote was checked long ago, and told long ago: only counting is left to do. */
async function settle(_id: NeedRecord['_id'], deps: Pick<Deps, 'clock'>): Promise<void> {
  await markForCounting(_id)
  const need = await Need.findOne({ _id }).lean<NeedRecord>()
  if (!need) return
  const fields = ['words', ...need.history.map(({ id }) => id)]
  const version = deps.clock.now().getTime()
  await Need.updateOne(
    { _id },
    {
      $set: {
        check: 'pass',
        checks: Object.fromEntries(fields.map((f) => [f, { state: 'pass' as const, version }])),
        outbox: [],
      },
      $unset: { hasOutbox: 1 },
    },
  )
}

/** Needs with a past and a few that are open. Repeatable: each has its idempotency key. */
export async function seedNeeds(deps: Deps): Promise<void> {
  for (const [index, demo] of demoNeeds.entries()) {
    const key = `demo-need-${index}`
    if (!(await Need.exists({ requestKey: key }))) await playNeed(demo, key, deps)
  }
}
