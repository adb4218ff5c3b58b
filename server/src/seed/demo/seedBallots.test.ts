import { placeOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import { getBallot, getBallotPreset, listBallots } from '@linli/shared/ballots/ballot.contract'
import { RollLine } from '../../features/ballots/roll.model'
import { Delivery } from '../../features/messages/delivery.model'
import { moveOutbox } from '../../features/messages/outbox.mover'
import { Household } from '../../features/register/home.model'
import { startTestApp } from '../../test/testApp'
import { seedDemo } from '../demo'
import { demoIdentities } from './identities'
import { listDemoNeighbours, listDemoVoters } from './neighbours'
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
  expect(items.map(({ state }) => state)).toEqual(['open', 'closed'])
  // What its players put to the vote now stands before them.
  const newest = new Types.ObjectId(items[0]?.id).getTimestamp()
  expect(newest.getTime()).toBeLessThan(app.deps.clock.now().getTime())
  const see = async (state: string) => {
    const id = items.find((ballot) => ballot.state === state)?.id ?? ''
    return owner.ok(getBallot, { params: { id } })
  }
  const closed = await see('closed')
  expect(closed.result).toMatchObject({ outcome: 'passed', turnout: { heads: 16 } })
  expect(closed.result?.words.at(-1)).toBe('“银杏”通过。')
  expect(await see('open')).toMatchObject({ turnout: { heads: 15 }, mine: [{ hasVoted: false }] })
  // Its street's ballots can be lived through in minutes; neighbours then name who votes for enough homes.
  const street = placeOf(demoCommunity).street ?? ''
  const { spans } = await owner.ok(getBallotPreset, { params: { code: street } })
  expect(spans).toEqual({ naming: 1, lateNaming: 1, open: 2 })
  const households = await Household.countDocuments({ community: demoCommunity })
  const alone = (await RollLine.find({ personIds: { $size: 1 } }).lean()).length
  expect(alone + listDemoVoters(demoIdentities).length).toBeGreaterThan(households / 2 + 20)
  expect(listDemoNeighbours(demoIdentities)).toHaveLength(44)
  await moveOutbox(app.deps)
  expect(await Delivery.countDocuments({ event: /^ballot/ })).toBe(0)
}, 120_000)
