import { placeOf } from '@linli/shared/areas/areas'
import { needContracts } from '@linli/shared/needs/need.contract'
import { deleteAccount } from '@linli/shared/users/ownData.contract'
import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { Types } from 'mongoose'
import { Need } from './need.model'
import { sweepNeeds } from './need.sweep'
import { createVisit } from './need.visit'
import { ContentCheck } from '../contentCheck/contentCheck.model'
import { RoutingRule } from '../routing/routingRule.model'
import { touchRouting } from '../routing/routing.stamp'
import { buildElder, linkToPerson } from '../../test/families.factory'
import { buildApprovedVolunteer } from '../../test/volunteers.factory'
import { Delivery } from '../messages/delivery.model'
import { Inbox } from '../../test/inbox.reader'
import {
  buildNeighbourhood,
  newKey,
  press,
  raiseNeed,
  readRecord,
  take,
  type Neighbourhood,
} from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildResident, testAreas, type TestUser } from '../../test/users.factory'
import { runJobOnce } from '../../jobs'

let app: TestApp
let people: Neighbourhood
let inbox: Inbox
beforeEach(async () => {
  app = startTestApp()
  people = await buildNeighbourhood({ isPublicPlace: true, place: 'here' })
  inbox = new Inbox(app.deps)
})

const read = (user: { id: string }, id: string) => app.api(user).ok(needContracts.getNeed, { params: { id } })

/** Everything that waits goes out, and what was written is checked. */
async function settle(): Promise<void> {
  await inbox.deliver()
  await runJobOnce('runContentChecks', app.deps)
}

test('why a visit is needed, which the product says itself, is not checked', async () => {
  const place = placeOf(testAreas.building)
  const personId = new Types.ObjectId(await buildElder(app.deps))
  const visit = { key: newKey(), personId, place, text: '请上门看看。' }
  await createVisit(visit, app.deps)
  await settle()
  expect(await ContentCheck.countDocuments()).toBe(0)
})

describe('told at every step', () => {
  test('a dispute reaches the handler, and each step the resident, who is never told of their own', async () => {
    const { resident, worker } = people
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    await take(app, worker, need.id, { action: 'resolve', text: '好了' })
    await take(app, resident, need.id, { action: 'dispute', text: '没好' })
    await inbox.deliver()
    expect(await inbox.read(worker.id)).toEqual(['need.release', 'need.dispute'])
    expect(await inbox.read(resident.id)).toEqual(['need.release', 'need.accept', 'need.resolve'])
  })

  test('a case that the desk takes up again for the resident is told to them as that', async () => {
    const { resident, worker, secretary } = people
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    await take(app, worker, need.id, { action: 'resolve', text: '好了' })
    await take(app, secretary, need.id, { action: 'dispute', text: '打电话问过，还在漏' })
    await inbox.deliver()
    expect(await inbox.read(resident.id)).toContain('need.dispute')
    const row = await Delivery.findOne({ event: 'need.dispute', channel: 'subscribe' }).lean()
    expect(row?.content?.data).toMatchObject({ phrase2: '已重办' })
  })

  test('staff hear of a deadline by the template they allowed for it', async () => {
    const { worker } = people
    const need = await raiseNeed(app, people)
    const { acceptBy } = await readRecord(need.id)
    app.deps.clock.set(new Date((acceptBy?.getTime() ?? 0) - 60_000))
    await sweepNeeds(app.deps)
    await inbox.deliver()
    const row = await Delivery.findOne({ event: 'need.warn', userId: worker.id, channel: 'subscribe' }).lean()
    expect(row?.content).toMatchObject({ template: 'deadline', data: { phrase3: '快到时限' } })
  })

  test('told once, however often the outbox is moved', async () => {
    await raiseNeed(app, people)
    for (let i = 0; i < 3; i += 1) await inbox.deliver()
    expect(await inbox.read(people.worker.id)).toEqual(['need.release'])
  })

  test('messages carry no words of the resident', async () => {
    const { InboxMessage } = await import('../messages/inboxMessage.model')
    const need = await raiseNeed(app, people, { text: '阿婆一个人在家' })
    await take(app, people.worker, need.id, { action: 'accept' })
    await inbox.deliver()
    expect(JSON.stringify(await InboxMessage.find().lean())).not.toContain('阿婆')
  })

  test('whoever joined hears that it is done', async () => {
    const neighbour = await buildResident()
    const need = await raiseNeed(app, people)
    await app.api(neighbour).ok(needContracts.supportNeed, { params: { id: need.id } })
    await take(app, people.worker, need.id, { action: 'accept' })
    await take(app, people.worker, need.id, { action: 'resolve', text: '好了' })
    await inbox.deliver()
    expect(await inbox.read(neighbour.id)).toEqual(['need.resolve'])
  })
})

describe('me too', () => {
  test('category, place and date only; once a person; and only within the community', async () => {
    const neighbour = await buildResident()
    const stranger = await buildResident({ community: testAreas.neighbourCommunity })
    const need = await raiseNeed(app, people)
    const query = { category: people.category.code }
    const { items } = await app.api(neighbour).ok(needContracts.listNearbyNeeds, { query })
    expect(Object.keys(items[0] ?? {}).sort()).toEqual(
      ['categoryName', 'day', 'id', 'isSupported', 'placeText', 'supporters'].sort(),
    )
    const join = () => app.api(neighbour).call(needContracts.supportNeed, { params: { id: need.id } })
    const answers = await Promise.all([join(), join(), join()])
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200])
    expect((await readRecord(need.id)).supporters).toHaveLength(1)
    const far = await app.api(stranger).call(needContracts.supportNeed, { params: { id: need.id } })
    expect(far.status).toBe(404)
    expect((await app.api(stranger).ok(needContracts.listNearbyNeeds, { query })).items).toEqual([])
  })

  test('the nearest stands first: by points, else by building, estate and grid; then the newest', async () => {
    const neighbour = await buildResident({
      building: testAreas.building,
      grid: testAreas.grid,
      estate: 'E1',
    })
    const raise = async (fields: object) => {
      const { id } = await raiseNeed(app, people)
      await Need.updateOne({ _id: id }, { $set: fields, $unset: { building: 1, grid: 1, estate: 1 } })
      return id
    }
    const at = (longitude: number) => ({
      place: { kind: 'here', point: { type: 'Point', coordinates: [longitude, 31.4] } },
    })
    const places = { estate: 'E1', grid: testAreas.otherGrid }
    const sameEstate = await raiseNeed(app, people)
    await Need.updateOne({ _id: sameEstate.id }, { $set: places, $unset: { building: 1 } })
    const [old, metres500, metres50, recent] = [
      await raise({}),
      await raise(at(121.505)),
      await raise(at(121.5005)),
      await raise({}),
    ]
    const query = { category: people.category.code }
    const see = async (except?: string) =>
      (
        await app
          .api(neighbour)
          .ok(needContracts.listNearbyNeeds, { query: { ...query, ...(except ? { except } : {}) } })
      ).items.map(({ id }) => id)
    // Without a need of one's own it counts where one lives: no point is of use.
    expect(await see()).toEqual([sameEstate.id, recent, metres50, metres500, old])
    const own = await app.api(neighbour).ok(needContracts.createNeed, {
      body: { ...query, place: { kind: 'here', point: { longitude: 121.5, latitude: 31.4 } } },
      requestKey: newKey(),
    })
    expect(await see(own.id)).toEqual([metres50, sameEstate.id, metres500, recent, old])
  })

  test('nothing is offered to neighbours before its words are checked, nor when the check is down', async () => {
    const neighbour = await buildResident()
    const query = { category: people.category.code }
    app.deps.ports.wechat.checkText = () => Promise.reject(new Error('down'))
    const need = await raiseNeed(app, people, { text: '路灯坏了' })
    await settle()
    expect((await app.api(neighbour).ok(needContracts.listNearbyNeeds, { query })).items).toEqual([])
    app.deps.clock.advance(31, 'minutes')
    await settle()
    expect((await readRecord(need.id)).check).toBe('review')
    expect((await app.api(neighbour).ok(needContracts.listNearbyNeeds, { query })).items).toEqual([])
    const worker = await read(people.worker, need.id)
    expect(worker.text).toBe('路灯坏了')
    const reviews = await app
      .api(people.secretary)
      .ok(contentReviewContracts.listContentReviews, { query: {} })
    expect(reviews.items).toHaveLength(1)
  })

  test('the place in words is checked like all words, also where nothing else was written', async () => {
    const query = { category: people.category.code }
    const place = { kind: 'here', text: '张三家门口 13800001111' } as const
    app.deps.ports.wechat.textVerdict = { verdict: 'risky' }
    const need = await raiseNeed(app, people, { place })
    const neighbour = app.api(await buildResident())
    const listNearby = async () => (await neighbour.ok(needContracts.listNearbyNeeds, { query })).items
    expect(await listNearby()).toEqual([])
    expect((await read(people.worker, need.id)).place?.text).toContain(place.text)
    await settle()
    expect(app.deps.ports.wechat.checkedTexts.map(({ content }) => content)).toEqual([place.text])
    expect(await listNearby()).toEqual([])
    app.deps.ports.wechat.textVerdict = { verdict: 'pass' }
    const another = await raiseNeed(app, people, { place: { ...place, text: '3号楼门口' } })
    await settle()
    expect(await listNearby()).toMatchObject([
      { id: another.id, placeText: expect.stringContaining('3号楼门口') as unknown },
    ])
  })

  test('after a merge its author is told how the other one goes on', async () => {
    const other = await buildResident({ building: testAreas.building, grid: testAreas.grid })
    const first = await raiseNeed(app, people)
    const second = await raiseNeed(app, { ...people, resident: other })
    await take(app, people.secretary, second.id, { action: 'merge', into: first.id })
    await inbox.deliver()
    expect((await readRecord(first.id)).supporters.map(String)).toEqual([other.id])
    expect((await press(app, people.secretary, second.id, { action: 'merge', into: first.id })).status).toBe(
      409,
    )
  })
})

describe('what a need was raised with', () => {
  const text = '楼道灯坏了，王阿婆摔过'
  const readQueue = async (user: TestUser) =>
    (
      await app.api(user).ok(needContracts.listQueue, {
        query: { post: `pool:${testAreas.community}` },
      })
    ).items
  const body = () =>
    ({ category: people.category.code, text, place: { kind: 'here', text: '王阿婆门口' } }) as const

  test('is read by volunteers after its check, or when they have the job', async () => {
    await RoutingRule.updateMany({}, { $set: { target: { kind: 'pool' } } })
    await touchRouting(testAreas.community)
    const [one, two] = [await buildApprovedVolunteer(), await buildApprovedVolunteer()]
    const need = await raiseNeed(app, people, body())
    expect(await readQueue(one)).toMatchObject([{ id: need.id }])
    expect(JSON.stringify([await readQueue(one), await read(one, need.id)])).not.toContain('王阿婆')
    expect((await take(app, two, need.id, { action: 'claim' })).text).toBe(text)
    const next = await raiseNeed(app, people, body())
    await settle()
    expect(await readQueue(one)).toMatchObject([{ id: next.id, excerpt: text }])
    expect((await read(one, next.id)).text).toBe(text)
  })

  test('by staff, is read by whom it is for after its check, by whoever holds the job at once', async () => {
    const personId = await buildElder(app.deps)
    await linkToPerson(people.resident, personId)
    const need = await app.api(people.secretary).ok(needContracts.intakeNeed, {
      body: { ...body(), source: 'phone', person: { personId } },
      requestKey: newKey(),
    })
    const readMine = () => app.api(people.resident).ok(needContracts.listMyNeeds)
    expect((await read(people.worker, need.id)).text).toBe(text)
    const early = [await read(people.resident, need.id), await readMine()]
    expect(early).toMatchObject([{ isUnderReview: true }, { items: [{ id: need.id }] }])
    expect(JSON.stringify(early)).not.toContain('王阿婆')
    await settle()
    expect((await read(people.resident, need.id)).text).toBe(text)
    expect((await readMine()).items).toMatchObject([{ excerpt: text }])
  })
})

test('an account that goes takes from its needs every word that anybody wrote, and leaves the steps', async () => {
  const { resident, worker, secretary } = people
  const secret = '王阿婆 101室 13800001111'
  const need = await raiseNeed(app, people, { text: secret, place: { kind: 'here', text: secret } })
  await take(app, resident, need.id, { action: 'supplement', text: secret })
  await take(app, worker, need.id, { action: 'accept' })
  await take(app, worker, need.id, { action: 'ask', text: secret })
  await take(app, resident, need.id, { action: 'answer', text: secret })
  await take(app, secretary, need.id, { action: 'hold', reason: secret })
  await take(app, worker, need.id, { action: 'resume' })
  await take(app, worker, need.id, { action: 'resolve', text: secret })
  await take(app, resident, need.id, { action: 'dispute', text: secret })
  await take(app, worker, need.id, { action: 'resolve', text: secret })
  const rating = { outcome: 'solved' as const, grade: 1 as const, reasons: [], text: secret }
  await take(app, resident, need.id, { action: 'confirm', ...rating })
  await settle()
  const before = await readRecord(need.id)
  const { kept } = await app.api(resident).ok(deleteAccount, { body: { confirm: '注销' } })
  expect(kept.map(({ what }) => what)).toContain(
    '诉求办理的步骤、时间和结果（文字、照片、地址、联系方式和评价的话已删除）',
  )
  const after = await readRecord(need.id)
  expect(JSON.stringify(after)).not.toMatch(/王阿婆|101室|13800001111|B001/)
  expect(after).toMatchObject({ outcome: 'solved', rating: { grade: 1 }, media: [], answers: [] })
  expect(after.history.map(({ id, at, action }) => [id, at, action])).toEqual(
    before.history.map(({ id, at, action }) => [id, at, action]),
  )
  expect(await ContentCheck.countDocuments({ texts: { $exists: true } })).toBe(0)
  expect((await read(secretary, need.id)).timeline).toHaveLength(before.history.length)
})

describe('what staff write', () => {
  test('is read by the resident after its check, by whoever holds the job at once', async () => {
    const { resident, worker } = people
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    await take(app, worker, need.id, { action: 'note', text: '下午三点到' })
    const textsOf = async (user: { id: string }) =>
      (await read(user, need.id)).timeline.map((entry) => entry.text)
    expect(await textsOf(worker)).toContain('下午三点到')
    expect(await textsOf(resident)).not.toContain('下午三点到')
    expect((await read(resident, need.id)).timeline.at(-1)?.isUnderReview).toBe(true)
    await settle()
    expect(await textsOf(resident)).toContain('下午三点到')
  })
})
