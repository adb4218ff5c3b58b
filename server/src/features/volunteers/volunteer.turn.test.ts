import { needContracts, type NeedView } from '@linli/shared/needs/need.contract'
import { createRoutingRule, listRoutingRules } from '@linli/shared/routing/routingRule.contract'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { Inbox } from '../../test/inbox.reader'
import { newKey, press, raiseNeed, readRecord, take } from '../../test/needs.factory'
import { buildCategory, buildRule } from '../../test/routing.factory'
import { makeConditions } from '../../test/routing.made'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildResident, buildSecretary, testAreas, type TestUser } from '../../test/users.factory'
import {
  buildApprovedVolunteer,
  readVolunteerOf,
  type PoolNeighbourhood,
} from '../../test/volunteers.factory'
import { Need } from '../needs/need.model'
import { sweepNeeds } from '../needs/need.sweep'
import { Volunteer } from './volunteer.model'

const pool = `pool:${testAreas.community}` as const
const desk = `triage:${testAreas.community}` as const
const turn = `turn:${testAreas.community}`

let app: TestApp
let people: PoolNeighbourhood

async function buildTurnNeighbourhood(
  category: Parameters<typeof buildCategory>[0] = {},
  skill?: string,
): Promise<PoolNeighbourhood> {
  await buildAreas()
  const made = await buildCategory(category)
  await buildRule({ kind: 'pool', inTurn: true, ...(skill === undefined ? {} : { skill }) })
  const resident = await buildResident({ building: testAreas.building, grid: testAreas.grid })
  return { resident, category: made, secretary: await buildSecretary() }
}

beforeEach(async () => {
  app = startTestApp()
  people = await buildTurnNeighbourhood()
})

const raise = () => raiseNeed(app, people)
const holderOf = async ({ id }: Pick<NeedView, 'id'>) => (await readRecord(id)).post
const postOf = (user: TestUser) => `volunteer:${user.id}` as const
const buildVolunteers = async (count: number): Promise<TestUser[]> => {
  const made: TestUser[] = []
  for (let i = 0; i < count; i += 1) made.push(await buildApprovedVolunteer({ maxOpenJobs: 9 }))
  return made
}
const goBack = (user: TestUser, { id }: Pick<NeedView, 'id'>) =>
  take(app, user, id, { action: 'return', reason: 'noCapacity', text: '今天身体不舒服' })

describe('a rule that gives in turn', () => {
  test('goes round: each gets one before anyone gets a second, and only that one hears of it', async () => {
    const inbox = new Inbox(app.deps)
    const volunteers = await buildVolunteers(3)
    const holders = []
    for (let i = 0; i < 6; i += 1) holders.push(await holderOf(await raise()))
    expect(holders).toEqual([...volunteers, ...volunteers].map(postOf))
    await inbox.deliver()
    for (const user of volunteers)
      expect((await inbox.read(user.id)).filter((event) => event === 'need.release')).toHaveLength(2)
    const need = await raise()
    expect(need.holder?.name).toMatch(/^志愿者/)
    const [first, second] = volunteers
    if (!first || !second) throw new Error('no volunteers')
    expect((await readRecord(need.id)).route.why).toContain('轮流')
    expectError(
      await app.api(second).call(needContracts.getNeed, { params: { id: need.id } }),
      'record.not_found',
    )
    await take(app, first, need.id, { action: 'accept' })
  })

  test('passes over who rests, has enough, may not visit homes, lacks the skill, or asked for it', async () => {
    await Need.deleteMany({})
    const skilled = { skills: ['理发'] }
    await buildApprovedVolunteer({ ...skilled, isOnDuty: false })
    await buildApprovedVolunteer({ ...skilled, insuredUntil: new Date('2026-01-01T00:00:00Z') })
    await buildApprovedVolunteer({ ...skilled, isMinor: true })
    await buildApprovedVolunteer({}, testAreas.neighbourCommunity)
    await buildApprovedVolunteer({ skills: ['搬运'] })
    const asks = await buildApprovedVolunteer(skilled)
    const full = await buildApprovedVolunteer({ ...skilled, maxOpenJobs: 1 })
    const fits = await buildApprovedVolunteer({ ...skilled, maxOpenJobs: 2 })
    const category = await buildCategory({ code: 'hair', name: '理发', place: 'home' })
    await buildRule(
      { kind: 'pool', inTurn: true, skill: '理发' },
      { order: 0, conditions: { categories: ['hair'] } },
    )
    const own = { resident: asks, category }
    const holders = []
    for (let i = 0; i < 4; i += 1) holders.push(await holderOf(await raiseNeed(app, own)))
    // The last one is nobody's turn: all places are taken, so it waits where anyone may claim it.
    expect(holders).toEqual([postOf(full), postOf(fits), postOf(fits), pool])
  })

  test('nobody on duty at all: the desk has it, as with any pool', async () => {
    expect(await holderOf(await raise())).toBe(desk)
  })

  test('danger waits for nobody’s turn, and what staff take down is given at once', async () => {
    const [first] = await buildVolunteers(2)
    const danger = await buildCategory({ code: 'danger', name: '危险', isDanger: true })
    const urgent = await app.api(people.resident).ok(needContracts.createNeed, {
      body: { category: danger.code },
      requestKey: newKey(),
    })
    expect(urgent.holder?.post).toBe(pool)
    const noted = await app.api(people.secretary).ok(needContracts.intakeNeed, {
      body: {
        category: people.category.code,
        source: 'phone',
        person: { name: '王阿婆' },
        place: { kind: 'here', areaCode: testAreas.building, text: '门口' },
      },
      requestKey: newKey(),
    })
    expect(noted).toMatchObject({ state: 'assigned', holder: { post: first && postOf(first) } })
  })
})

describe('passing on', () => {
  test('goes to the next in turn, then to all, then to the desk; nobody is blamed for a detour', async () => {
    const [first, second] = await buildVolunteers(2)
    const busy = await buildApprovedVolunteer({ maxOpenJobs: 1 })
    if (!first || !second) throw new Error('no volunteers')
    await Volunteer.updateOne(
      { userId: busy._id },
      { $set: { lastAssignedAt: new Date('2030-01-01T00:00:00Z') } },
    )
    const kept = await raise()
    await take(app, people.secretary, kept.id, { action: 'transfer', post: postOf(busy) })
    const need = await raise()
    const before = await holderOf(need)
    expect([postOf(first), postOf(second)]).toContain(before)
    const [one, two] = before === postOf(first) ? [first, second] : [second, first]

    await goBack(one, need)
    expect(await holderOf(need)).toBe(postOf(two))
    const seen = await app.api(people.resident).ok(needContracts.getNeed, { params: { id: need.id } })
    expect(seen.timeline.at(-1)?.title).toBe('这位志愿者来不了，正在请下一位')
    expect(JSON.stringify(seen)).not.toContain('身体')
    await take(app, two, need.id, { action: 'accept' })
    await goBack(two, need)
    expect(await holderOf(need)).toBe(pool)
    await take(app, people.secretary, kept.id, { action: 'transfer', post: desk })
    await take(app, busy, need.id, { action: 'claim' })
    await goBack(busy, need)
    expect(await readRecord(need.id)).toMatchObject({ post: desk, state: 'assigned', returns: 0 })
  })

  test('whoever passed it on is back in the order for the next one', async () => {
    const [first, second] = await buildVolunteers(2)
    if (!first || !second) throw new Error('no volunteers')
    const need = await raise()
    await goBack(first, need)
    expect(await holderOf(need)).toBe(postOf(second))
    expect(await holderOf(await raise())).toBe(postOf(first))
  })
})

describe('two servers', () => {
  test('release many at once: each need once, nobody twice while another waits', async () => {
    const volunteers = await buildVolunteers(4)
    const other = startTestApp({ clock: app.deps.clock })
    const raised = await Promise.all(
      Array.from({ length: 16 }, () =>
        app.api(people.resident).ok(needContracts.createNeed, {
          body: { category: people.category.code },
          requestKey: newKey(),
        }),
      ),
    )
    app.deps.clock.advance(9, 'seconds')
    await Promise.all([sweepNeeds(app.deps), sweepNeeds(other.deps)])
    const records = await Need.find({ _id: { $in: raised.map(({ id }) => id) } }).lean()
    for (const { history, state } of records) {
      expect(state).toBe('assigned')
      expect(history.filter(({ action }) => action === 'release')).toHaveLength(1)
    }
    const counts = volunteers.map((user) => records.filter(({ post }) => post === postOf(user)).length)
    expect(counts).toEqual([4, 4, 4, 4])
    for (const user of volunteers) expect((await readVolunteerOf(user)).claims).toEqual([])
  })

  test('a turn that came to nothing, because the need was withdrawn meanwhile, is not used up', async () => {
    const [first] = await buildVolunteers(1)
    if (!first) throw new Error('no volunteer')
    const need = await app.api(people.resident).ok(needContracts.createNeed, {
      body: { category: people.category.code },
      requestKey: newKey(),
    })
    const stale = await readRecord(need.id)
    await take(app, people.resident, need.id, { action: 'withdraw' })
    const { releaseNow } = await import('../needs/need.sweep')
    expect((await releaseNow(stale, app.deps)).state).toBe('withdrawn')
    const volunteer = await readVolunteerOf(first)
    expect(volunteer.lastAssignedAt).toBeUndefined()
    expect(volunteer.claims).toEqual([])
  })
})

describe('the desk', () => {
  test('may give by turn, and is told when it is nobody’s', async () => {
    const need = await raise()
    const options = async () =>
      (await app.api(people.secretary).ok(needContracts.listAssignablePosts, { params: { id: need.id } }))
        .items
    expect((await options()).some(({ post }) => post === turn)).toBe(false)
    expectError(
      await press(app, people.secretary, need.id, { action: 'assign', post: turn }),
      'volunteer.nobody_in_turn',
    )
    const [first] = await buildVolunteers(2)
    if (!first) throw new Error('no volunteer')
    expect((await options()).some(({ post }) => post === turn)).toBe(true)
    const elsewhere = `turn:${testAreas.neighbourCommunity}`
    expectError(
      await press(app, people.secretary, need.id, { action: 'assign', post: elsewhere }),
      'need.post_unknown',
    )
    await take(app, people.secretary, need.id, { action: 'assign', post: turn })
    expect(await holderOf(need)).toBe(postOf(first))
    await goBack(first, need)
    expect(await holderOf(need)).not.toBe(desk)
    await take(app, people.secretary, need.id, { action: 'transfer', post: pool })
    expect((await readRecord(need.id)).turn).toBeUndefined()
  })

  test('pressed by two at once gives it once, and the other turn is not used up', async () => {
    const need = await raise()
    const volunteers = await buildVolunteers(2)
    const colleague = await buildSecretary()
    const answers = await Promise.all(
      [people.secretary, colleague].map((user) =>
        press(app, user, need.id, { action: 'assign', post: turn }),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const records = await Promise.all(volunteers.map(readVolunteerOf))
    expect(records.filter(({ lastAssignedAt }) => lastAssignedAt !== undefined)).toHaveLength(1)
    expect(records.flatMap(({ claims }) => claims)).toEqual([])
  })

  test('keeps the rule: in turn, of those with a skill', async () => {
    const target = { kind: 'pool', inTurn: true, skill: '理发' } as const
    const content = { name: '理发轮流', isOn: true, conditions: makeConditions(), target }
    const secretary = app.api(people.secretary)
    await secretary.ok(createRoutingRule, {
      body: { areaCode: testAreas.community, content },
      requestKey: newKey(),
    })
    const { items } = await secretary.ok(listRoutingRules, { query: { area: testAreas.community } })
    expect(items.find(({ name }) => name === '理发轮流')).toMatchObject({
      target,
      targetName: '会理发的社区志愿者，轮流',
    })
  })
})
