import { placeOf } from '@linli/shared/areas/areas'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { requestVerification } from '@linli/shared/users/me.contract'
import { waitingContracts } from '@linli/shared/workbench/waiting.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { countReads } from '../../test/countReads'
import { buildCatalogue, buildElder, buildOffering, buildProvider } from '../../test/elderCare.factory'
import { listScans } from '../../test/listScans'
import { newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildMembership,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { openFollowUp } from '../elderCare/followUps/followUp.service'
import { sweepOrders } from '../elderCare/orders/order.sweep'
import { moveOutbox } from '../messages/outbox.mover'
import { Membership } from '../users/membership.model'

const { api, deps } = startTestApp()
const { community, farCommunity, building } = testAreas

const membershipOf = async (user: TestUser): Promise<string> =>
  (await Membership.findOne({ userId: user._id }).lean())?._id.toString() ?? ''

const ask = async (user: TestUser, membership?: string) =>
  api(user).ok(waitingContracts.listWaiting, {
    query: { membership: membership ?? (await membershipOf(user)) },
  })

let personId: Types.ObjectId

const openCall = (key: string, kind: 'noAnswer' | 'unplaced') =>
  openFollowUp(
    { key, kind, personId, place: placeOf(community), itemName: '午餐送上门', day: '2026-11-23' },
    deps,
  )

const askForCheck = async () => {
  const user = await buildUser({ level: 'joined', community, clearPhone: '13800000001' }, deps)
  const body = { kind: 'tenant' as const, building, room: '101室', name: '何小丽' }
  await api(user).ok(requestVerification, { body })
}

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z') // Monday, 10:00 in Shanghai
  await buildCatalogue(deps)
  personId = new Types.ObjectId((await buildElder(deps)).personId)
})

it('says how much waits and what of it is overdue, that first', async () => {
  const [secretary, worker, far] = [
    await buildSecretary(),
    await buildCommunityWorker(),
    await buildSecretary(farCommunity),
  ]
  expect((await ask(secretary)).items).toEqual([])
  await askForCheck()
  await openCall('a', 'noAnswer')
  await openCall('b', 'unplaced')
  const both = [
    { kind: 'calls', count: 2, late: 0 },
    { kind: 'verifications', count: 1, late: 0 },
  ]
  expect(await ask(secretary)).toEqual({ items: both, atMost: 99 })
  expect((await ask(worker)).items).toEqual(both)
  deps.clock.advance(20, 'minutes')
  expect((await ask(secretary)).items[0]).toEqual({ kind: 'calls', count: 2, late: 1 })
  expect((await ask(far)).items).toEqual([])
})

it('is told of one role at a time, and of one’s own alone', async () => {
  const [secretary, user] = [await buildSecretary(), await buildUser()]
  const near = await buildMembership(user, 'communityWorker', community)
  const away = await buildMembership(user, 'secretary', farCommunity)
  await openCall('a', 'noAnswer')
  expect((await ask(user, near.id)).items).toMatchObject([{ kind: 'calls' }])
  expect((await ask(user, away.id)).items).toEqual([])
  const query = { membership: await membershipOf(secretary) }
  expectError(await api(user).call(waitingContracts.listWaiting, { query }), 'access.denied')
})

it('tells a kitchen what it cooks tomorrow and today, until it is brought, and leads whoever carries to the round', async () => {
  const kitchen = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
  const offeringId = await buildOffering(kitchen, 'lunchDelivery')
  const elder = await buildElder(deps, { name: '李阿婆' })
  const startsAt = '2026-11-24T02:30:00.000Z'
  const body = { itemCode: 'lunchDelivery', offeringId, startsAt }
  await api(elder).ok(orderContracts.placeOrder, { body, requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  await moveOutbox(deps)
  expect((await ask(kitchen.staff)).items).toEqual([{ kind: 'mealsTomorrow', count: 1, late: 0 }])
  deps.clock.set('2026-11-24T00:00:00.000Z')
  const today = [
    { kind: 'carried', count: 1, late: 0 },
    { kind: 'meals', count: 1, late: 0 },
  ]
  expect((await ask(kitchen.staff)).items).toEqual(today)
})

it('reads by indexes, and as often for many as for few', async () => {
  const [secretary, officer] = [await buildSecretary(), await buildStreetOfficer()]
  const look = async () => {
    await ask(secretary)
    await ask(officer)
  }
  await look()
  const few = await countReads(look)
  for (let i = 0; i < 30; i++) await openCall(`c${i}`, 'unplaced')
  const many = await countReads(look)
  // On a slow machine what is kept for two seconds is read again.
  expect(Math.max(0, many - few - 4)).toBe(0)
  const growing = [
    'carefollowups',
    'careorders',
    'users',
    'ballots',
    'motions',
    'projects',
    'notices',
    'paymenttasks',
  ]
  const small = [
    'careorders {desk state} by startsAt _id',
    'careorders {desk state isCallDue} by startsAt _id',
    'careorders {escalatedTo state} by startsAt _id',
    'paymenttasks {post isOpen} by _id',
    'motions {street escalatedAt phase} by dueBy',
  ]
  expect(await listScans(growing, look, small)).toEqual([])
})
