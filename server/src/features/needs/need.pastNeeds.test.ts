import '../../database/mongoose'
import { needContracts } from '@linli/shared/needs/need.contract'
import { dryRunRoutingRules, type RuleInput } from '@linli/shared/routing/routingRule.contract'
import { buildUnit } from '../../test/areas.factory'
import { buildNeighbourhood, newKey, raiseNeed, take, type Neighbourhood } from '../../test/needs.factory'
import { buildCategory, buildRule } from '../../test/routing.factory'
import { makeConditions } from '../../test/routing.made'
import { startTestApp } from '../../test/testApp'
import { buildDistrictOfficer, buildUnitStaff, testAreas } from '../../test/users.factory'
import { sweepNeeds } from './need.sweep'

const app = startTestApp()
const { community, street, district } = testAreas

const asks = [
  {
    key: 'what',
    label: '哪里坏了',
    kind: 'choice' as const,
    isRequired: false,
    options: [
      { value: 'water', label: '水管' },
      { value: 'power', label: '电路' },
    ],
  },
  { key: 'isUrgent', label: '急不急', kind: 'boolean' as const, isRequired: false, options: [] },
]

async function buildElectrician(): Promise<{ id: string }> {
  const unit = await buildUnit({ name: '电工站' })
  await buildUnitStaff({ unitId: unit.id, areaCode: community })
  return unit
}

async function raiseWith(
  { resident, category }: Neighbourhood,
  answers: Record<string, string | boolean>,
): Promise<string> {
  const need = await app.api(resident).ok(needContracts.createNeed, {
    body: { category: category.code, answers },
    requestKey: newKey(),
  })
  app.deps.clock.advance(9, 'seconds')
  await sweepNeeds(app.deps)
  return need.id
}

describe('a dry run on past needs', () => {
  it('routes them again by their answers as they were sent, against where the rules sent them first', async () => {
    const people = await buildNeighbourhood({ asks })
    const electrician = await buildElectrician()
    const water = await raiseWith(people, { what: 'water', isUrgent: false })
    const power = await raiseWith(people, { what: 'power', isUrgent: true })
    await take(app, people.worker, power, { action: 'return', reason: 'notOurs' })
    const from = app.deps.clock.now()
    app.deps.clock.advance(40, 'days')
    const late = await raiseNeed(app, people)

    const rules: RuleInput[] = [
      {
        name: '电路',
        isOn: true,
        conditions: makeConditions({
          answers: [
            { key: 'what', values: ['power'] },
            { key: 'isUrgent', values: ['true'] },
          ],
        }),
        target: { kind: 'unit', unitId: electrician.id },
      },
    ]
    const span = { from: '2026-11-01T00:00:00Z', to: app.deps.clock.now().toISOString() }
    const run = (areaCode: string, user = people.secretary, limit = 10) =>
      app.api(user).ok(dryRunRoutingRules, { body: { areaCode, rules, limit, ...span } })

    const { items } = await run(community)
    expect(items.map(({ id, before, ruleIndex }) => ({ id, before, ruleIndex }))).toEqual([
      { id: late.id, before: '友谊物业', ruleIndex: undefined },
      { id: power, before: '友谊物业', ruleIndex: 0 },
      { id: water, before: '友谊物业', ruleIndex: undefined },
    ])
    expect(items[1]?.after).toBe('电工站')
    expect((await run(community, people.secretary, 1)).items.map(({ id }) => id)).toEqual([late.id])
    expect((await run(street, people.officer)).items).toHaveLength(3)
    expect((await run(district, await buildDistrictOfficer())).items).toHaveLength(3)
    span.to = from.toISOString()
    expect((await run(community)).items.map(({ id }) => id)).toEqual([power, water])
    span.from = span.to
    expect((await run(testAreas.neighbourCommunity, await buildDistrictOfficer())).items).toEqual([])
  })
})

describe('a need whose category is set right', () => {
  it('goes where the rules of the new one send its answers', async () => {
    const people = await buildNeighbourhood({ asks })
    const electrician = await buildElectrician()
    await buildCategory({ code: 'power', name: '用电', asks })
    await buildRule(
      { kind: 'unit', unitId: electrician.id },
      {
        order: 0,
        conditions: { categories: ['power'], answers: [{ key: 'isUrgent', values: ['true'] }] },
      },
    )
    const id = await raiseWith(people, { what: 'power', isUrgent: true })
    await take(app, people.secretary, id, { action: 'recategorise', category: 'power' })
    const need = await app.api(people.secretary).ok(needContracts.getNeed, { params: { id } })
    expect(need.holder?.name).toBe('电工站')
    expect(need.answers).toEqual([
      { label: '哪里坏了', value: '电路' },
      { label: '急不急', value: '是' },
    ])
  })
})
