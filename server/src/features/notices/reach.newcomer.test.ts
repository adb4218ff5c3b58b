import { noticeContracts } from '@linli/shared/notices/notice.contract'
import { placeOf } from '@linli/shared/areas/areas'
import { buildElder } from '../../test/families.factory'
import { Inbox } from '../../test/inbox.reader'
import {
  buildNoticeDesk,
  makeOutage,
  publishNotice,
  takeNotice,
  type NoticeDesk,
} from '../../test/notices.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildResident, testAreas } from '../../test/users.factory'
import { Types } from 'mongoose'
import { Need } from '../needs/need.model'
import { followPersonChange, followPersonPlace } from '../register/person.hooks'
import { Person } from '../register/person.model'
import { followPersonLink } from '../users/personLink.service'
import { NoticeReach } from './reach.model'
import { sweepNotices } from './notice.sweep'

const { building, grid, neighbourCommunity, otherBuilding } = testAreas

let app: TestApp
let desk: NoticeDesk
let id: string

/** A 必达 notice is out, which one young neighbour has to be told of. */
beforeEach(async () => {
  app = startTestApp()
  app.deps.ports.sms.isAvailable = false
  desk = await buildNoticeDesk()
  await buildElder(app.deps, { room: '101', name: '李年轻', birthDate: '1990-01-01' })
})

const moveIn = async (birthDate: string): Promise<string> => {
  const personId = await buildElder(app.deps, { room: '301', name: '王老太', birthDate })
  await followPersonPlace(personId, { ...placeOf(building), grid }, app.deps)
  return personId
}
const later = async (minutes: number) => {
  app.deps.clock.advance(minutes, 'minutes')
  await sweepNotices(app.deps)
}
const lineOf = (personId: string) => NoticeReach.findOne({ personId }).lean()
/** An account that is found to be this person's, as at her verification. */
async function verify(personId: string) {
  const user = await buildResident({ personId: new Types.ObjectId(personId), building })
  for (let times = 0; times < 2; times += 1) await followPersonLink(user.id, app.deps)
  const inbox = new Inbox(app.deps)
  await inbox.deliver()
  return inbox.read(user.id)
}

it('tells who has moved in since, and sends somebody to her door in the order of risk', async () => {
  id = await publishNotice(app, desk, makeOutage())
  const personId = await moveIn('1938-01-01')
  expect(await lineOf(personId)).toMatchObject({ state: 'waiting', needsPerson: true, visitArea: grid })
  expect((await lineOf(personId))?.reasons).toEqual(['noContact', 'aged'])
  expect(await verify(personId)).toEqual(['notice.published'])
  const ranks = await NoticeReach.find({ noticeId: id }).sort({ rank: 1 }).lean()
  expect(String(ranks[0]?.personId)).toBe(personId)
  await later(61)
  const visits = await Need.find({ kind: 'visit' }).sort({ _id: 1 }).lean()
  expect(visits.map((visit) => visit.personId?.toString())[0]).toBe(personId)
  expect(await NoticeReach.countDocuments({ noticeId: id, personId })).toBe(1)
})

it('tells who is known only now, after everybody else has been told', async () => {
  id = await publishNotice(app, desk, makeOutage())
  await NoticeReach.updateMany({ noticeId: id }, { $set: { state: 'reached', reachedBy: 'call' } })
  await later(61)
  expect(await Need.countDocuments({ kind: 'visit' })).toBe(0)
  const personId = await moveIn('1950-01-01')
  await later(11)
  expect(await lineOf(personId)).toMatchObject({ state: 'visiting' })
  const user = await buildResident({ personId: new Types.ObjectId(personId), building })
  await app.api(user).ok(noticeContracts.readNotice, { params: { id } })
  expect(await lineOf(personId)).toMatchObject({ state: 'reached', reachedBy: 'app' })
  // Who knows of it is not told again when her account is found.
  await followPersonLink(user.id, app.deps)
  const inbox = new Inbox(app.deps)
  await inbox.deliver()
  expect(await inbox.read(user.id)).not.toContain('notice.published')
})

it('tells who had moved away before it went out and is back, once', async () => {
  const personId = await moveIn('1938-01-01')
  await Person.updateOne({ _id: personId }, { $set: { state: 'moved' } })
  id = await publishNotice(app, desk, makeOutage())
  expect(await lineOf(personId)).toBeNull()
  await Person.updateOne({ _id: personId }, { $set: { state: 'present' } })
  for (let times = 0; times < 2; times += 1) await followPersonChange(personId, 'present', app.deps)
  expect(await lineOf(personId)).toMatchObject({ state: 'waiting', reasons: ['noContact', 'aged'] })
  await later(61)
  expect(await lineOf(personId)).toMatchObject({ state: 'visiting' })
  // Home from hospital she is still visited once, and nobody comes for the dead.
  await followPersonChange(personId, 'present', app.deps)
  expect(await NoticeReach.countDocuments({ noticeId: id, personId })).toBe(1)
  expect(await lineOf(personId)).toMatchObject({ state: 'visiting' })
  await Person.updateOne({ _id: personId }, { $set: { state: 'deceased' } })
  await followPersonChange(personId, 'deceased', app.deps)
  expect(await lineOf(personId)).toMatchObject({ state: 'gone' })
})

it.each([
  [
    'is over',
    async () => {
      app.deps.clock.advance(31, 'days')
      await sweepNotices(app.deps)
    },
  ],
  [
    'was withdrawn',
    () => takeNotice(app, desk.secretary, id, { action: 'withdraw', reason: '不停水了，改到下周' }),
  ],
])('says nothing of one that %s', async (_, end) => {
  id = await publishNotice(app, desk, makeOutage())
  await end()
  const personId = await moveIn('1938-01-01')
  expect(await lineOf(personId)).toBeNull()
})

it('says nothing of one for another building, another age or another community, nor of an ordinary one', async () => {
  const far = await buildElder(app.deps, { room: '303', name: '赵六', birthDate: '1930-01-01' })
  await Person.updateOne({ _id: far }, { $set: placeOf(otherBuilding) })
  id = await publishNotice(app, desk, makeOutage({ audience: { areas: [otherBuilding] } }))
  await publishNotice(app, desk, makeOutage({ title: '老人检查煤气', audience: { ageFrom: 80 } }))
  await publishNotice(app, desk, { title: '周六大扫除' })
  const personId = await moveIn('1960-01-01')
  expect(await lineOf(personId)).toBeNull()
  expect(await verify(personId)).toEqual([])
  await Person.updateOne({ _id: personId }, { $set: placeOf(neighbourCommunity) })
  await publishNotice(app, desk, makeOutage({ title: '停电' }))
  await followPersonPlace(personId, placeOf(neighbourCommunity), app.deps)
  expect(await lineOf(personId)).toBeNull()
})
