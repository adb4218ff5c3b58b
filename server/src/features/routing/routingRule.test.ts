import '../../database/mongoose'
import {
  createRoutingRule,
  deleteRoutingRule,
  listRoutingRules,
  listRuleProblems,
  listUnitRules,
  orderRoutingRules,
  updateRoutingRule,
  type RuleInput,
} from '@linli/shared/routing/routingRule.contract'
import { placeOf } from '@linli/shared/areas/areas'
import { defaultClocks } from '@linli/shared/categories/category'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildAreas, buildEstate, buildUnit } from '../../test/areas.factory'
import { buildCategory, buildRule } from '../../test/routing.factory'
import { makeCategory, makeConditions } from '../../test/routing.made'
import { startTestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildCommunityWorker,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUnitStaff,
  testAreas,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { computeRoute } from './routing.service'
import { RoutingRule } from './routingRule.model'

const { api, deps } = startTestApp()
const { district, street, community, neighbourCommunity, grid } = testAreas

const makeRule = (overrides: Partial<RuleInput> = {}): RuleInput => ({
  name: '维修找站点',
  isOn: true,
  conditions: makeConditions({ categories: ['repair'] }),
  target: { kind: 'triage', level: 'street' },
  ...overrides,
})
const route = () =>
  computeRoute({ category: makeCategory(), place: placeOf(community), at: deps.clock.now() }, deps)
const query = { area: community }

beforeEach(async () => {
  await buildAreas()
  await buildCategory()
})

describe('rules of a community', () => {
  it('are written by its secretary, count at once, and are logged', async () => {
    const secretary = api(await buildSecretary())
    const rule = await secretary.ok(createRoutingRule, { body: { areaCode: community, content: makeRule() } })
    expect(rule).toMatchObject({ ...makeRule(), isOwn: true, version: 1, problems: [] })
    expect(await route()).toMatchObject({ post: `triage:${street}`, rule: { id: rule.id } })

    const content = makeRule({ target: { kind: 'triage', level: 'district' }, clock: defaultClocks.danger })
    const params = { id: rule.id }
    const changed = await secretary.ok(updateRoutingRule, { params, body: { content, version: 1 } })
    expect(changed).toMatchObject({ ...content, version: 2 })
    expect(await route()).toMatchObject({ post: `triage:${district}`, clock: defaultClocks.danger })

    const off = await secretary.ok(updateRoutingRule, {
      params,
      body: { content: makeRule({ isOn: false }), version: 2 },
    })
    expect(off.clock).toBeUndefined()
    expect((await route()).whyCode).toBe('lastResort')

    await secretary.ok(deleteRoutingRule, { params, query: { version: 3 } })
    expect(await RoutingRule.countDocuments()).toBe(0)
    const log = await AuditEntry.find({ subjectId: rule.id }).sort({ _id: 1 }).lean()
    expect(log.map(({ action }) => action)).toEqual([
      'routingRule.created',
      'routingRule.changed',
      'routingRule.changed',
      'routingRule.removed',
    ])
  })

  it('are changed by one of two who started from the same version', async () => {
    const { id } = await buildRule({ kind: 'grid' })
    const secretary = api(await buildSecretary())
    const change = (name: string) =>
      secretary.call(updateRoutingRule, { params: { id }, body: { content: makeRule({ name }), version: 1 } })
    const answers = await Promise.all([change('甲'), change('乙')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const late = await secretary.call(deleteRoutingRule, { params: { id }, query: { version: 1 } })
    expect(expectError(late, 'request.conflict').details).toEqual({ state: 'kept', version: 2 })
  })

  it('are put in order by one of two, and only with all of them', async () => {
    const secretary = api(await buildSecretary())
    const ids: string[] = []
    for (const level of ['community', 'street', 'district'] as const) {
      const content = makeRule({ target: { kind: 'triage', level } })
      ids.push((await secretary.ok(createRoutingRule, { body: { areaCode: community, content } })).id)
    }
    const { items, orderVersion } = await secretary.ok(listRoutingRules, { query })
    expect(items.map(({ id }) => id)).toEqual(ids)
    expect((await route()).post).toBe(`triage:${community}`)
    const order = (list: string[], version = orderVersion) =>
      secretary.call(orderRoutingRules, { body: { areaCode: community, ids: list, orderVersion: version } })
    const reversed = [...ids].reverse()
    expectError(await order(ids.slice(1)), 'routing.order_changed')
    expectError(await order([...ids.slice(1), ids[1] ?? '']), 'routing.order_changed')
    const answers = await Promise.all([order(reversed), order(reversed)])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect((await route()).post).toBe(`triage:${district}`)
    await buildRule({ kind: 'grid' }, { order: 9 })
    expectError(await order(reversed, orderVersion + 1), 'routing.order_changed')
  })

  it('may name any unit of the district, and no other', async () => {
    const secretary = api(await buildSecretary())
    const near = await buildUnit({ areaCode: testAreas.farCommunity, kind: 'provider', name: '修得快' })
    const far = await buildUnit({ areaCode: '310115', kind: 'provider' })
    const create = (unitId: string) =>
      secretary.call(createRoutingRule, {
        body: { areaCode: community, content: makeRule({ target: { kind: 'unit', unitId } }) },
      })
    expect((await create(near.id)).body).toMatchObject({
      targetName: '修得快',
      problems: [{ reason: 'unitEmpty', subjects: ['修得快'] }],
    })
    for (const id of [far.id, new Types.ObjectId().toString()])
      expectError(await create(id), 'routing.unit_unknown')
  })

  it('are closed to others: residents, workers, neighbours, and levels above', async () => {
    const { id } = await buildRule({ kind: 'grid' })
    const upper = await buildRule({ kind: 'grid' }, { areaCode: street })
    const body = { areaCode: community, content: makeRule() }
    expectError(await api().call(listRoutingRules, { query }), 'session.required')
    expectError(await api(await buildResident()).call(listRoutingRules, { query }), 'access.denied')
    const neighbour = api(await buildSecretary(neighbourCommunity))
    const worker = api(await buildCommunityWorker())
    expect((await worker.ok(listRoutingRules, { query })).canEdit).toBe(false)
    expectError(await neighbour.call(listRoutingRules, { query }), 'access.denied')
    for (const stranger of [neighbour, worker]) {
      expectError(await stranger.call(createRoutingRule, { body }), 'access.denied')
      const change = { params: { id }, body: { content: makeRule(), version: 1 } }
      expectError(await stranger.call(updateRoutingRule, change), 'access.denied')
      expectError(
        await stranger.call(deleteRoutingRule, { params: { id }, query: { version: 1 } }),
        'access.denied',
      )
      const order = { areaCode: community, ids: [id], orderVersion: 0 }
      expectError(await stranger.call(orderRoutingRules, { body: order }), 'access.denied')
      expectError(await stranger.call(listRuleProblems, { query }), 'access.denied')
    }
    const secretary = api(await buildSecretary())
    const change = { params: { id: upper.id }, body: { content: makeRule(), version: 1 } }
    expectError(await secretary.call(updateRoutingRule, change), 'access.denied')
    await api(await buildStreetOfficer()).ok(updateRoutingRule, { ...change, params: { id } })
    const gone = { ...change, params: { id: new Types.ObjectId().toString() } }
    expectError(await secretary.call(updateRoutingRule, gone), 'record.not_found')
    expect(await RoutingRule.countDocuments()).toBe(2)
  })

  it('are refused with unknown fields and impossible hours', async () => {
    const secretary = api(await buildSecretary())
    const bad = [
      { ...makeRule(), color: 'red' },
      makeRule({ conditions: makeConditions({ time: { days: 'daily', from: '25:00', to: '06:00' } }) }),
      { ...makeRule(), target: { kind: 'unit' } },
    ]
    for (const content of bad)
      expectError(
        await secretary.callLoose(createRoutingRule, { body: { areaCode: community, content } }),
        'request.invalid',
      )
  })
})

describe('the health of rules', () => {
  it('names what is wrong, and nothing of a rule that is off', async () => {
    const closed = await buildUnit({ isOpen: false, name: '停业的店' })
    await buildUnitStaff({ unitId: closed.id, areaCode: community })
    const property = await buildUnit({ kind: 'property', isOpen: false })
    await buildEstate({ propertyUnitId: new Types.ObjectId(property.id), name: '友谊一村' })
    await buildEstate({ code: `${community}-E02` })
    await buildCategory({ code: 'old', name: '旧类别', isClosed: true })
    await buildGridWorker(grid)
    await buildRule({ kind: 'unit', unitId: closed.id }, { order: 1 })
    await buildRule({ kind: 'grid' }, { order: 2, conditions: { categories: ['old', 'nowhere'] } })
    await buildRule(
      { kind: 'unitKind', unitKind: 'property' },
      { order: 3, conditions: { estate: 'withProperty' } },
    )
    await buildRule({ kind: 'unitKind', unitKind: 'clinic' }, { order: 4 })
    await buildRule({ kind: 'grid' }, { order: 5, conditions: { places: [grid] } })
    await buildRule({ kind: 'pool' }, { order: 6, isOn: false })
    const secretary = api(await buildSecretary())
    const { items, lastResort } = await secretary.ok(listRoutingRules, { query })
    expect(
      items.map(({ problems }) => problems.map(({ reason, subjects }) => [reason, ...subjects])),
    ).toEqual([
      [['unitClosed', '停业的店']],
      [
        ['categoryUnknown', 'nowhere'],
        ['categoryClosed', '旧类别'],
        ['nobodyOnDuty', '地方-G02'],
      ],
      [['unitClosed', '友谊一村']],
      [['noUnitOfKind']],
      [],
      [],
    ])
    expect(lastResort.isStaffed).toBe(true)
    const { items: broken, checked } = await secretary.ok(listRuleProblems, { query })
    expect([checked, broken.map(({ name }) => name)]).toEqual([6, ['规则1', '规则2', '规则3', '规则4']])
  })

  it('is seen from above for the units that rules below name', async () => {
    const missing = new Types.ObjectId().toString()
    const { id } = await buildRule({ kind: 'unit', unitId: missing })
    await buildRule({ kind: 'grid' })
    await buildRule({ kind: 'unit', unitId: missing }, { areaCode: testAreas.farCommunity })
    const officer = api(await buildStreetOfficer())
    const { items } = await officer.ok(listRuleProblems, { query: { area: street } })
    expect(items).toMatchObject([{ id, areaCode: community, problems: [{ reason: 'unitMissing' }] }])
    const administrator = api(await buildAdministrator())
    const all = await administrator.ok(listRuleProblems, { query: { area: district } })
    expect([all.checked, all.items.length]).toEqual([3, 2])
  })

  it('names a rule that waits for an answer which is no longer asked for', async () => {
    const choice = { key: 'what', label: '什么', kind: 'choice' as const, isRequired: false }
    const asks = [
      { ...choice, options: [{ value: 'leak', label: '漏水' }] },
      { key: 'isUrgent', label: '急吗', kind: 'boolean' as const, options: [], isRequired: false },
    ]
    await buildCategory({ code: 'water', name: '水', asks })
    const ask = (key: string, ...values: string[]) => ({
      categories: ['water'],
      answers: [{ key, values }],
    })
    const target = { kind: 'triage', level: 'community' } as const
    await buildRule(target, { order: 1, conditions: ask('what', 'leak', 'gone') })
    await buildRule(target, { order: 2, conditions: ask('isUrgent', 'true') })
    await buildRule(target, { order: 3, conditions: ask('what', 'gone') })
    await buildRule(target, { order: 4, conditions: ask('removed', 'true') })
    const { items } = await api(await buildSecretary()).ok(listRoutingRules, { query })
    expect(
      items.map(({ problems }) => problems.map(({ reason, subjects }) => [reason, ...subjects])),
    ).toEqual([[], [], [['answerUnknown', '水']], [['answerUnknown', '水']]])
  })

  it('names the rules that break when a unit closes, wherever in its district they are kept', async () => {
    const unit = await buildUnit({ areaCode: street })
    const params = { id: unit.id }
    const target = { kind: 'unit', unitId: unit.id } as const
    const { id } = await buildRule(target, { order: 1 })
    await buildRule(target, { areaCode: street, order: 2, isOn: false })
    await buildRule({ kind: 'grid' })
    const { items } = await api(await buildStreetOfficer()).ok(listUnitRules, { params })
    expect(items.map(({ areaCode, isOn }) => [areaCode, isOn])).toEqual([
      [street, false],
      [community, true],
    ])
    expect(items[1]).toMatchObject({ id, areaName: '地方7001' })
  })

  it('tells nobody of rules who does not keep the unit', async () => {
    const { id } = await buildUnit({ areaCode: street })
    const params = { id }
    const strangers = [
      await buildSecretary(),
      await buildStreetOfficer(testAreas.otherStreet),
      await buildCommunityWorker(),
      await buildResident(),
    ]
    for (const stranger of strangers)
      expectError(await api(stranger).call(listUnitRules, { params }), 'access.denied')
    const nowhere = { id: new Types.ObjectId().toString() }
    expectError(
      await api(await buildStreetOfficer()).call(listUnitRules, { params: nowhere }),
      'record.not_found',
    )
  })

  it('says when nobody sits at the last resort', async () => {
    const officer = api(await buildStreetOfficer())
    expect((await officer.ok(listRoutingRules, { query })).lastResort.isStaffed).toBe(false)
  })
})
