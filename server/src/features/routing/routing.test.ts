import { mongoose } from '../../database/mongoose'
import { placeOf, type Place } from '@linli/shared/areas/areas'
import { defaultClocks } from '@linli/shared/categories/category'
import type { RuleTarget } from '@linli/shared/routing/rule'
import { Types } from 'mongoose'
import { buildAreas, buildEstate, buildUnit } from '../../test/areas.factory'
import { buildRule } from '../../test/routing.factory'
import { makeCategory } from '../../test/routing.made'
import { createTestDeps } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildGridWorker,
  buildUnitStaff,
  buildVolunteer,
  testAreas,
} from '../../test/users.factory'
import { Unit } from '../areas/unit.model'
import { Membership } from '../users/membership.model'
import { computeRoute } from './routing.service'
import { RoutingRule } from './routingRule.model'
import { touchRouting } from './routing.stamp'
import { loadRoutingTable } from './routing.table'
import type { RouteInput } from './routing.types'

const deps = createTestDeps()
const { district, street, community, grid, building, farCommunity } = testAreas
const home: Place = { ...placeOf(building), grid, estate: `${community}-E01` }
const category = makeCategory()
const route = (overrides: Partial<RouteInput> = {}) =>
  computeRoute({ category, place: home, at: deps.clock.now(), ...overrides }, deps)

async function buildStaffedUnit(overrides: Parameters<typeof buildUnit>[0] = {}) {
  const unit = await buildUnit(overrides)
  await buildUnitStaff({ unitId: unit.id, areaCode: unit.areaCode, kind: unit.kind })
  return unit
}

beforeEach(buildAreas)

describe('targets', () => {
  it('are a unit, the unit of a kind, the grid, the building, the pool or a desk', async () => {
    const named = await buildStaffedUnit({ areaCode: farCommunity, kind: 'provider' })
    const property = await buildStaffedUnit({ areaCode: street, kind: 'property' })
    await buildEstate({ propertyUnitId: new Types.ObjectId(property.id) })
    const clinic = await buildStaffedUnit({ areaCode: street, kind: 'clinic' })
    await buildStaffedUnit({ areaCode: district, kind: 'clinic' })
    await buildGridWorker()
    await buildBuildingLeader()
    await buildVolunteer()
    const expected: [RuleTarget, string][] = [
      [{ kind: 'unit', unitId: named.id }, `unit:${named.id}`],
      [{ kind: 'unitKind', unitKind: 'property' }, `unit:${property.id}`],
      [{ kind: 'unitKind', unitKind: 'clinic' }, `unit:${clinic.id}`],
      [{ kind: 'grid' }, `grid:${grid}`],
      [{ kind: 'building' }, `building:${building}`],
      [{ kind: 'pool' }, `pool:${community}`],
      [{ kind: 'triage', level: 'street' }, `triage:${street}`],
    ]
    for (const [target, post] of expected) {
      const rule = await buildRule(target)
      const found = await route()
      expect(found).toMatchObject({ post, whyCode: 'rule', rule: { id: rule.id, areaCode: community } })
      expect(found.broken).toEqual([])
      await RoutingRule.deleteMany({})
    }
  })

  it('that nobody can take are recorded as broken, and the next rule counts', async () => {
    const closed = await buildStaffedUnit({ isOpen: false })
    const empty = await buildUnit()
    const missing = new Types.ObjectId().toString()
    const targets: [RuleTarget, string][] = [
      [{ kind: 'unit', unitId: missing }, 'unitMissing'],
      [{ kind: 'unit', unitId: closed.id }, 'unitClosed'],
      [{ kind: 'unit', unitId: empty.id }, 'unitEmpty'],
      [{ kind: 'unitKind', unitKind: 'police' }, 'noUnitOfKind'],
      [{ kind: 'unitKind', unitKind: 'property' }, 'noUnitOfKind'],
      [{ kind: 'grid' }, 'nobodyOnDuty'],
      [{ kind: 'pool' }, 'nobodyOnDuty'],
    ]
    const broken = []
    for (const [i, [target, reason]] of targets.entries())
      broken.push({ ruleId: (await buildRule(target, { order: i })).id, reason })
    const station = await buildStaffedUnit({ name: '友谊服务站' })
    await buildRule({ kind: 'unit', unitId: station.id }, { order: 99 })
    const found = await route()
    expect(found).toMatchObject({
      post: `unit:${station.id}`,
      postName: '友谊服务站',
      postArea: community,
      broken,
    })
    expect(found.why).toBe('原来负责的一方眼下接不了，这类事情由友谊服务站负责，直接交给他们。')
  })

  it('prefer an open unit of the kind over a nearer closed one', async () => {
    await buildStaffedUnit({ kind: 'clinic', isOpen: false })
    const open = await buildStaffedUnit({ kind: 'clinic', areaCode: district })
    await buildRule({ kind: 'unitKind', unitKind: 'clinic' })
    expect(await route()).toMatchObject({ post: `unit:${open.id}`, broken: [] })
  })

  it('of a grid hold while a deputy is there, and not when the time of the holder is over', async () => {
    await buildRule({ kind: 'grid' })
    const holder = await buildGridWorker()
    await Membership.updateOne({ userId: holder._id }, { $set: { isOffDuty: true } })
    expect(await route()).toMatchObject({ post: `triage:${community}` })
    const deputy = await buildGridWorker()
    await Membership.updateOne({ userId: deputy._id }, { $set: { isDeputy: true } })
    expect(await route()).toMatchObject({ post: `grid:${grid}` })
    await Membership.updateOne({ userId: deputy._id }, { $set: { until: deps.clock.now() } })
    await touchRouting(community)
    expect(await route()).toMatchObject({ post: `triage:${community}`, whyCode: 'lastResort' })
  })
})

describe('the order of rules', () => {
  it('is the nearest level first, then their own; rules that are off do not count', async () => {
    await buildRule({ kind: 'triage', level: 'district' }, { areaCode: district })
    expect((await route()).post).toBe(`triage:${district}`)
    await buildRule({ kind: 'triage', level: 'street' }, { areaCode: street, order: 9 })
    expect((await route()).post).toBe(`triage:${street}`)
    await buildRule({ kind: 'triage', level: 'community' }, { order: 2 })
    await buildRule({ kind: 'triage', level: 'district' }, { order: 1, isOn: false })
    expect((await route()).post).toBe(`triage:${community}`)
    expect((await route({ place: placeOf(farCommunity) })).post).toBe(`triage:${district}`)
  })

  it('ends with the desk of the community, or of the street where no community is known', async () => {
    expect(await route()).toMatchObject({
      post: `triage:${community}`,
      whyCode: 'lastResort',
      rule: undefined,
    })
    expect((await route({ place: placeOf(street) })).post).toBe(`triage:${street}`)
    expect((await route({ excludedPosts: [`triage:${community}`] })).post).toBe(`triage:${street}`)
  })

  it('passes over a post that must not get it, and says so', async () => {
    const station = await buildStaffedUnit()
    const rule = await buildRule({ kind: 'unit', unitId: station.id })
    const found = await route({ excludedPosts: [`unit:${station.id}`], isReroute: true })
    expect(found).toMatchObject({
      post: `triage:${community}`,
      broken: [{ ruleId: rule.id, reason: 'excluded' }],
    })
    expect(found.why).toMatch(/^情况有变，重新安排：/)
  })

  it('gives the clock of the rule, else of the category', async () => {
    expect((await route()).clock).toEqual(category.clock)
    await buildRule({ kind: 'triage', level: 'community' }, { clock: defaultClocks.danger })
    expect((await route()).clock).toEqual(defaultClocks.danger)
  })
})

describe('what is kept in memory', () => {
  it('answers without the database until a change is announced', async () => {
    const station = await buildStaffedUnit()
    await buildRule({ kind: 'unit', unitId: station.id })
    const table = await loadRoutingTable(home)
    expect((await route()).post).toBe(`unit:${station.id}`)
    await Unit.updateOne({ _id: station.id }, { $set: { isOpen: false } })
    expect(await loadRoutingTable(home)).toBe(table)
    await touchRouting(street)
    expect(await route()).toMatchObject({ post: `triage:${community}`, broken: [{ reason: 'unitClosed' }] })
  })

  it('is not read again for a change elsewhere, and only once for many at a time', async () => {
    const table = await loadRoutingTable(home)
    await touchRouting(farCommunity)
    expect(await loadRoutingTable(home)).toBe(table)
    await touchRouting(`${community}-G01`)
    const tables = await Promise.all(Array.from({ length: 20 }, () => loadRoutingTable(home)))
    expect(tables[0]).not.toBe(table)
    expect(new Set(tables).size).toBe(1)
  })
})

it('a route from memory asks the database nothing', async () => {
  await buildRule({ kind: 'triage', level: 'street' })
  await route()
  const asked: string[] = []
  const client = mongoose.connection.getClient()
  const note = ({ commandName }: { commandName: string }) => asked.push(commandName)
  client.on('commandStarted', note)
  for (let i = 0; i < 50; i++) await route()
  client.off('commandStarted', note)
  expect(asked).toEqual([])
})
