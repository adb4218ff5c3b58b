import '../../database/mongoose'
import { mergeContracts } from '@linli/shared/register/merge.contract'
import { getPerson } from '@linli/shared/register/person.contract'
import { elderContracts } from '@linli/shared/elders/elder.contract'
import { openRecord } from '@linli/shared/users/recordAccess.contract'
import mongoose, { Types, type SchemaType } from 'mongoose'
import { insertMissing } from '../messages/insertMissing'
import { buildDoubleOf, elderPlace } from '../../test/families.factory'
import { buildNeighbourhood, newKey } from '../../test/needs.factory'
import { buildEveryRecord } from '../../test/records.factory'
import { killAfter } from '../../test/killAfter'
import { startTestApp } from '../../test/testApp'
import { buildStreetOfficer } from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { Ballot } from '../ballots/ballot.model'
import { RollLine, VoterNaming } from '../ballots/roll.model'
import { CoSignature } from '../deliberation/coSignature.model'
import { Attendance } from '../deliberation/meeting.model'
import { FollowUp } from '../elderCare/followUps/followUp.model'
import { Plan, PlanSeat, type PlanRecord } from '../elderCare/plans/plan.model'
import { Usual } from '../elderCare/orders/usual.model'
import { FamilyBond, ProxyAct, type BondRecord } from '../families/bond.model'
import { NoticeReach, reachKeyOf } from '../notices/reach.model'
import { Card, type CardRecord } from '../programmes/card.model'
import { Entitlement, type EntitlementRecord } from '../programmes/entitlement.model'
import { Payout } from '../programmes/payout.model'
import { CheckIn, type CheckInRecord } from '../safety/checkIn.model'
import { RecordAccess } from '../users/recordAccess.model'
import { followMerge } from './merge.follow'
import { PersonMerge, type PersonMergeRecord } from './merge.model'
import { listMergeFollowers } from './person.hooks'

const app = startTestApp()
const { api, deps } = app

/** What is meant by a field that names a person of the register, whatever a model calls it. */
const namesPerson = /(^|\.)(personIds?|ownerPersonId|byPersonId|voterId|goneIds|keptId)$/

/** Keyed by a person: the id is in `_id`, where no schema says so. */
const keyedByPerson = ['Elder', 'CheckIn', 'BenefitCard', 'CareUsual', 'CarePlanSeat']

function listPersonPaths(schema: mongoose.Schema, prefix = ''): string[] {
  const found: string[] = []
  schema.eachPath((path: string, type: SchemaType) => {
    const inner = (type as unknown as { schema?: mongoose.Schema }).schema
    if (inner) found.push(...listPersonPaths(inner, `${prefix}${path}.`))
    else if (namesPerson.test(path)) found.push(prefix + path)
  })
  return found
}

/** Where an id stands in a document, at whatever depth, as an id or within a text. */
function listPlaces(value: unknown, id: string, path = ''): string[] {
  if (value instanceof Types.ObjectId) return value.toString() === id ? [path] : []
  if (typeof value === 'string') return value.includes(id) ? [path] : []
  if (value === null || typeof value !== 'object' || value instanceof Date) return []
  return Object.entries(value).flatMap(([key, each]) =>
    listPlaces(each, id, /^\d+$/.test(key) ? path : path === '' ? key : `${path}.${key}`),
  )
}

async function findEverywhere(id: string): Promise<string[]> {
  const found = new Set<string>()
  for (const { collection } of Object.values(mongoose.models))
    for (const document of await collection.find({}).toArray())
      for (const place of listPlaces(document, id)) found.add(`${collection.collectionName} ${place}`)
  return [...found].sort()
}

/** Kept as it was: logs, keys that are never changed, and what says where the record went. */
const stays = [
  'auditentries subjectId',
  'auditentries details.from',
  'personmerges goneId',
  'inboxmessages page',
  'deliveries page',
  'soscases turn',
  'checkins begunAs',
  'ballotrolllines key',
  'ballotrolllines voterKey',
  'cosignatures key',
  'carefollowups key',
  'careclientdays _id',
  'media attachedTo.id',
  'contentchecks subject.id',
]

it('has a feature that moves it for every collection that names a person', () => {
  const covered = new Set(listMergeFollowers().flatMap(({ models }) => models))
  const naming = Object.values(mongoose.models).filter(
    ({ modelName, schema }) => keyedByPerson.includes(modelName) || listPersonPaths(schema).length > 0,
  )
  expect(naming.length).toBeGreaterThan(20)
  expect(naming.map(({ modelName }) => modelName).filter((name) => !covered.has(name))).toEqual([])
})

interface Scene {
  keptId: string
  goneId: string
  params: Record<string, Record<string, string>>
}

const now = new Date('2026-11-23T02:00:00.000Z')
const at = (days: number): Date => new Date(now.getTime() + days * 86_400_000)
const idOf = ({ params }: Scene, path: string): Types.ObjectId => new Types.ObjectId(params[path]?.id)

/** What both records have of what a person has once. */
async function writeTwice(scene: Scene): Promise<void> {
  const [kept, gone] = [new Types.ObjectId(scene.keptId), new Types.ObjectId(scene.goneId)]
  const reservation = (orderId: Types.ObjectId, fen: number) => ({
    ...{ orderId, day: '2026-11-24', parts: [{ code: 'mealAid', fen }], isSettled: false },
  })
  const grant = { code: 'mealAid', month: '2026-11', fen: 30_000 }
  const order = idOf(scene, '/api/elder-care/orders/')
  await Card.create([
    { _id: kept, version: 3, grants: [grant], reservations: [reservation(new Types.ObjectId(), 700)] },
    { _id: gone, version: 5, grants: [{ ...grant, usedFen: 1000 }], reservations: [reservation(order, 500)] },
  ])
  const entitlement = await Entitlement.findOne({ personId: gone }).lean<EntitlementRecord>()
  const found = { ...entitlement, _id: new Types.ObjectId(), personId: kept, state: 'found', version: 1 }
  await insertMissing(Entitlement, [{ ...found, key: `${scene.keptId}:mealAid` }])
  const line = { _id: new Types.ObjectId(), personId: gone, fen: 500, state: 'issued' }
  await insertMissing(Payout, [
    {
      ...{
        _id: new Types.ObjectId(),
        key: 'twice',
        version: 1,
        district: elderPlace.district,
        month: '2026-11',
      },
      lines: [{ ...line, entitlementId: entitlement?._id }],
    },
  ])
  const plan = await Plan.findOne({ personId: gone }).lean<PlanRecord>()
  const later = { _id: new Types.ObjectId(), personId: kept, requestKey: newKey(), createdAt: at(1) }
  await insertMissing(Plan, [{ ...plan, ...later }])
  await insertMissing(PlanSeat, [{ _id: `${scene.keptId}:lunchDelivery`, planId: later._id, version: 1 }])
  const checkIn = await CheckIn.findOne({ _id: gone }).lean<CheckInRecord>()
  const days = [{ day: '2026-11-21', outcome: 'tap' }]
  await CheckIn.updateOne({ _id: gone }, { $set: { days: [{ day: '2026-11-22', outcome: 'seen' }] } })
  await insertMissing(CheckIn, [{ ...checkIn, _id: kept, state: 'waiting', days }])
  await insertMissing(Usual, [
    { _id: `${scene.goneId}:bath`, userId: new Types.ObjectId(), at: at(2) },
    { _id: `${scene.keptId}:bath`, userId: new Types.ObjectId(), at: at(1) },
  ])
  const bond = await FamilyBond.findOne({ personId: gone }).lean<BondRecord>()
  await insertMissing(FamilyBond, [
    { ...bond, _id: new Types.ObjectId(), personId: kept, requestKey: newKey(), scopes: ['needs'] },
  ])
  await insertMissing(ProxyAct, [{ personId: gone, bondId: bond?._id, what: '提了一件诉求' }])
  await writeCivicTwice(scene, kept, gone)
}

async function writeCivicTwice(scene: Scene, kept: Types.ObjectId, gone: Types.ObjectId): Promise<void> {
  const [ballotId, rollId] = [idOf(scene, '/api/ballots/'), new Types.ObjectId()]
  const set = { state: 'open', rollId, electorate: 'adults', isSecret: true, size: { heads: 2, area: 0 } }
  await Ballot.collection.updateOne({ _id: ballotId }, { $set: set })
  await insertMissing(
    RollLine,
    [kept, gone].map((id) => ({
      ...{ ballotId, rollId, key: `${rollId.toString()}:${id.toString()}`, area: 0, rooms: [] },
      ...{ voterKey: `person:${id.toString()}`, personIds: [id], hasVoted: id === gone, isStruck: false },
      requestKeys: [],
    })),
  )
  await insertMissing(VoterNaming, [
    {
      ...{ ballotId, key: 'k', voterKey: 'household:1', voterId: gone, byPersonId: gone },
      hasContest: false,
    },
  ])
  const motionId = idOf(scene, '/api/motions/')
  const meetingId = idOf(scene, '/api/meetings/')
  const noticeId = idOf(scene, '/api/notices/')
  const both = [kept, gone]
  await insertMissing(
    CoSignature,
    both.map((personId) => ({
      ...{ key: `${motionId.toString()}:${personId.toString()}x`, motionId, personId, isOn: true, at: now },
      ...{ userId: new Types.ObjectId(), community: elderPlace.community, outbox: [] },
    })),
  )
  await insertMissing(
    Attendance,
    both.map((personId) => ({
      ...{ key: `${meetingId.toString()}:${personId.toString()}`, meetingId, personId, by: 'paper', at: now },
    })),
  )
  const told = { channel: 'paper', at: now, byName: '网格员' }
  await NoticeReach.deleteMany({ personId: { $in: both } })
  await insertMissing(
    NoticeReach,
    both.map((personId) => ({
      ...{ key: reachKeyOf(noticeId, { personId }), noticeId, personId, version: 1, reasons: [], rank: 1 },
      ...{ visitArea: 'x', hasPhone: true, ...elderPlace },
      ...(personId === gone
        ? { state: 'reached', channels: ['paper'], entries: [told], reachedBy: 'paper', reachedAt: now }
        : { state: 'waiting', channels: [], entries: [] }),
    })),
  )
}

/** Each once, and nothing of what either record had is lost. */
async function expectOnce(scene: Scene, remarks: readonly string[]): Promise<void> {
  const personId = new Types.ObjectId(scene.keptId)
  const cards = await Card.find().lean<CardRecord[]>()
  expect(cards).toMatchObject([{ _id: personId, grants: [{ fen: 30_000, usedFen: 1000 }] }])
  expect(cards[0]?.reservations.map(({ parts }) => parts[0]?.fen).sort()).toEqual([500, 700])
  const entitlements = await Entitlement.find({ code: 'mealAid' }).lean()
  expect(entitlements).toMatchObject([{ key: `${scene.keptId}:mealAid`, personId, state: 'approved' }])
  const payout = await Payout.findOne({ key: 'twice' }).lean()
  expect(payout?.lines).toMatchObject([{ personId, entitlementId: entitlements[0]?._id }])
  const plans = await Plan.find({ personId }).sort({ createdAt: 1 }).lean()
  expect(plans.map(({ state }) => state)).toEqual(['active', 'paused'])
  expect(await PlanSeat.find().lean()).toMatchObject([{ planId: plans[0]?._id }])
  const calls = await FollowUp.find({ kind: 'recordsMerged' }).lean()
  expect(calls).toMatchObject([{ personId, planId: plans[1]?._id, isOpen: true }])
  expect(remarks).toContainEqual(expect.stringContaining('有两个长期预约'))
  const checkIns = await CheckIn.find().lean()
  expect(checkIns).toMatchObject([{ _id: personId, isOn: true, state: 'calling' }])
  expect(checkIns[0]?.days.map(({ outcome }) => outcome)).toEqual(['tap', 'seen'])
  expect(await Usual.find().lean()).toMatchObject([{ at: at(2) }])
  const bonds = await FamilyBond.find({ personId }).lean()
  expect(bonds.map(({ state, scopes }) => [state, scopes.length]).sort()).toEqual([
    ['active', 4],
    ['ended', 1],
  ])
  const lines = await RollLine.find({ ballotId: idOf(scene, '/api/ballots/') }).lean()
  expect(lines.filter(({ isStruck }) => !isStruck)).toMatchObject([{ personIds: [personId], hasVoted: true }])
  expect((await Ballot.findOne({ state: 'open' }).lean())?.struck).toMatchObject({ heads: 1 })
  expect((await CoSignature.find({ personId }).lean()).filter(({ isOn }) => isOn)).toHaveLength(1)
  expect(await Attendance.countDocuments({ personId })).toBe(1)
  expect(await NoticeReach.find({ personId }).lean()).toMatchObject([
    { state: 'reached', reachedBy: 'paper' },
  ])
}

it('leaves nothing under the old id, whatever was kept of it, wherever it is killed, and is done the same twice', async () => {
  const people = await buildNeighbourhood()
  const { params } = await buildEveryRecord(app, people)
  const goneId = params['/api/elders/']?.id ?? ''
  const keptId = await buildDoubleOf(deps)
  const secretary = api(people.secretary)
  const reason = '本人拿身份证来核对，是同一位'
  const body = { keptId, goneId, reason }
  const scene = { keptId, goneId, params }
  await writeTwice(scene)
  const before = await findEverywhere(goneId)
  expect(before.length).toBeGreaterThan(30)
  const press = { body, requestKey: newKey() }
  const propose = () => secretary.call(mergeContracts.proposeMerge, press)
  const readMerge = () => PersonMerge.findOne({ goneId }).lean<PersonMergeRecord>()
  // Killed before it is written, and right after: the same press finds it, and who pressed is in the log.
  for (let changes = 1; (await readMerge()) === null; changes += 1) {
    expect(await killAfter(changes, propose)).toBe(true)
    deps.clock.advance(2, 'minutes')
  }
  expect((await propose()).body).toMatchObject({ state: 'moving' })
  expect(await AuditEntry.countDocuments({ action: 'person.merged', actorId: people.secretary._id })).toBe(1)
  // And then after each single change that it makes, until there is none left to make.
  let kills = 0
  for (let merge = await readMerge(); merge?.state === 'moving'; merge = await readMerge()) {
    const found = merge
    if (await killAfter(1, () => followMerge(found, deps))) kills += 1
  }
  expect(kills).toBeGreaterThan(40)
  const query = { area: elderPlace.community }
  const [made] = (await secretary.ok(mergeContracts.listMerges, { query })).items
  expect(made).toMatchObject({ state: 'done', keptName: '张**', goneName: '张**', actions: [] })
  expect(made?.moved).toBe(made?.of)
  await expectOnce(scene, made?.remarks ?? [])
  const left = await findEverywhere(goneId)
  expect(left.filter((place) => !stays.includes(place))).toEqual([])
  const merge = await readMerge()
  const readAll = async () => {
    const all = new Map<string, string>()
    for (const { collection } of Object.values(mongoose.models))
      all.set(collection.collectionName, JSON.stringify(await collection.find({}).sort({ _id: 1 }).toArray()))
    return all
  }
  const moved = await readAll()
  if (merge) await followMerge({ ...merge, state: 'moving' }, deps)
  const again = await readAll()
  expect([...again.keys()].filter((name) => again.get(name) !== moved.get(name))).toEqual([])
  for (const id of [keptId, goneId]) {
    expect((await secretary.ok(getPerson, { params: { id } })).id).toBe(keptId)
    expect((await secretary.ok(elderContracts.getElder, { params: { id } })).id).toBe(keptId)
  }
  // Opened by an old link it is open, and she sees who looked.
  const officer = api(await buildStreetOfficer())
  await officer.ok(openRecord, { body: { kind: 'person', recordId: goneId, reason: '核对合并' } })
  expect((await officer.ok(getPerson, { params: { id: goneId } })).id).toBe(keptId)
  const opened = { params: { id: goneId }, body: { reason: '核对合并以后的登记' } }
  await secretary.ok(elderContracts.unmaskElder, opened)
  expect(
    await RecordAccess.exists({ ...opened.body, ownerPersonId: keptId, recordId: keptId }),
  ).not.toBeNull()
})
