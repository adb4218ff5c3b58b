import { statisticsContracts, type Figures } from '@linli/shared/statistics/statistics.contract'
import { needContracts } from '@linli/shared/needs/need.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
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
import { registry } from '../../http/metrics'
import { AuditEntry } from '../audit/audit.model'
import { moveOutbox } from '../messages/outbox.mover'
import { sweepNeeds } from '../needs/need.sweep'
import { countNeeds, markForCounting } from './statistic.count'
import { NeedCount, StatisticMonth } from './statistic.model'

let app: TestApp
beforeEach(() => {
  app = startTestApp()
})

/** Everything that waits is told and counted. */
async function count(): Promise<void> {
  await moveOutbox(app.deps)
  await countNeeds(app.deps)
}

const read = (user: TestUser, query: object = {}) =>
  app.api(user).ok(statisticsContracts.getStatistics, { query })

async function figuresOf(area: string): Promise<Figures> {
  return (await read(await buildAdministrator(), { area })).figures
}

describe('the numbers of an area', () => {
  let people: Neighbourhood
  beforeEach(async () => {
    people = await buildNeighbourhood()
  })

  test('follow a need from the tap to the rating, at every level, by category and day', async () => {
    const { resident, worker } = people
    const need = await raiseNeed(app, people)
    await count()
    expect(await figuresOf(testAreas.community)).toMatchObject({ created: 1, open: 1, closed: 0, overdue: 0 })
    await take(app, worker, need.id, { action: 'accept' })
    app.deps.clock.advance(1, 'days')
    await take(app, worker, need.id, { action: 'resolve', text: '修好了' })
    await take(app, resident, need.id, { action: 'confirm', outcome: 'solved', grade: 4, reasons: [] })
    await count()

    for (const area of [testAreas.community, testAreas.street, testAreas.district])
      expect(await figuresOf(area)).toMatchObject({
        created: 1,
        accepted: 1,
        resolvedOnTime: 1,
        closed: 1,
        open: 0,
        outcomes: { solved: 1, partly: 0, notSolved: 0, notConfirmed: 0 },
        rating: { count: 1, average: 4 },
        solved: { part: 1, of: 1 },
        onTime: { part: 1, of: 1 },
        tiers: { estate: 1, community: 0 },
      })
    expect((await figuresOf(testAreas.neighbourCommunity)).created).toBe(0)
    const view = await read(await buildSecretary())
    expect(view.categories).toMatchObject([{ code: 'repair', name: '水电维修', figures: { closed: 1 } }])
    expect(view.days).toHaveLength(30)
    expect(view.days.filter(({ created, closed }) => created + closed > 0)).toEqual([
      { day: '2026-11-23', created: 1, resolved: 0, closed: 0, found: 0 },
      { day: '2026-11-24', created: 0, resolved: 1, closed: 1, found: 0 },
    ])
    const yesterday = await read(await buildSecretary(), { from: '2026-11-23', to: '2026-11-23' })
    expect(yesterday.figures).toMatchObject({ created: 1, closed: 0, rating: { count: 0 } })
    expect(yesterday.figures.rating.average).toBeUndefined()
  })

  test('a need withdrawn within the undo counts nowhere', async () => {
    const body = { category: people.category.code }
    const { id } = await app.api(people.resident).ok(needContracts.createNeed, { body, requestKey: newKey() })
    await take(app, people.resident, id, { action: 'withdraw' })
    await count()
    expect(await StatisticMonth.countDocuments()).toBe(0)
  })

  test('what is open and late weighs on the on-time share from the minute it is late (must-get-right 13)', async () => {
    const { resident, worker } = people
    const done = await raiseNeed(app, people)
    await raiseNeed(app, people)
    await take(app, worker, done.id, { action: 'accept' })
    await take(app, worker, done.id, { action: 'resolve', text: '修好了' })
    await take(app, resident, done.id, { action: 'confirm', outcome: 'solved', grade: 5, reasons: [] })
    await count()
    expect((await figuresOf(testAreas.street)).onTime).toEqual({ part: 1, of: 1 })
    app.deps.clock.set('2026-12-02T02:01:00.000Z')
    await countNeeds(app.deps) // nobody touched it
    expect(await figuresOf(testAreas.street)).toMatchObject({ overdue: 1, onTime: { part: 1, of: 2 } })
    await sweepNeeds(app.deps)
    await count()
    expect(await figuresOf(testAreas.street)).toMatchObject({ overdue: 1, escalations: 1 })
  })

  test('a dispute takes the resolving back, and a need that changes its category takes its past along', async () => {
    const { resident, worker, secretary } = people
    const { buildCategory } = await import('../../test/routing.factory')
    await buildCategory({ code: 'facility', name: '公共设施' })
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    await take(app, worker, need.id, { action: 'resolve', text: '修好了' })
    await count()
    expect((await figuresOf(testAreas.community)).resolved).toBe(1)
    await take(app, resident, need.id, { action: 'dispute', text: '还在漏' })
    await take(app, secretary, need.id, { action: 'recategorise', category: 'facility' })
    await count()
    const { figures, categories } = await read(secretary)
    expect(figures).toMatchObject({ created: 1, resolved: 0, disputes: 1, open: 1 })
    expect(categories).toMatchObject([
      { code: 'facility', figures: { created: 1, disputes: 1 } },
      { code: 'repair', figures: { created: 0, open: 0 } },
    ])
  })

  test('finding more problems never lowers a figure', async () => {
    const { resident, worker, secretary } = people
    const need = await raiseNeed(app, people)
    await take(app, worker, need.id, { action: 'accept' })
    await take(app, worker, need.id, { action: 'resolve', text: '修好了' })
    await take(app, resident, need.id, { action: 'confirm', outcome: 'solved', grade: 5, reasons: [] })
    await count()
    const before = await figuresOf(testAreas.community)
    const body = { category: people.category.code, source: 'patrol' as const, text: '井盖松了' }
    for (let i = 0; i < 3; i += 1)
      await app.api(secretary).ok(needContracts.intakeNeed, { body, requestKey: newKey() })
    app.deps.clock.advance(30, 'days')
    await count()
    const range = { area: testAreas.community, from: '2026-11-01', to: '2026-12-31' }
    const { figures: after } = await read(await buildAdministrator(), range)
    expect(after).toEqual({ ...before, found: { raised: 3, closed: 0, open: 3 } })
  })

  test('a complaint counts in no area at or below the level of its subject, also when the subject is named later', async () => {
    const { secretary, officer } = people
    const about = { kind: 'unit' as const, id: people.unit.id }
    const need = await raiseNeed(app, people)
    await count()
    expect((await figuresOf(testAreas.community)).created).toBe(1)
    await take(app, secretary, need.id, { action: 'setSubject', subject: about })
    await count()
    expect(await figuresOf(testAreas.community)).toMatchObject({ created: 0, open: 0 })
    expect(await figuresOf(testAreas.street)).toMatchObject({ created: 1, open: 1 })
    expect((await read(secretary)).categories.every(({ figures }) => figures.created === 0)).toBe(true)
    expect((await readRecord(need.id)).triage).toBe(`triage:${testAreas.street}`)
    expect((await press(app, officer, need.id, { action: 'note', text: '在查' })).status).toBe(200)
  })

  test('several servers count at once, and a change is counted once, however often it is told', async () => {
    const needs = [await raiseNeed(app, people), await raiseNeed(app, people), await raiseNeed(app, people)]
    await moveOutbox(app.deps)
    await Promise.all([1, 2, 3].map(() => countNeeds(app.deps)))
    for (const { id } of needs) await Promise.all([1, 2].map(() => markForCounting(new Types.ObjectId(id))))
    await Promise.all([1, 2, 3].map(() => countNeeds(app.deps)))
    expect(await figuresOf(testAreas.district)).toMatchObject({ created: 3, open: 3 })
    expect(await NeedCount.countDocuments({ isDirty: true })).toBe(0)
  })

  test('a need that changes while it is counted is counted again', async () => {
    const need = await raiseNeed(app, people)
    await moveOutbox(app.deps)
    await Promise.all([
      countNeeds(app.deps),
      press(app, people.worker, need.id, { action: 'accept' }).then(() => moveOutbox(app.deps)),
    ])
    await count()
    expect(await figuresOf(testAreas.district)).toMatchObject({ created: 1, accepted: 1, open: 1 })
  })

  test('the metrics know how many are open and overdue', async () => {
    await raiseNeed(app, people)
    app.deps.clock.advance(20, 'days')
    await count()
    const text = await registry.metrics()
    expect(text).toContain('linli_needs_open 1')
    expect(text).toContain('linli_needs_overdue 1')
    expect(text).toContain('linli_needs_uncounted 0')
    expect(text).toContain('linli_volunteers_waiting 0')
  })
})

describe('who reads what', () => {
  beforeEach(buildAreas)

  test('each their own area and all below it', async () => {
    const { community, neighbourCommunity, street, otherStreet, district } = testAreas
    const readers: [TestUser, string[]][] = [
      [await buildSecretary(), [community]],
      [await buildStreetOfficer(), [community, neighbourCommunity, street]],
      [await buildDistrictOfficer(), [community, neighbourCommunity, street, otherStreet, district]],
      [await buildAdministrator(), [community, neighbourCommunity, street, otherStreet, district]],
      [await buildCommunityWorker(), []],
      [await buildGridWorker(), []],
      [await buildVolunteer(), []],
      [await buildResident(), []],
      [await buildUser(), []],
    ]
    for (const [user, areas] of readers)
      for (const area of [community, neighbourCommunity, street, otherStreet, district]) {
        const statuses = await Promise.all(
          Object.values(statisticsContracts).map(
            async (contract) => (await app.api(user).call(contract, { query: { area } })).status,
          ),
        )
        expect(statuses).toEqual(Array(3).fill(areas.includes(area) ? 200 : 403))
      }
    const nobody = await app.api().call(statisticsContracts.getStatistics, {})
    expectError(nobody, 'session.required')
  })

  test('a range that is upside down, too long or not a date, and a grid, are refused', async () => {
    const api = app.api(await buildDistrictOfficer())
    for (const query of [
      { from: '2026-11-02', to: '2026-11-01' },
      { from: '2024-01-01', to: '2026-01-01' },
      { from: 'heute' },
      { colour: 'red' },
    ])
      expectError(await api.callLoose(statisticsContracts.getStatistics, { query }), 'request.invalid')
    const grid = { query: { area: testAreas.grid } }
    expectError(await api.call(statisticsContracts.getStatistics, grid), 'access.denied')
    const unknown = { query: { area: '310113999' } }
    expectError(await api.call(statisticsContracts.getStatistics, unknown), 'record.not_found')
  })
})

describe('areas side by side', () => {
  test('come by their codes with their denominators; an export hides what is fewer than five', async () => {
    const people = await buildNeighbourhood()
    for (let i = 0; i < 7; i += 1) {
      const need = await raiseNeed(app, people)
      if (i > 5) break
      await take(app, people.worker, need.id, { action: 'accept' })
      await take(app, people.worker, need.id, { action: 'resolve', text: '修好了' })
      const ending =
        i === 0 ? ({ outcome: 'partly', reason: '还差一点' } as const) : ({ outcome: 'solved' } as const)
      await take(app, people.resident, need.id, { action: 'confirm', ...ending, grade: 5, reasons: [] })
    }
    await count()
    const { items } = await app.api(people.officer).ok(statisticsContracts.listSubAreaStatistics)
    expect(items.map(({ area }) => area.code)).toEqual([testAreas.community, testAreas.neighbourCommunity])
    expect(items.map(({ figures }) => figures.onTime)).toEqual([
      { part: 6, of: 6 },
      { part: 0, of: 0 },
    ])
    // A sheet is of months that are over.
    app.deps.clock.set('2026-12-02T02:00:00.000Z')
    const sheet = await app.api(people.officer).call(statisticsContracts.exportStatistics)
    expect(sheet.headers['content-type']).toContain('text/csv')
    const [head = '', first = '', second = '', note] = sheet.bytes.toString('utf8').split('\r\n')
    expect(head.startsWith('\uFEFF"编号"')).toBe(true)
    const cellsOf = (line: string) => line.split(',').slice(2).join(' ').replaceAll('"', '')
    expect(cellsOf(first)).toBe('5.0 5 5 少于5 100%(5/5) 0%(0/5) 0 0')
    expect(cellsOf(second)).toBe('无 0 0 无 无 无 0 0')
    expect(note).toContain('2026-11-01 至 2026-11-30')
    expect(await AuditEntry.countDocuments({ action: 'statistics.exported' })).toBe(1)
  }, 120_000)
})
