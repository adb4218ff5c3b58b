import '../../database/mongoose'
import { needContracts } from '@linli/shared/needs/need.contract'
import { buildNeighbourhood, newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import { expectError } from '../../test/apiClient'
import { Need } from './need.model'
import { countReads } from '../../test/countReads'
import { Types } from 'mongoose'
import { sweepNeeds } from './need.sweep'

const app = startTestApp()

it('pages through needs that are due at the very same time, each once', async () => {
  const { resident, worker, category, unit } = await buildNeighbourhood()
  const raised: string[] = []
  for (let i = 0; i < 12; i++) {
    const requestKey = newKey()
    const body = { category: category.code }
    raised.push((await app.api(resident).ok(needContracts.createNeed, { body, requestKey })).id)
  }
  app.deps.clock.advance(9, 'seconds')
  await sweepNeeds(app.deps)
  const found: string[] = []
  let cursor: string | undefined
  do {
    const query = { post: `unit:${unit.id}`, limit: '5', ...(cursor === undefined ? {} : { cursor }) }
    const page = await app.api(worker).ok(needContracts.listQueue, { query })
    found.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(found).toEqual([...raised].sort())
  const query = { post: `unit:${unit.id}`, cursor: 'nonsense' }
  expectError(await app.api(worker).call(needContracts.listQueue, { query }), 'request.invalid')
})

it('shows what is due exactly where one window of time ends and the next begins', async () => {
  const { resident, worker, category, unit } = await buildNeighbourhood()
  const ids: string[] = []
  for (let i = 0; i < 3; i++) {
    const body = { category: category.code }
    ids.push((await app.api(resident).ok(needContracts.createNeed, { body, requestKey: newKey() })).id)
  }
  app.deps.clock.advance(9, 'seconds')
  await sweepNeeds(app.deps)
  // The first is overdue, so the list begins with it; the windows after it are a day, then three.
  const first = app.deps.clock.now().getTime() - 3_600_000
  for (const [index, days] of [0, 1, 4].entries())
    await Need.updateOne(
      { _id: ids[index] ?? '' },
      { $set: { deadline: new Date(first + days * 86_400_000) } },
    )
  const query = { post: `unit:${unit.id}`, limit: '20' }
  for (let look = 0; look < 2; look++) {
    const { items } = await app.api(worker).ok(needContracts.listQueue, { query })
    expect(items.map(({ id }) => id)).toEqual(ids)
  }
})

it('asks the database as often for thirty needs as for three: the queue, its counts, one’s own', async () => {
  const { resident, worker, category, unit } = await buildNeighbourhood()
  for (let i = 0; i < 3; i++) {
    const body = { category: category.code }
    await app.api(resident).ok(needContracts.createNeed, { body, requestKey: newKey() })
  }
  app.deps.clock.advance(9, 'seconds')
  await sweepNeeds(app.deps)
  const look: Record<string, () => Promise<unknown>> = {
    queue: () =>
      app.api(worker).ok(needContracts.listQueue, { query: { post: `unit:${unit.id}`, limit: '50' } }),
    counts: () => app.api(worker).ok(needContracts.countQueue, { query: { post: `unit:${unit.id}` } }),
    mine: () => app.api(resident).ok(needContracts.listMyNeeds, { query: { limit: '50' } }),
  }
  const few: Record<string, number> = {}
  // The first look reads who calls and what is kept for two seconds.
  for (const [name, list] of Object.entries(look)) {
    await list()
    few[name] = await countReads(list)
  }
  const stored = await Need.find().lean()
  const more = Array.from({ length: 9 }, (_, round) =>
    stored.map((need) => ({ ...need, _id: new Types.ObjectId(), requestKey: `${need.requestKey}:${round}` })),
  )
  await Need.collection.insertMany(more.flat())
  for (const [name, list] of Object.entries(look)) {
    await list()
    const many = await countReads(list)
    // On a slow machine what is kept for two seconds is read again.
    expect({ name, more: Math.max(0, many - (few[name] ?? 0) - 4) }).toEqual({ name, more: 0 })
    expect(many).toBeLessThanOrEqual(14)
  }
})
