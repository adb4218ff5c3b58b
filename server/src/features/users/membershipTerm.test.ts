import { Inbox } from '../../test/inbox.reader'
import { buildNeighbourhood, raiseNeed, readRecord, take } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import { buildStreetOfficer, buildUnitStaff, testAreas, type TestUser } from '../../test/users.factory'
import { Membership } from './membership.model'
import { endTerms } from './membershipTerm.job'

const app = startTestApp()
const until = new Date('2026-12-01T02:00:00.000Z')
const desk = `triage:${testAreas.community}`
const inbox = new Inbox(app.deps)

const setTerm = (user: TestUser) =>
  Membership.updateOne({ userId: user.id }, { $set: { until, grantedBy: user.id } })
const isEnded = async (user: TestUser) =>
  (await Membership.findOne({ userId: user.id }).lean())?.endedAt != null

beforeEach(() => {
  app.deps.clock.set('2026-11-23T02:00:00.000Z')
})

describe('a role granted until a date', () => {
  it('ends then, once, and what only its holder had goes to the desk; a week before it is said', async () => {
    const people = await buildNeighbourhood()
    const { id } = await raiseNeed(app, people)
    await take(app, people.worker, id, { action: 'accept' })
    await setTerm(people.worker)
    await endTerms(app.deps)
    expect(await inbox.read(people.worker.id)).not.toContain('membership.termSoon')
    app.deps.clock.advance(2, 'days')
    await Promise.all([endTerms(app.deps), endTerms(app.deps)])
    expect(
      (await inbox.read(people.worker.id)).filter((event) => event === 'membership.termSoon'),
    ).toHaveLength(1)
    expect((await readRecord(id)).post).toBe(`unit:${people.unit.id}`)

    app.deps.clock.set('2026-12-01T02:00:01.000Z')
    await Promise.all([endTerms(app.deps), endTerms(app.deps)])
    expect(await isEnded(people.worker)).toBe(true)
    const moved = await readRecord(id)
    expect(moved).toMatchObject({ post: desk, state: 'assigned' })
    expect(moved.history.filter(({ details }) => details?.isHandover === true)).toHaveLength(1)
    expect(
      (await inbox.read(people.worker.id)).filter((event) => event === 'membership.termOver'),
    ).toHaveLength(1)
  })

  it('leaves with a colleague what they hold together', async () => {
    const people = await buildNeighbourhood()
    await buildUnitStaff({
      unitId: people.unit.id,
      areaCode: testAreas.community,
      kind: 'property',
      name: '友谊物业',
    })
    const { id } = await raiseNeed(app, people)
    await setTerm(people.worker)
    app.deps.clock.set('2026-12-02T02:00:00.000Z')
    await endTerms(app.deps)
    expect(await isEnded(people.worker)).toBe(true)
    expect((await readRecord(id)).post).toBe(`unit:${people.unit.id}`)
  })

  it('is found behind a thousand that ended long ago', async () => {
    const people = await buildNeighbourhood()
    await setTerm(people.worker)
    const { _id, activeKey, ...held } = (await Membership.findOne({ userId: people.worker.id }).lean()) ?? {}
    expect([_id, activeKey]).not.toContain(undefined)
    const ended = { ...held, until: new Date('2026-10-01'), endedAt: new Date('2026-10-01') }
    await Membership.collection.insertMany(Array.from({ length: 1000 }, () => ({ ...ended })))
    app.deps.clock.set('2026-12-02T02:00:00.000Z')
    await endTerms(app.deps)
    expect((await Membership.findOne({ _id }).lean())?.endedAt).toBeTruthy()
  })

  it('of the only one at a desk: the work goes to the desk above', async () => {
    const people = await buildNeighbourhood()
    await buildStreetOfficer()
    const { id } = await raiseNeed(app, people)
    await take(app, people.secretary, id, { action: 'transfer', post: desk })
    await setTerm(people.secretary)
    app.deps.clock.set('2026-12-02T02:00:00.000Z')
    await endTerms(app.deps)
    expect((await readRecord(id)).post).toBe(`triage:${testAreas.street}`)
  })
})
