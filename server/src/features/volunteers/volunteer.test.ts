import { needContracts } from '@linli/shared/needs/need.contract'
import { volunteerContracts, type VolunteerView } from '@linli/shared/volunteers/volunteer.contract'
import { membershipContracts } from '@linli/shared/users/membership.contract'
import { setDuty } from '@linli/shared/users/me.contract'
import { fieldAad } from '../../lib/fieldCrypto'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { Inbox } from '../../test/inbox.reader'
import { raiseNeed, readRecord, take } from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildCommunityWorker,
  buildDistrictOfficer,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  buildVolunteer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import {
  buildApprovedVolunteer,
  buildPoolNeighbourhood,
  readVolunteerOf,
} from '../../test/volunteers.factory'
import { AuditEntry } from '../audit/audit.model'
import { Person } from '../register/person.model'
import { Membership } from '../users/membership.model'
import { User } from '../users/user.model'
import { listAccountDeletionHooks, listAccountMergeHooks, listOwnDataHooks } from '../users/userHooks'
import { Volunteer } from './volunteer.model'

/** Whoever comes too late is told what is there now. */
const nowThere = { state: expect.any(String) as unknown, version: expect.any(Number) as unknown }

let app: TestApp
let secretary: TestUser
beforeEach(() => {
  app = startTestApp()
})

const contracts = volunteerContracts
const apply = (user: TestUser, body: object = {}) =>
  app.api(user).call(contracts.applyAsVolunteer, { body: { skills: ['理发'], isAdult: true, ...body } })
const mine = (user: TestUser) => app.api(user).ok(contracts.getMyVolunteer)
const list = (user: TestUser, query: object = {}) => app.api(user).ok(contracts.listVolunteers, { query })
const approve = (user: TestUser, { id, version }: Pick<VolunteerView, 'id' | 'version'>, body: object = {}) =>
  app.api(user).call(contracts.decideVolunteer, {
    params: { id },
    body: { decision: 'approve', version, ...body },
  })

/** Links an account to a person of the register born on this day. */
async function giveBirthDate(user: TestUser, birthDate: string): Promise<void> {
  const { crypto } = app.deps
  const seal = (field: string, value: string) => crypto.encrypt(value, fieldAad('people', user._id, field))
  await Person.create({
    _id: user._id,
    name: seal('name', '小明'),
    nameIndex: crypto.blindIndex('小明', 'name'),
    birthDate: seal('birthDate', birthDate),
    source: 'counter',
    district: testAreas.district,
  })
  await User.updateOne({ _id: user._id }, { $set: { personId: user._id } })
}

describe('applying', () => {
  beforeEach(async () => {
    await buildAreas()
    secretary = await buildSecretary()
  })

  test('a verified resident applies, the secretary approves with dates, and the role begins with the approval', async () => {
    const inbox = new Inbox(app.deps)
    const resident = await buildResident({ clearName: '蒋思远' }, app.deps)
    const applied = await apply(resident, { isPartyMember: true, partyOrganisation: '第一党支部' })
    expect(applied.status).toBe(201)
    expect(applied.body).toMatchObject({ state: 'applied', isOnDuty: false, maxOpenJobs: 3, openJobs: 0 })
    await inbox.deliver()
    expect(await inbox.read(secretary.id)).toEqual(['volunteer.applied'])

    const [row] = (await list(secretary)).items
    if (!row) throw new Error('no application')
    expect(row).toMatchObject({ name: '蒋思远', skills: ['理发'], partyOrganisation: '第一党支部' })
    const approved = await approve(secretary, row, { trainedUntil: '2026-12-31', insuredUntil: '2026-12-31' })
    expect(approved.body).toMatchObject({ state: 'approved', isOnDuty: true, mayVisitHomes: true })
    expect(approved.body.trainedUntil).toBe('2026-12-31')
    const membership = await Membership.findOne({ userId: resident._id, role: 'volunteer' }).lean()
    expect(membership).toMatchObject({ post: `pool:${testAreas.community}`, isOffDuty: false })
    const logged = await AuditEntry.find({ subjectId: resident.id }).lean()
    expect(logged.map(({ action }) => action).sort()).toEqual(['membership.granted', 'volunteer.approved'])
    await inbox.deliver()
    expect(await inbox.read(resident.id)).toEqual(['volunteer.approved'])
  })

  test('two secretaries who decide at once decide once; who pressed with an old page is told', async () => {
    const other = await buildSecretary()
    await apply(await buildResident())
    const [row] = (await list(secretary)).items
    if (!row) throw new Error('no application')
    const answers = await Promise.all([
      approve(secretary, row),
      app.api(other).call(contracts.decideVolunteer, {
        params: { id: row.id },
        body: { decision: 'decline', version: row.version, reason: '材料不全' },
      }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const { state, userId } = await readVolunteerOf({ id: row.userId })
    expect(await Membership.countDocuments({ userId, role: 'volunteer' })).toBe(state === 'approved' ? 1 : 0)
  })

  test('an approval that a crash cut off before the role is finished by pressing again', async () => {
    const resident = await buildResident()
    await apply(resident)
    const [row] = (await list(secretary)).items
    if (!row) throw new Error('no application')
    await Volunteer.updateOne({ _id: row.id }, { $set: { state: 'approved' }, $inc: { version: 1 } })
    expect((await approve(secretary, row)).status).toBe(200)
    expect(await Membership.countDocuments({ userId: resident._id, role: 'volunteer' })).toBe(1)
  })

  test('who cannot be given the role stays an applicant', async () => {
    const resident = await buildResident()
    await apply(resident)
    await User.updateOne({ _id: resident._id }, { $unset: { phoneCheckedAt: 1 } })
    const [row] = (await list(secretary)).items
    if (!row) throw new Error('no application')
    expectError(await approve(secretary, row), 'membership.phone_needed')
    expect(await readVolunteerOf(resident)).toMatchObject({ state: 'applied', isOnDuty: false })
  })

  test('twice at once is one application; after a refusal with its reason one may apply again', async () => {
    const resident = await buildResident()
    const answers = await Promise.all([apply(resident), apply(resident)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    const [row] = (await list(secretary)).items
    if (!row) throw new Error('no application')
    await app.api(secretary).ok(contracts.decideVolunteer, {
      params: { id: row.id },
      body: { decision: 'decline', version: row.version, reason: '请先参加培训' },
    })
    expect((await mine(resident)).volunteer).toMatchObject({
      state: 'declined',
      decisionReason: '请先参加培训',
    })
    expect((await apply(resident, { skills: ['陪聊'] })).status).toBe(201)
    const { volunteer } = await mine(resident)
    expect(volunteer).toMatchObject({ state: 'applied', skills: ['陪聊'] })
    expect(volunteer?.decisionReason).toBeUndefined()
    expect(await Volunteer.countDocuments()).toBe(1)
  })

  test('the register says how old; who is not known is asked; under 18 a guardian signs', async () => {
    const [young, unknown, grown] = [await buildResident(), await buildResident(), await buildResident()]
    await giveBirthDate(young, '2010-05-01')
    await giveBirthDate(grown, '2008-11-23')
    expect(await mine(young)).toEqual({ isAgeKnown: true })
    expectError(await apply(unknown, { isAdult: undefined }), 'volunteer.age_needed')
    expect((await apply(young, { isAdult: true })).body.isMinor).toBe(true)
    expect((await apply(grown, { isAdult: undefined })).body.isMinor).toBe(false)

    const row = (await list(secretary)).items.find(({ userId }) => userId === young.id)
    if (!row) throw new Error('no application')
    expectError(await approve(secretary, row), 'volunteer.guardian_needed')
    const dates = { trainedUntil: '2027-12-31', insuredUntil: '2027-12-31' }
    const approved = await approve(secretary, row, { hasGuardianConsent: true, ...dates })
    expect(approved.body).toMatchObject({ state: 'approved', hasGuardianConsent: true, mayVisitHomes: false })
  })

  test('the same press sent again is the same application', async () => {
    const resident = await buildResident()
    const press = (requestKey: string) =>
      app.api(resident).call(contracts.applyAsVolunteer, { body: { skills: [], isAdult: true }, requestKey })
    const answers = await Promise.all([press('first-press'), press('first-press')])
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expectError(await press('second-press'), 'volunteer.exists')
    expect(await Volunteer.countDocuments()).toBe(1)
  })

  test('only verified residents apply, with fields that are known', async () => {
    expectError(await app.api().callLoose(contracts.applyAsVolunteer, { body: {} }), 'session.required')
    for (const level of ['guest', 'joined'] as const)
      expectError(await apply(await buildUser({ level, community: testAreas.community })), 'access.denied')
    const resident = await buildResident()
    for (const body of [{ skills: ['长'.repeat(13)] }, { maxOpenJobs: 0 }, { state: 'approved' }])
      expectError(await apply(resident, body), 'request.invalid')
    expect(await Volunteer.countDocuments()).toBe(0)
  })
})

describe('the list of a community', () => {
  beforeEach(buildAreas)

  test('is for its own staff; deciding is for the secretary and the administrator, never in the own case', async () => {
    await apply(await buildResident())
    const own = await buildSecretary()
    const [row] = (await list(own)).items
    if (!row) throw new Error('no application')
    const asked = { query: { community: testAreas.community } }
    const matrix: [TestUser, number, number][] = [
      [await buildResident(), 403, 403],
      [await buildVolunteer(), 403, 403],
      [await buildGridWorker(), 403, 403],
      [await buildStreetOfficer(), 403, 403],
      [await buildDistrictOfficer(), 403, 403],
      [await buildSecretary(testAreas.neighbourCommunity), 403, 404],
      [await buildCommunityWorker(), 200, 403],
      [await buildAdministrator(), 200, 200],
    ]
    for (const [user, mayList, mayDecide] of matrix) {
      expect((await app.api(user).call(contracts.listVolunteers, asked)).status).toBe(mayList)
      expect((await approve(user, row)).status).toBe(mayDecide)
      const dates = { params: { id: row.id }, body: { version: row.version, trainedUntil: '2027-01-01' } }
      const changed = await app.api(user).call(contracts.updateVolunteer, dates)
      expect(changed.status).toBe(mayDecide === 200 ? 409 : mayDecide)
    }
    const self = await buildApprovedVolunteer()
    const { _id } = await readVolunteerOf(self)
    await Membership.create({
      userId: self._id,
      role: 'secretary',
      areaCode: testAreas.community,
      name: '社区',
      district: testAreas.district,
      street: testAreas.street,
      community: testAreas.community,
      from: new Date('2026-01-01T00:00:00Z'),
      grantedBy: self._id,
    })
    const ending = { params: { id: _id.toString() }, body: { reason: '不做了' } }
    expectError(await app.api(self).call(contracts.endVolunteer, ending), 'access.denied')
  })

  test('comes in pages, by state, duty and skill', async () => {
    const own = await buildSecretary()
    for (let i = 0; i < 5; i += 1)
      await buildApprovedVolunteer({ isOnDuty: i % 2 === 0, skills: i === 0 ? ['理发'] : [] })
    await buildApprovedVolunteer({}, testAreas.neighbourCommunity)
    const first = await list(own, { state: 'approved', limit: '3' })
    const rest = await list(own, { state: 'approved', limit: '3', cursor: first.nextCursor })
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([3, 2, undefined])
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(5)
    expect((await list(own, { state: 'approved', isOnDuty: 'true' })).items).toHaveLength(3)
    expect((await list(own, { state: 'approved', skill: '理发' })).items).toHaveLength(1)
    expect((await list(own)).items).toEqual([])
  })
})

describe('being a volunteer', () => {
  beforeEach(buildAreas)

  test('one changes skills, badge and number of jobs; an old page changes nothing', async () => {
    const volunteer = await buildApprovedVolunteer({ isPartyMember: true })
    const { version } = await readVolunteerOf(volunteer)
    const body = { version, skills: ['搬运'], showsBadge: true, maxOpenJobs: 5 }
    const changed = await app.api(volunteer).ok(contracts.updateMyVolunteer, { body })
    expect(changed).toMatchObject({
      skills: ['搬运'],
      showsBadge: true,
      maxOpenJobs: 5,
      version: version + 1,
    })
    expect(
      expectError(await app.api(volunteer).call(contracts.updateMyVolunteer, { body }), 'request.conflict')
        .details,
    ).toMatchObject(nowThere)
    const stranger = await buildResident()
    expectError(await app.api(stranger).call(contracts.updateMyVolunteer, { body }), 'record.not_found')
  })

  test('a rest is one thing wherever it is switched: here, or for all posts', async () => {
    const volunteer = await buildApprovedVolunteer()
    const read = async () => [
      (await readVolunteerOf(volunteer)).isOnDuty,
      !(await Membership.findOne({ userId: volunteer._id }).lean())?.isOffDuty,
    ]
    const duty = (isOnDuty: boolean) =>
      app.api(volunteer).ok(contracts.setMyVolunteerDuty, { body: { isOnDuty } })
    expect(await duty(false)).toMatchObject({ isOnDuty: false })
    expect(await read()).toEqual([false, false])
    await duty(true)
    expect(await read()).toEqual([true, true])
    await app.api(volunteer).ok(setDuty, { body: { isOffDuty: true } })
    expect(await read()).toEqual([false, false])
    const stranger = app.api(await buildResident())
    expectError(
      await stranger.call(contracts.setMyVolunteerDuty, { body: { isOnDuty: true } }),
      'volunteer.not_approved',
    )
  })
})

describe('duty and the end', () => {
  test('with all at rest new work goes to the desk instead of an empty pool', async () => {
    const { resident, category } = await buildPoolNeighbourhood()
    const volunteer = await buildApprovedVolunteer()
    const before = await raiseNeed(app, { resident, category })
    await app.api(volunteer).ok(contracts.setMyVolunteerDuty, { body: { isOnDuty: false } })
    const after = await raiseNeed(app, { resident, category })
    expect((await readRecord(before.id)).post).toBe(`pool:${testAreas.community}`)
    expect((await readRecord(after.id)).post).toBe(`triage:${testAreas.community}`)
  })

  test('moves what is held or refuses, ends the role, and is told; ending the role elsewhere is the same', async () => {
    const inbox = new Inbox(app.deps)
    const { resident, category, secretary: own } = await buildPoolNeighbourhood()
    const [volunteer, other] = [await buildApprovedVolunteer(), await buildApprovedVolunteer()]
    const need = await raiseNeed(app, { resident, category })
    await take(app, volunteer, need.id, { action: 'claim' })
    const { _id } = await readVolunteerOf(volunteer)
    const end = (body: { reason: string; moveTo?: 'triage' }) =>
      app.api(own).call(contracts.endVolunteer, { params: { id: _id.toString() }, body })

    expectError(await end({ reason: '搬家' }), 'membership.holds_work')
    const ended = await end({ reason: '搬家', moveTo: 'triage' })
    expect(ended.body).toMatchObject({ state: 'ended', isOnDuty: false })
    expect(await readRecord(need.id)).toMatchObject({
      state: 'assigned',
      post: `triage:${testAreas.community}`,
    })
    expectError(await end({ reason: '搬家' }), 'membership.ended')
    await inbox.deliver()
    expect(await inbox.read(volunteer.id)).toContain('volunteer.ended')

    const membership = await Membership.findOne({ userId: other._id }).lean()
    await app.api(own).ok(membershipContracts.endMembership, {
      params: { id: membership?._id.toString() ?? '' },
      body: { reason: '不再参加' },
    })
    expect(await readVolunteerOf(other)).toMatchObject({ state: 'ended', isOnDuty: false })
    expect((await apply(other)).status).toBe(201)
  })

  test('a volunteer leaves by herself: first told what is in hand, then it goes back to the desk', async () => {
    const inbox = new Inbox(app.deps)
    const { resident, category, secretary: own } = await buildPoolNeighbourhood()
    const volunteer = await buildApprovedVolunteer()
    const need = await raiseNeed(app, { resident, category })
    app.deps.clock.advance(2, 'hours')
    await take(app, volunteer, need.id, { action: 'claim' })
    expect((await readRecord(need.id)).heldSince).toEqual(app.deps.clock.now())
    const resign = (body: object) => app.api(volunteer).call(contracts.resignAsVolunteer, { body })

    const refused = expectError(await resign({}), 'volunteer.holds_work')
    expect(refused.details).toMatchObject({ items: [{ id: need.id, label: category.name }] })
    expect(await readVolunteerOf(volunteer)).toMatchObject({ state: 'approved', isOnDuty: true })
    expect((await readRecord(need.id)).post).toBe(`volunteer:${volunteer.id}`)

    const left = await resign({ isHandedBack: true, reason: '要照顾孙子' })
    expect(left.body).toMatchObject({ state: 'ended', hasResigned: true, openJobs: 0 })
    expect(await readRecord(need.id)).toMatchObject({
      state: 'assigned',
      post: `triage:${testAreas.community}`,
    })
    expect((await resign({ isHandedBack: true })).status).toBe(200)
    expectError(
      await app.api(volunteer).call(needContracts.getNeed, { params: { id: need.id } }),
      'record.not_found',
    )
    const seen = await app.api(resident).ok(needContracts.getNeed, { params: { id: need.id } })
    expect(seen.timeline.at(-1)?.title).toMatch(/改派给/)
    expect(JSON.stringify(seen)).not.toContain('孙子')

    await inbox.deliver()
    expect((await inbox.read(volunteer.id)).filter((event) => event.startsWith('volunteer.'))).toEqual([
      'volunteer.left',
    ])
    expect(await inbox.read(own.id)).toEqual(expect.arrayContaining(['volunteer.resigned', 'need.transfer']))
    expect(await inbox.read(resident.id)).toContain('need.transfer')
    const [row] = (await list(own, { state: 'ended' })).items
    expect(row).toMatchObject({ userId: volunteer.id, hasResigned: true, decisionReason: '要照顾孙子' })
    const logged = await AuditEntry.find({ subjectId: volunteer.id, action: 'membership.ended' }).lean()
    expect(logged).toMatchObject([{ actorId: volunteer._id, details: { reason: '要照顾孙子', moved: 1 } }])

    expect((await apply(volunteer)).body).toMatchObject({ state: 'applied', hasResigned: false })
  })

  test('an application is taken back, and made again; who is no volunteer has nothing to leave', async () => {
    await buildAreas()
    const resident = await buildResident()
    const resign = (user: TestUser) => app.api(user).call(contracts.resignAsVolunteer, { body: {} })
    expectError(await resign(resident), 'record.not_found')
    await apply(resident)
    expect((await resign(resident)).body).toMatchObject({ state: 'ended', hasResigned: true })
    expect((await list(await buildSecretary())).items).toEqual([])
    expect((await apply(resident)).status).toBe(201)
    expectError(await app.api().callLoose(contracts.resignAsVolunteer, { body: {} }), 'session.required')
  })

  test('accounts that become one take record and work along; an account that ends leaves no record', async () => {
    const { resident, category } = await buildPoolNeighbourhood()
    const [volunteer, into] = [await buildApprovedVolunteer(), await buildResident()]
    const need = await raiseNeed(app, { resident, category })
    await take(app, volunteer, need.id, { action: 'claim' })
    const find = <T extends { name: string }>(hooks: T[]): T => {
      const hook = hooks.find(({ name }) => name === 'volunteer')
      if (!hook) throw new Error('not registered')
      return hook
    }
    const { move } = find(listAccountMergeHooks())
    await move(volunteer.id, into.id, app.deps)
    await move(volunteer.id, into.id, app.deps)
    expect((await readVolunteerOf(into)).state).toBe('approved')
    expect((await readRecord(need.id)).post).toBe(`volunteer:${into.id}`)

    const own = find(listOwnDataHooks())
    expect(await own.describe(into.id, app.deps)).toEqual([
      { title: '志愿服务', items: [{ label: '志愿者', value: '无' }] },
    ])
    expect(await own.collect(into.id, app.deps)).toMatchObject([{ state: 'approved', maxOpenJobs: 3 }])
    const deletion = find(listAccountDeletionHooks())
    expect(await deletion.hasOpenMatters?.(into.id, app.deps)).toBe(true)
    await take(app, into, need.id, { action: 'resolve', text: '办好了' })
    expect(await deletion.hasOpenMatters?.(into.id, app.deps)).toBe(false)
    expect(await deletion.erase(into.id, app.deps)).toEqual([])
    expect(await Volunteer.countDocuments({ userId: into._id })).toBe(0)
  })
})
