import '../../database/mongoose'
import { placeOf, type Place } from '@linli/shared/areas/areas'
import type { Answers } from '@linli/shared/categories/category'
import { categoryContent } from '@linli/shared/categories/category.contract'
import { guideContent } from '@linli/shared/guide/guide.contract'
import { ruleContent } from '@linli/shared/routing/routingRule.contract'
import { emergencyNumbers } from '@linli/shared/safety/sos'
import { Types } from 'mongoose'
import { CategoryRecord } from '../../features/categories/category.model'
import { findCategory, listTiles } from '../../features/categories/category.service'
import { findGuideAnswer } from '../../features/guide/guide.service'
import { findProblems } from '../../features/routing/ruleHealth'
import { computeRoute } from '../../features/routing/routing.service'
import { loadRoutingTable } from '../../features/routing/routing.table'
import { buildAreas, buildEstate, buildUnit } from '../../test/areas.factory'
import { createTestDeps } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildGridWorker,
  buildSecretary,
  buildUnitStaff,
  buildVolunteer,
  testAreas,
} from '../../test/users.factory'
import { demoCategories } from './categories'
import { makeGuideEntries } from './guide'
import { makeCommunityRules, makeDistrictRules, makeStreetRules } from './rules'
import { seedCategories, seedGuide, seedRules } from './seedRouting'

const deps = createTestDeps()
const { district, street, community, grid, otherGrid, building, otherBuilding } = testAreas
const departments = { urbanManagement: 'a'.repeat(24), sanitation: 'b'.repeat(24) }
const allRules = [...makeDistrictRules(), ...makeStreetRules(departments), ...makeCommunityRules()]

describe('the demo data', () => {
  it.each(demoCategories.map(({ code, content }) => [code, content] as const))(
    'category %s could have been written by hand',
    (_, content) => {
      expect(categoryContent.parse(content)).toEqual(content)
      // Each number by the name it has on every other page.
      for (const phone of content.phones) expect(emergencyNumbers).toContainEqual(phone)
    },
  )

  it('rules and guide could have been written by hand', () => {
    for (const rule of allRules) expect(ruleContent.parse(rule)).toEqual(rule)
    for (const entry of makeGuideEntries(2026)) expect(guideContent.parse(entry)).toEqual(entry)
  })

  it('rules ask only for categories and answers that exist', () => {
    const byCode = new Map(demoCategories.map(({ code, content }) => [code, content]))
    for (const { conditions } of allRules)
      for (const code of conditions.categories) {
        const asks = byCode.get(code)?.asks
        for (const { key, values } of conditions.answers) {
          const ask = asks?.find((each) => each.key === key)
          const known = ask?.kind === 'boolean' ? ['true', 'false'] : ask?.options.map(({ value }) => value)
          expect({ code, key, known }).toEqual({
            code,
            key,
            known: expect.arrayContaining(values) as unknown,
          })
        }
      }
  })
})

describe('seeded', () => {
  const managed: Place = { ...placeOf(building), grid, estate: `${community}-E01` }
  const unmanaged: Place = { ...placeOf(otherBuilding), grid: otherGrid, estate: `${community}-E02` }
  let names: Record<string, string>

  async function buildStaffed(kind: 'property' | 'station' | 'police' | 'department', areaCode: string) {
    const { id } = await buildUnit({ kind, areaCode })
    await buildUnitStaff({ unitId: id, areaCode, kind })
    return id
  }

  beforeEach(async () => {
    await buildAreas()
    const property = await buildStaffed('property', community)
    const station = await buildStaffed('station', community)
    const police = await buildStaffed('police', street)
    const units = {
      urbanManagement: await buildStaffed('department', street),
      sanitation: await buildStaffed('department', street),
    }
    await buildEstate({ propertyUnitId: new Types.ObjectId(property) })
    await buildEstate({ code: `${community}-E02` })
    for (const code of [grid, otherGrid]) await buildGridWorker(code)
    await buildBuildingLeader()
    await buildVolunteer()
    await buildSecretary()
    await seedCategories(deps, { district })
    await seedRules(deps, { district, street, community, units })
    await seedGuide(deps, { district })
    names = {
      [`unit:${property}`]: '物业',
      [`unit:${station}`]: '服务站',
      [`unit:${police}`]: '派出所',
      [`unit:${units.urbanManagement}`]: '城管',
      [`unit:${units.sanitation}`]: '环卫',
    }
  })

  async function send(
    code: string,
    place: Place,
    answers: Answers,
    at = '2026-11-23T10:00',
  ): Promise<string> {
    const category = await findCategory(code, place)
    if (!category) throw new Error(`no category ${code}`)
    const input = { category, place, answers, at: new Date(`${at}:00+08:00`) }
    const { post } = await computeRoute(input, deps)
    return names[post] ?? post
  }

  it('sends each need to whoever a neighbour would expect', async () => {
    const night = '2026-11-23T23:30'
    const saturday = '2026-11-28T10:00'
    const expected: [string, Place, Answers, string | undefined, string][] = [
      ['homeRepair', managed, {}, undefined, '物业'],
      ['homeRepair', unmanaged, {}, undefined, '服务站'],
      ['homeRepair', unmanaged, { isUrgent: true }, night, `grid:${otherGrid}`],
      ['homeRepair', unmanaged, {}, saturday, `pool:${community}`],
      ['facility', unmanaged, {}, undefined, '服务站'],
      ['elevator', managed, {}, night, '物业'],
      ['gas', unmanaged, {}, undefined, `grid:${otherGrid}`],
      ['elderHelp', managed, {}, undefined, `grid:${grid}`],
      ['elderHelp', placeOf(community), {}, undefined, '服务站'],
      ['noise', managed, { source: 'shop' }, undefined, '城管'],
      ['noise', managed, { source: 'shop' }, night, '派出所'],
      ['noise', managed, {}, undefined, `grid:${grid}`],
      ['sanitation', managed, { where: 'road' }, undefined, '环卫'],
      ['sanitation', managed, { where: 'estate' }, undefined, '物业'],
      ['parking', managed, { where: 'road' }, undefined, '派出所'],
      ['parking', unmanaged, {}, undefined, `grid:${otherGrid}`],
      ['corridor', managed, {}, undefined, `building:${building}`],
      ['corridor', unmanaged, {}, undefined, `grid:${otherGrid}`],
      ['charging', managed, { what: 'full' }, undefined, '服务站'],
      ['homeHelp', managed, {}, undefined, `pool:${community}`],
      ['consult', managed, {}, undefined, '服务站'],
      ['dispute', managed, {}, undefined, `triage:${community}`],
      ['complaint', managed, {}, undefined, `triage:${street}`],
      ['other', managed, {}, undefined, `triage:${community}`],
    ]
    for (const [code, place, answers, at, post] of expected)
      expect([code, at, await send(code, place, answers, at)]).toEqual([code, at, post])
  })

  it('has rules in good health, tiles and answers', async () => {
    const table = await loadRoutingTable(placeOf(community))
    const problems = table.rules.flatMap((rule) => findProblems(table, rule, deps.clock.now()))
    expect(problems).toMatchObject([{ reason: 'nobodyOnDuty', subjects: ['地方B002'] }])
    const { items } = await listTiles(community, true)
    expect(items.slice(0, 6).map(({ name }) => name)).toEqual([
      '老人求助',
      '水电维修',
      '上门帮忙',
      '办事咨询',
      '燃气异味',
      '电梯困人',
    ])
    const ask = (question: string) =>
      findGuideAnswer(
        { question, category: 'consult', place: placeOf(community), at: deps.clock.now() },
        deps,
      )
    expect((await ask('医保卡丢了怎么补'))?.title).toBe('社保卡（医保卡）挂失补办')
    expect((await ask('独生子女费怎么领'))?.title).toBe('独生子女父母奖励')
    expect((await ask('残疾证怎么办'))?.title).toBe('残疾人证申领和换证')
    expect(await ask('加装电梯')).toBeUndefined()
  })

  it('is written once, and leaves what people changed', async () => {
    await CategoryRecord.updateOne({ areaCode: district, code: 'other' }, { $set: { name: '别的事' } })
    const ids = { district, street, community, units: departments }
    expect([await seedCategories(deps, ids), await seedRules(deps, ids), await seedGuide(deps, ids)]).toEqual(
      [0, 0, 0],
    )
    expect((await findCategory('other', placeOf(community)))?.name).toBe('别的事')
  })
})
