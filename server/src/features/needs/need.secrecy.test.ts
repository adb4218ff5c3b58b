import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { deliveryContracts } from '@linli/shared/messages/delivery.contract'
import { messageContracts } from '@linli/shared/messages/message.contract'
import { needContracts, queueScopes } from '@linli/shared/needs/need.contract'
import { listAuditEntries } from '@linli/shared/users/audit.contract'
import { membershipContracts } from '@linli/shared/users/membership.contract'
import { openRecord } from '@linli/shared/users/recordAccess.contract'
import { expectError } from '../../test/apiClient'
import { buildUnit } from '../../test/areas.factory'
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
import {
  buildAdministrator,
  buildDistrictOfficer,
  buildMembership,
  buildResident,
  buildStreetOfficer,
  buildUnitStaff,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { contentCheckJob } from '../contentCheck/contentCheck.job'
import { AuditEntry } from '../audit/audit.model'
import { Delivery } from '../messages/delivery.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { Membership } from '../users/membership.model'
import { listAccountMergeHooks } from '../users/userHooks'
import { Need } from './need.model'
import { sweepNeeds } from './need.sweep'

const { district, street, community } = testAreas

let app: TestApp
let people: Neighbourhood
beforeEach(async () => {
  app = startTestApp()
  people = await buildNeighbourhood()
})

const read = (user: TestUser, id: string) => app.api(user).call(needContracts.getNeed, { params: { id } })
const complainAbout = (subject: { kind: 'unit' | 'user'; id: string }, author = people.resident) =>
  app.api(author).call(needContracts.createNeed, {
    body: { category: people.category.code, text: '态度不好，要收钱', subject },
    requestKey: newKey(),
  })
async function complain(subject: { kind: 'unit' | 'user'; id: string }): Promise<string> {
  const { body } = await complainAbout(subject)
  await app.api(people.resident).ok(needContracts.releaseNeed, { params: { id: body.id } })
  return body.id
}

/** Everything a person could find it by: the record, her lists and their counts, her inbox. */
async function expectNowhere(user: TestUser, id: string, posts: string[]): Promise<void> {
  expectError(await read(user, id), 'record.not_found')
  for (const post of posts) {
    for (const scope of queueScopes) {
      const { items } = await app.api(user).ok(needContracts.listQueue, { query: { post, scope } })
      expect(items.filter((item) => item.id === id)).toEqual([])
    }
    const { counts } = await app.api(user).ok(needContracts.countQueue, { query: { post } })
    expect(Object.values(counts)).toEqual(queueScopes.map(() => 0))
  }
  const inbox = await app.api(user).ok(messageContracts.listMessages)
  expect(inbox.items.filter((message) => message.needId === id)).toEqual([])
  expectError(
    await app.api(user).call(openRecord, { body: { kind: 'need', recordId: id, reason: '想看一看' } }),
    'record.not_found',
  )
  expectError(await press(app, user, id, { action: 'note', text: '我来说明' }), 'record.not_found')
}

describe('a complaint about a unit', () => {
  test('is hidden from all who work there, off duty, as a deputy or later, whatever else they hold', async () => {
    const { unit, officer } = people
    const atUnit = { unitId: unit.id, areaCode: community }
    const offDuty = await buildUnitStaff(atUnit)
    await Membership.updateOne({ userId: offDuty._id }, { $set: { isOffDuty: true } })
    const deputy = await buildUser()
    await buildMembership(deputy, 'unitStaff', atUnit, { isDeputy: true })
    const later = await buildUser()
    await buildMembership(later, 'unitStaff', atUnit, { from: new Date('2027-01-01T00:00:00Z') })

    const id = await complain({ kind: 'unit', id: unit.id })
    expect((await readRecord(id)).post).toBe(`triage:${street}`)
    const others = [offDuty, deputy, later]
    // They come to sit at the very desk that has it.
    for (const user of others) await buildMembership(user, 'streetOfficer', street)
    await new Inbox(app.deps).deliver()
    for (const user of others) await expectNowhere(user, id, [`triage:${street}`])
    expect((await read(officer, id)).body.text).toBe('态度不好，要收钱')
    const { counts } = await app
      .api(officer)
      .ok(needContracts.countQueue, { query: { post: `triage:${street}` } })
    expect(counts.held).toBe(1)

    const told = app.deps.published.filter(({ name }) => name === 'need.changed' || name === 'queue.changed')
    await take(app, officer, id, { action: 'accept' })
    await new Promise((done) => setTimeout(done, 300))
    const after = app.deps.published.filter(({ name }) => name === 'need.changed' || name === 'queue.changed')
    expect(after.length).toBeGreaterThan(told.length)
    const hidden = [...others, people.worker].map((user) => `user:${user.id}`).sort()
    for (const event of after.slice(told.length)) expect([...(event.except ?? [])].sort()).toEqual(hidden)
  })

  test('takes back what its staff were told before anyone knew that it was about them', async () => {
    const inbox = new Inbox(app.deps)
    const need = await raiseNeed(app, people, { text: '物业师傅收了钱不办事' })
    await inbox.deliver()
    expect(await inbox.read(people.worker.id)).toEqual(['need.release'])
    await take(app, people.secretary, need.id, {
      action: 'setSubject',
      subject: { kind: 'unit', id: people.unit.id },
    })
    await inbox.deliver()
    await take(app, people.officer, need.id, { action: 'accept' })
    await inbox.deliver()
    expect(await InboxMessage.countDocuments({ userId: people.worker.id })).toBe(0)
    expect(await inbox.read(people.resident.id)).toContain('need.accept')
    expect(app.deps.published).toContainEqual(
      expect.objectContaining({
        name: 'inbox.changed',
        rooms: [`user:${people.worker.id}`],
        data: { unread: 0 },
      }),
    )
  })

  test('is still its author’s, who works there, as a resident and nothing more', async () => {
    const author = await buildResident()
    await buildMembership(author, 'unitStaff', { unitId: people.unit.id, areaCode: community })
    const { body } = await complainAbout({ kind: 'unit', id: people.unit.id }, author)
    expect((await read(author, body.id)).body).toMatchObject({
      relation: 'resident',
      text: '态度不好，要收钱',
    })
    expectError(await read(people.worker, body.id), 'record.not_found')
  })

  test('passes over a desk of its people when it is late', async () => {
    const id = await complain({ kind: 'user', id: people.secretary.id })
    await buildMembership(people.secretary, 'districtOfficer', district)
    const record = await readRecord(id)
    app.deps.clock.set(new Date((record.acceptBy?.getTime() ?? 0) + 1000))
    await sweepNeeds(app.deps)
    await sweepNeeds(app.deps)
    const late = await readRecord(id)
    expect(late.escalations).toBe(1)
    expect(late.escalatedTo).toBeUndefined()
    expect(late.supervisedBy).toBe(`triage:${street}`)
  })
})

describe('the words of a complaint that wait for a review', () => {
  test('lie with the desk that took it, and with nobody it is about', async () => {
    app.deps.ports.wechat.checkText = () => Promise.reject(new Error('down'))
    const insider = await buildStreetOfficer()
    await buildMembership(
      insider,
      'unitStaff',
      { unitId: people.unit.id, areaCode: community },
      { isOffDuty: true },
    )
    const boss = await buildDistrictOfficer()
    await complain({ kind: 'unit', id: people.unit.id })
    await new Inbox(app.deps).deliver()
    app.deps.clock.advance(31, 'minutes')
    await contentCheckJob.run(app.deps, new AbortController().signal)
    const reviewsOf = async (user: TestUser) =>
      (await app.api(user).ok(contentReviewContracts.listContentReviews, { query: {} })).items.length
    expect(await reviewsOf(people.secretary)).toBe(0)
    expect(await reviewsOf(insider)).toBe(0)
    expect(await reviewsOf(boss)).toBe(1)
  })
})

describe('a complaint about the top', () => {
  test('about the only officer of the district comes to the administrators, who bring it to its end', async () => {
    const officer = await buildDistrictOfficer()
    const administrator = await buildAdministrator()
    const id = await complain({ kind: 'user', id: officer.id })
    const post = `admin:${district}`
    expect(await readRecord(id)).toMatchObject({ post, triage: post, assignedBy: post })
    const inbox = new Inbox(app.deps)
    await inbox.deliver()
    expect(await inbox.read(administrator.id)).toEqual(['need.release'])
    await expectNowhere(officer, id, [`triage:${district}`])

    const held = await app.api(administrator).ok(needContracts.listQueue, { query: { post } })
    expect(held.items).toMatchObject([
      { id, holder: { post, name: expect.stringMatching(/管理员$/) as string } },
    ])
    await take(app, administrator, id, { action: 'accept' })
    await take(app, administrator, id, { action: 'resolve', text: '已谈话，并向您道歉' })
    const closed = await take(app, people.resident, id, {
      action: 'confirm',
      outcome: 'solved',
      grade: 5,
      reasons: [],
    })
    expect(closed.state).toBe('closed')
  })

  test('shared with a colleague at the same desk, it is seen by the colleague alone', async () => {
    const [officer, colleague] = [await buildDistrictOfficer(), await buildDistrictOfficer()]
    const id = await complain({ kind: 'user', id: officer.id })
    expect((await readRecord(id)).post).toBe(`triage:${district}`)
    const inbox = new Inbox(app.deps)
    await inbox.deliver()
    expect(await inbox.read(officer.id)).toEqual([])
    expect(await inbox.read(colleague.id)).toEqual(['need.release'])
    await expectNowhere(officer, id, [`triage:${district}`])
    await take(app, colleague, id, { action: 'accept' })
  })

  test('with truly nobody else it is refused with a number to call, and nothing is stored', async () => {
    const officer = await buildDistrictOfficer()
    const refused = expectError(await complainAbout({ kind: 'user', id: officer.id }), 'need.nobody_above')
    expect(refused.message).toContain('12345')
    expect(await Need.countDocuments()).toBe(0)
  })

  test('never comes to its subject when the work of the unit that has it is moved', async () => {
    const officer = await buildDistrictOfficer()
    const administrator = await buildAdministrator()
    const unit = await buildUnit({ kind: 'department', areaCode: district })
    const worker = await buildUnitStaff({ unitId: unit.id, areaCode: district })
    const id = await complain({ kind: 'user', id: officer.id })
    expect((await readRecord(id)).post).toBe(`unit:${unit.id}`)
    const membership = await Membership.findOne({ userId: worker._id }).lean()
    const params = { id: membership?._id.toString() ?? '' }
    const list = await app.api(officer).ok(membershipContracts.listHeldWork, { params })
    expect(list).toEqual({ items: [], stranded: 0 })
    await app.api(officer).ok(membershipContracts.endMembership, {
      params,
      body: { moveTo: 'triage', reason: '调走了' },
    })
    expect(await readRecord(id)).toMatchObject({ post: `admin:${district}`, triage: `admin:${district}` })
    await take(app, administrator, id, { action: 'accept' })
  })

  test('follows its subject into the account that remains after a merge', async () => {
    const [officer, into] = [await buildDistrictOfficer(), await buildDistrictOfficer()]
    await buildAdministrator()
    const id = await complain({ kind: 'user', id: officer.id })
    await listAccountMergeHooks()
      .find(({ name }) => name === 'need')
      ?.move(officer.id, into.id, app.deps)
    expect((await readRecord(id)).subject?.id.toString()).toBe(into.id)
    expectError(await read(into, id), 'record.not_found')
  })
})

describe('what an administrator looks after', () => {
  test('shows nothing of a complaint about herself: not in the log, not among dead letters', async () => {
    const [subject, other] = [await buildAdministrator(), await buildAdministrator()]
    await buildDistrictOfficer()
    const boss = await buildStreetOfficer()
    const id = await complain({ kind: 'user', id: subject.id })
    const entry = { actorId: boss._id, actorName: '街道', at: app.deps.clock.now(), district }
    await AuditEntry.create([
      { ...entry, action: 'record.opened', subjectKind: 'need', subjectId: id },
      { ...entry, action: 'membership.granted', subjectKind: 'user', subjectId: boss.id },
    ])
    const rowsOf = async (user: TestUser) =>
      (await app.api(user).ok(listAuditEntries)).items.map((row) => row.action).sort()
    expect(await rowsOf(other)).toEqual(['membership.granted', 'record.opened'])
    expect(await rowsOf(subject)).toEqual(['membership.granted'])

    await new Inbox(app.deps).deliver()
    await Delivery.updateMany(
      { channel: 'subscribe', userId: people.resident._id },
      { $set: { state: 'dead' }, $unset: { isOpen: 1 } },
    )
    const query = { query: { district } }
    const dead = await app.api(other).ok(deliveryContracts.listDeadDeliveries, query)
    expect(dead.items).toHaveLength(1)
    expect((await app.api(subject).ok(deliveryContracts.listDeadDeliveries, query)).items).toEqual([])
    const resend = { params: { id: dead.items[0]?.id ?? '' } }
    expectError(await app.api(subject).call(deliveryContracts.resendDelivery, resend), 'record.not_found')
  })
})
