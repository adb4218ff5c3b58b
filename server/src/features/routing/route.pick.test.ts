import { placeOf, unitKinds, type Place } from '@linli/shared/areas/areas'
import { estateConditions, triageLevels, windowDays, type RuleTarget } from '@linli/shared/routing/rule'
import { postKindOf, postTargetOf } from '@linli/shared/users/posts'
import fc from 'fast-check'
import { makeCategory } from '../../test/routing.made'
import { pickRoute } from './route.pick'
import type { RoutingRuleRow, RoutingTable, RoutingUnit } from './routing.reader'

const community = '310113007001'
const levels = [community, '310113007', '310113']
const grids = [`${community}-G01`, `${community}-G02`]
const buildings = [`${community}-B001`, `${community}-B002`]
const estates = [`${community}-E01`, `${community}-E02`]
const categories = ['repair', 'noise', 'help']
const unitIds = Array.from({ length: 5 }, (_, i) => String(i).repeat(24))
const posts = [
  ...unitIds.map((id) => `unit:${id}`),
  ...grids.map((code) => `grid:${code}`),
  ...buildings.map((code) => `building:${code}`),
  `pool:${community}`,
]

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`)
const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })

const target: fc.Arbitrary<RuleTarget> = fc.oneof(
  fc.record({ kind: fc.constant('unit' as const), unitId: fc.constantFrom(...unitIds, 'f'.repeat(24)) }),
  fc.record({ kind: fc.constant('unitKind' as const), unitKind: fc.constantFrom(...unitKinds) }),
  fc.record({ kind: fc.constantFrom('grid' as const, 'building' as const, 'pool' as const) }),
  fc.record({ kind: fc.constant('triage' as const), level: fc.constantFrom(...triageLevels) }),
)

const rule: fc.Arbitrary<RoutingRuleRow> = fc.record({
  id: fc.uuid(),
  name: fc.constant('规则'),
  areaCode: fc.constantFrom(...levels),
  isOn: fc.boolean(),
  target,
  conditions: fc.record({
    categories: fc.subarray(categories),
    places: fc.subarray([...grids, ...estates], { maxLength: 2 }),
    estate: fc.constantFrom(...estateConditions),
    time: fc.option(fc.record({ days: fc.constantFrom(...windowDays), from: clock, to: clock }), {
      nil: undefined,
    }),
    answers: fc.array(fc.record({ key: fc.constantFrom('a', 'b'), values: fc.subarray(['true', 'x']) }), {
      maxLength: 1,
    }),
  }),
})

const unit = (id: string): fc.Arbitrary<RoutingUnit> =>
  fc.record({
    id: fc.constant(id),
    kind: fc.constantFrom(...unitKinds),
    name: fc.constantFrom('甲', '乙'),
    areaCode: fc.constantFrom(...levels),
    isOpen: fc.boolean(),
  })

const unitId = fc.option(fc.constantFrom(...unitIds), { nil: undefined })

const table: fc.Arbitrary<RoutingTable> = fc
  .record({
    rules: fc.array(rule, { maxLength: 12 }),
    units: fc.tuple(...unitIds.map(unit)),
    property: fc.tuple(unitId, unitId),
    held: fc.subarray(posts),
    isOffDuty: fc.boolean(),
  })
  .map(({ rules, units, property, held, isOffDuty }) => ({
    place: placeOf(community),
    rules,
    categories: new Map(),
    units: new Map(units.map((each) => [each.id, each])),
    estates: new Map(estates.map((code, i) => [code, { name: code, propertyUnitId: property[i] }])),
    duties: new Map(held.map((post) => [post, [{ from: new Date('2025-01-01'), isOffDuty }]])),
    areaNames: new Map(),
  }))

const option = (codes: string[]) => fc.option(fc.constantFrom(...codes), { nil: undefined })
const place: fc.Arbitrary<Place> = fc.oneof(
  fc
    .record({ grid: option(grids), building: option(buildings), estate: option(estates) })
    .map((inner) => ({ ...placeOf(community), ...inner })),
  fc.constantFrom(placeOf('310113'), placeOf('310113007')),
)
const input = fc.record({
  category: fc.constantFrom(...categories).map((code) => makeCategory({ code })),
  place,
  at: instant,
  answers: fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(fc.boolean(), fc.constantFrom('x', 'y'))),
  excludedPosts: fc.subarray(unitIds.map((id) => `unit:${id}` as const)),
})

describe('whatever the rules and the place', () => {
  it('a need always gets a post that can take it', () => {
    fc.assert(
      fc.property(table, input, (rules, need) => {
        const { post, why, whyCode, broken } = pickRoute(rules, need)
        expect(need.excludedPosts).not.toContain(post)
        expect(why).toMatch(/。$/)
        expect(new Set(broken.map(({ ruleId }) => ruleId)).size).toBe(broken.length)
        if (whyCode === 'lastResort')
          expect(post).toBe(`triage:${need.place.community ?? need.place.street ?? need.place.district}`)
        if (postKindOf(post) === 'unit') {
          expect(rules.units.get(postTargetOf(post))?.isOpen).toBe(true)
          expect(rules.duties.has(post)).toBe(true)
        } else if (postKindOf(post) !== 'triage')
          expect(rules.duties.get(post)?.some(({ isOffDuty }) => !isOffDuty)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('the same need gets the same route, and a rule that is off changes nothing', () => {
    fc.assert(
      fc.property(table, input, rule, (rules, need, extra) => {
        const before = pickRoute(rules, need)
        expect(pickRoute(rules, need)).toEqual(before)
        const more = { ...rules, rules: [{ ...extra, isOn: false }, ...rules.rules] }
        expect(pickRoute(more, need)).toEqual(before)
      }),
    )
  })
})
