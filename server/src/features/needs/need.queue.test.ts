import '../../database/mongoose'
import { needContracts } from '@linli/shared/needs/need.contract'
import { buildNeighbourhood, newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import { expectError } from '../../test/apiClient'
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
