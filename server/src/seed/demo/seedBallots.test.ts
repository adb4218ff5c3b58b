import { getBallot, listBallots } from '@linli/shared/ballots/ballot.contract'
import { Delivery } from '../../features/messages/delivery.model'
import { moveOutbox } from '../../features/messages/outbox.mover'
import { startTestApp } from '../../test/testApp'
import { seedDemo } from '../demo'
import { demoCommunity } from './places'
import { demoUserId, seedAccounts } from './seedAccounts'
import { seedBallots } from './seedBallots'

it('has one ballot that was counted and one that is open, however often it is seeded, and tells nobody', async () => {
  const app = startTestApp()
  await seedDemo(app.deps)
  await seedAccounts(app.deps, new Map())
  await seedBallots(app.deps)
  await seedBallots(app.deps)
  const owner = app.api({ id: demoUserId({ key: 'owner' }).toString() })
  const { items } = await owner.ok(listBallots, { query: { community: demoCommunity } })
  expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['open', 'closed']))
  const see = async (state: string) => {
    const id = items.find((ballot) => ballot.state === state)?.id ?? ''
    return owner.ok(getBallot, { params: { id } })
  }
  const closed = await see('closed')
  expect(closed.result).toMatchObject({ outcome: 'passed', turnout: { heads: 16 } })
  expect(closed.result?.words.at(-1)).toBe('“银杏”通过。')
  expect(await see('open')).toMatchObject({ turnout: { heads: 15 }, mine: [{ hasVoted: false }] })
  await moveOutbox(app.deps)
  expect(await Delivery.countDocuments({ event: /^ballot/ })).toBe(0)
}, 120_000)
