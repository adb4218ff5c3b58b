import { needContracts } from '@linli/shared/needs/need.contract'
import { errors } from '@linli/shared/errors'
import { runJobOnce } from '../../jobs'
import { expectError } from '../../test/apiClient'
import { Inbox } from '../../test/inbox.reader'
import { press, raiseNeed, readRecord, take } from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildResident, buildStreetOfficer, testAreas, type TestUser } from '../../test/users.factory'
import {
  buildApprovedVolunteer,
  buildPoolNeighbourhood,
  readVolunteerOf,
  type PoolNeighbourhood,
} from '../../test/volunteers.factory'
import { Need } from '../needs/need.model'
import { sweepNeeds } from '../needs/need.sweep'
import { User } from '../users/user.model'
import { Volunteer } from './volunteer.model'

let app: TestApp
let people: PoolNeighbourhood
beforeEach(async () => {
  app = startTestApp()
  people = await buildPoolNeighbourhood()
})

const claim = (user: TestUser, id: string) => press(app, user, id, { action: 'claim' })
const read = (user: TestUser, id: string) => app.api(user).call(needContracts.getNeed, { params: { id } })
const codeOf = (body: unknown) => (body as { code: string }).code

async function raiseMany(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i += 1) ids.push((await raiseNeed(app, people)).id)
  return ids
}

describe('claiming', () => {
  test('fifty volunteers claim one need: exactly one has it, forty-nine are told that it is taken', async () => {
    const volunteers: TestUser[] = []
    for (let i = 0; i < 50; i += 1) volunteers.push(await buildApprovedVolunteer())
    const need = await raiseNeed(app, people)
    const answers = await Promise.all(volunteers.map((user) => claim(user, need.id)))

    const refused = answers.filter(({ status }) => status === 409)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(refused.map(({ body }) => codeOf(body))).toEqual(Array(49).fill('need.already_taken'))
    const winner = volunteers[answers.findIndex(({ status }) => status === 200)]
    const record = await readRecord(need.id)
    expect(record).toMatchObject({ state: 'accepted', post: `volunteer:${winner?.id ?? ''}` })
    expect(record.history.filter(({ action }) => action === 'claim')).toHaveLength(1)
    expect(await Volunteer.countDocuments({ 'claims.0': { $exists: true } })).toBe(0)
    expect(await Volunteer.countDocuments({ lastAssignedAt: { $exists: true } })).toBe(1)
  }, 120_000)

  test('the most jobs at a time holds when ten are claimed at once', async () => {
    const volunteer = await buildApprovedVolunteer({ maxOpenJobs: 3 })
    const ids = await raiseMany(10)
    const answers = await Promise.all(ids.map((id) => claim(volunteer, id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    const refused = answers.filter(({ status }) => status !== 200).map(({ body }) => codeOf(body))
    expect(refused).toEqual(Array(7).fill('volunteer.too_many_jobs'))
    expect(await Need.countDocuments({ post: `volunteer:${volunteer.id}` })).toBe(3)
  }, 120_000)

  test('a job that is done, or that another one got, makes room', async () => {
    const volunteer = await buildApprovedVolunteer({ maxOpenJobs: 1 })
    const other = await buildApprovedVolunteer()
    const [first = '', second = '', third = ''] = await raiseMany(3)
    await take(app, other, first, { action: 'claim' })
    expectError(await claim(volunteer, first), 'need.already_taken')
    expect((await claim(volunteer, second)).status).toBe(200)
    expectError(await claim(volunteer, third), 'volunteer.too_many_jobs')
    await take(app, volunteer, second, { action: 'resolve', text: '办好了' })
    expect((await claim(volunteer, third)).status).toBe(200)
  })

  test('a claim that a dying server left behind counts for a minute', async () => {
    const volunteer = await buildApprovedVolunteer({ maxOpenJobs: 1 })
    const [first = '', second = ''] = await raiseMany(2)
    const { _id } = await readRecord(second)
    await Volunteer.updateOne(
      { userId: volunteer._id },
      { $push: { claims: { id: _id, need: _id, at: app.deps.clock.now() } } },
    )
    expectError(await claim(volunteer, first), 'volunteer.too_many_jobs')
    app.deps.clock.advance(61, 'seconds')
    expect((await claim(volunteer, first)).status).toBe(200)
    expect((await readVolunteerOf(volunteer)).claims).toEqual([])
  })

  test.each([
    ['who was not approved', { state: 'applied' }, 'volunteer.not_approved'],
    ['who has a rest', { isOnDuty: false }, 'volunteer.off_duty'],
  ] as const)('is refused to a volunteer %s', async (_, overrides, code) => {
    const volunteer = await buildApprovedVolunteer(overrides)
    const need = await raiseNeed(app, people)
    expectError(await claim(volunteer, need.id), code)
    expect(await readRecord(need.id)).toMatchObject({
      state: 'assigned',
      post: `pool:${testAreas.community}`,
    })
  })

  test('nobody of another community can claim, nor the neighbour next door', async () => {
    await buildApprovedVolunteer()
    const far = await buildApprovedVolunteer({}, testAreas.neighbourCommunity)
    const need = await raiseNeed(app, people)
    expectError(await claim(far, need.id), 'record.not_found')
    expectError(await claim(await buildResident(), need.id), 'record.not_found')
  })
})

describe('visits at home', () => {
  const yesterday = new Date('2026-11-22T00:00:00.000Z')
  test.each([
    ['training is over', { trainedUntil: yesterday }, 'volunteer.not_insured'],
    ['insurance is over', { insuredUntil: yesterday }, 'volunteer.not_insured'],
    ['age is under 18', { isMinor: true, hasGuardianConsent: true }, 'volunteer.too_young'],
  ] as const)('are refused when %s, also to the desk', async (_, overrides, code) => {
    const volunteer = await buildApprovedVolunteer(overrides)
    const need = await raiseNeed(app, people)
    expectError(await claim(volunteer, need.id), code)
    const post = `volunteer:${volunteer.id}`
    const given = await press(app, people.secretary, need.id, { action: 'transfer', post })
    expect(expectError(given, 'volunteer.not_assignable').details).toEqual({ reason: code })
    const { items } = await app
      .api(people.secretary)
      .ok(needContracts.listAssignablePosts, { params: { id: need.id } })
    expect(items.map((item) => item.post)).not.toContain(post)
  })
})

describe('who sees what', () => {
  test('name, phone and home open to whoever holds the job, and to nobody else in the pool', async () => {
    const { deps } = app
    const resident = await buildResident(
      { building: testAreas.building, clearName: '周桂珍', clearPhone: '13812345678', nickname: '周阿姨' },
      deps,
    )
    const [first, second] = [await buildApprovedVolunteer(), await buildApprovedVolunteer()]
    const need = await raiseNeed(app, { resident, category: people.category }, { text: '想请人扶我下楼' })
    const own = await raiseNeed(app, { resident: first, category: people.category }, { text: '自己的一件' })
    expectError(await claim(first, own.id), 'need.own')
    await new Inbox(deps).deliver()
    await runJobOnce('runContentChecks', deps)

    for (const user of [first, second]) {
      const { body } = await read(user, need.id)
      expect(body).toMatchObject({ text: '想请人扶我下楼', timeline: [], actions: ['claim'] })
      expect(body.contact).toBeUndefined()
    }
    await take(app, first, need.id, { action: 'claim' })
    expect((await read(first, need.id)).body.contact).toEqual({ name: '周桂珍', phone: '13812345678' })
    expectError(await read(second, need.id), 'record.not_found')

    await take(app, first, need.id, { action: 'resolve', text: '扶下楼了' })
    await take(app, resident, need.id, { action: 'confirm', outcome: 'solved', grade: 5, reasons: [] })
    expect((await read(first, need.id)).body.contact).toBeUndefined()
  })

  test('the pool is told of new work, and when a neighbour was faster', async () => {
    const inbox = new Inbox(app.deps)
    const [first, second] = [await buildApprovedVolunteer(), await buildApprovedVolunteer()]
    const far = await buildApprovedVolunteer({}, testAreas.neighbourCommunity)
    const need = await raiseNeed(app, people)
    await inbox.deliver()
    await take(app, first, need.id, { action: 'claim' })
    await inbox.deliver()
    expect(await inbox.read(first.id)).toEqual(['need.release'])
    expect(await inbox.read(second.id)).toEqual(['need.release', 'need.claim'])
    expect(await inbox.read(far.id)).toEqual([])
    expect(await inbox.read(people.resident.id)).toEqual(['need.release', 'need.claim'])
  })

  test('the party badge is read where the member chose so', async () => {
    const member = await buildApprovedVolunteer({ isPartyMember: true, showsBadge: true })
    await User.updateOne({ _id: member._id }, { $set: { nickname: '陆师傅' } })
    const need = await raiseNeed(app, people)
    await take(app, member, need.id, { action: 'claim' })
    expect((await readRecord(need.id)).postName).toBe('党员志愿者陆师傅')
  })
})

describe('a desk that gives work', () => {
  test('sees who is free in the order of rotation, without phones, and whose turn it is', async () => {
    const early = await buildApprovedVolunteer({ lastAssignedAt: new Date('2026-11-01T00:00:00Z') })
    const late = await buildApprovedVolunteer({ lastAssignedAt: new Date('2026-11-20T00:00:00Z') })
    const never = await buildApprovedVolunteer({ skills: ['理发'] })
    await buildApprovedVolunteer({ isOnDuty: false })
    const list = async (id: string) => {
      const answer = await app.api(people.secretary).ok(needContracts.listAssignablePosts, { params: { id } })
      return answer.items.filter(({ post }) => post.startsWith('volunteer:'))
    }
    const [first = '', second = ''] = await raiseMany(2)
    const before = await list(first)
    expect(before.map(({ post }) => post)).toEqual([never, early, late].map(({ id }) => `volunteer:${id}`))
    expect(before.map(({ isNext }) => isNext)).toEqual([true, undefined, undefined])
    expect(JSON.stringify(before)).not.toMatch(/1\d{10}/)

    await take(app, people.secretary, first, { action: 'transfer', post: `volunteer:${never.id}` })
    const after = await list(second)
    expect(after.map(({ post }) => post)).toEqual([early, late, never].map(({ id }) => `volunteer:${id}`))
    expect(after.at(-1)?.openCount).toBe(1)
    expect((await readRecord(first)).history.at(-1)?.details).toMatchObject({ post: `volunteer:${never.id}` })
    await take(app, never, first, { action: 'accept' })
    expect((await read(never, first)).body.actions).toContain('resolve')
  })

  test('cannot give more than the volunteer takes, nor to one of another community, and two desks count alike', async () => {
    const volunteer = await buildApprovedVolunteer({ maxOpenJobs: 2 })
    const far = await buildApprovedVolunteer({}, testAreas.neighbourCommunity)
    const ids = await raiseMany(5)
    const give = (id: string, to: TestUser) =>
      press(app, people.secretary, id, { action: 'transfer', post: `volunteer:${to.id}` })
    const answers = await Promise.all(ids.map((id) => give(id, volunteer)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(expectError(answer, 'volunteer.not_assignable').details).toEqual({
        reason: 'volunteer.too_many_jobs',
      })
    const left = await Need.findOne({ post: `pool:${testAreas.community}` }).lean()
    expect((await give(left?._id.toString() ?? '', far)).status).toBe(errors['need.post_unknown'].status)
  }, 120_000)

  test('hears of work in the pool that nobody claims, and gives it to someone (must-get-right 20)', async () => {
    const inbox = new Inbox(app.deps)
    const volunteer = await buildApprovedVolunteer()
    const officer = await buildStreetOfficer()
    const need = await raiseNeed(app, people)
    await inbox.deliver()
    expect(await inbox.read(people.secretary.id)).toEqual([])
    for (let hours = 0; hours < 5; hours += 1) {
      app.deps.clock.advance(1, 'hours')
      await sweepNeeds(app.deps)
    }
    await inbox.deliver()
    expect(await inbox.read(people.secretary.id)).toEqual(['need.warn', 'need.escalate'])
    expect(await inbox.read(officer.id)).toEqual(['need.escalate'])
    const moved = await take(app, people.secretary, need.id, {
      action: 'transfer',
      post: `volunteer:${volunteer.id}`,
    })
    expect(moved.holder?.post).toBe(`volunteer:${volunteer.id}`)
  })
})
