import '../../database/mongoose'
import { placeOf } from '@linli/shared/areas/areas'
import { defaultClocks } from '@linli/shared/categories/category'
import {
  deleteCategoryDefinition,
  listCategories,
  listCategoryDefinitions,
  putCategoryDefinition,
  type CategoryContent,
} from '@linli/shared/categories/category.contract'
import { needContracts } from '@linli/shared/needs/need.contract'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { buildCategory } from '../../test/routing.factory'
import { makeCategoryContent } from '../../test/routing.made'
import { startTestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildCommunityWorker,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  buildVolunteer,
  testAreas,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { CategoryRecord } from './category.model'
import { findCategory } from './category.service'

/** Whoever comes too late is told what is there now. */
const nowThere = { state: expect.any(String) as unknown, version: expect.any(Number) as unknown }

const { api } = startTestApp()
const { district, street, community, neighbourCommunity, farCommunity, grid } = testAreas

beforeEach(buildAreas)

describe('tiles', () => {
  it('are the open ones of the nearest level in their order, with a promise in words', async () => {
    await buildCategory({ code: 'noise', name: '噪音', order: 2, clock: defaultClocks.utilities })
    await buildCategory({ code: 'repair', order: 1 })
    await buildCategory({ code: 'hidden', isTile: false })
    await buildCategory({ code: 'parking', order: 3 })
    await buildCategory({
      code: 'noise',
      name: '噪音扰民',
      order: 2,
      areaCode: community,
      clock: defaultClocks.danger,
    })
    await buildCategory({ code: 'parking', areaCode: street, isClosed: true })
    const guest = api(await buildUser())
    const here = await guest.ok(listCategories, { query: { area: community } })
    expect(here.items.map(({ code, name, promise }) => [code, name, promise])).toEqual([
      ['repair', '水电维修', '4 个工作小时内有人接，7 个工作日内办好'],
      ['noise', '噪音扰民', '10 分钟内有人接，2 个小时内办好'],
    ])
    const far = await guest.ok(listCategories, { query: { area: farCommunity } })
    expect(far.items.map(({ name }) => name)).toEqual(['水电维修', '噪音', '水电维修'])
    expect((await guest.ok(listCategories, { query: { area: grid } })).items).toEqual(here.items)
    expectError(await api().call(listCategories, { query: { area: community } }), 'session.required')
  })

  it('are fewer at a time in elder mode', async () => {
    for (let i = 0; i < 15; i++) await buildCategory({ code: `c${i}`, order: i })
    const guest = api(await buildUser())
    expect((await guest.ok(listCategories, { query: { area: community } })).firstCount).toBe(12)
    const elder = await guest.ok(listCategories, { query: { area: community, isElder: 'true' } })
    expect([elder.firstCount, elder.items.length]).toEqual([6, 15])
  })
})

describe('definitions', () => {
  const params = { areaCode: community, code: 'repair' }

  it('of the community are made by its secretary, counted at once and logged', async () => {
    await buildCategory()
    const secretary = api(await buildSecretary())
    const body = { content: makeCategoryContent({ name: '家里修修' }) }
    const made = await secretary.ok(putCategoryDefinition, { params, body })
    expect(made).toMatchObject({ ...body.content, areaCode: community, isOwn: true, version: 1 })
    expect((await findCategory('repair', placeOf(grid)))?.name).toBe('家里修修')
    expect((await findCategory('repair', placeOf(neighbourCommunity)))?.name).toBe('水电维修')
    expect(await AuditEntry.find({ subjectId: `${community}/repair` }).lean()).toMatchObject([
      { action: 'category.saved', subjectKind: 'category', district },
    ])
  })

  it('are changed by one of two who started from the same version', async () => {
    await buildCategory({ areaCode: community })
    const secretary = api(await buildSecretary())
    const change = (name: string) =>
      secretary.call(putCategoryDefinition, {
        params,
        body: { content: makeCategoryContent({ name }), version: 1 },
      })
    const answers = await Promise.all([change('甲'), change('乙')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const again = await secretary.call(putCategoryDefinition, {
      params,
      body: { content: makeCategoryContent() },
    })
    expect(expectError(again, 'request.conflict').details).toMatchObject(nowThere)
    expect(await CategoryRecord.countDocuments()).toBe(1)
  })

  it('are new where nobody above has them, and saved once though the first answer was lost', async () => {
    await buildCategory()
    const secretary = api(await buildSecretary())
    const asks = [
      {
        key: 'q1',
        label: '几只',
        kind: 'choice' as const,
        options: [{ value: 'o1', label: '一只' }],
        isRequired: true,
      },
    ]
    const made = {
      params: { areaCode: community, code: 'cPets' },
      body: { content: makeCategoryContent({ name: '宠物', asks }) },
    }
    const first = await secretary.ok(putCategoryDefinition, made)
    expect(first).toMatchObject({ isOwn: true, hasAbove: false, version: 1, asks })
    expect(await secretary.ok(putCategoryDefinition, made)).toEqual(first)
    const changed = {
      ...made,
      body: { content: makeCategoryContent({ name: '宠物扰民', asks }), version: 1 },
    }
    const second = await secretary.ok(putCategoryDefinition, changed)
    expect(await secretary.ok(putCategoryDefinition, changed)).toEqual(second)
    expect(second.version).toBe(2)
    expect(
      expectError(await secretary.call(putCategoryDefinition, made), 'request.conflict').details,
    ).toMatchObject(nowThere)
    expect(await CategoryRecord.countDocuments({ code: 'cPets' })).toBe(1)
    expectError(
      await secretary.call(deleteCategoryDefinition, { params: made.params }),
      'category.last_definition',
    )
  })

  it('change what is asked from now on; what was raised keeps its questions and answers', async () => {
    const ask = { key: 'q1', label: '几只', kind: 'choice' as const, isRequired: true }
    const asks = [{ ...ask, options: [{ value: 'o1', label: '一只' }] }]
    await buildCategory({ areaCode: community, asks })
    const resident = api(await buildResident())
    const body = { category: 'repair', answers: { q1: 'o1' }, place: { kind: 'here' as const, text: '门口' } }
    const { id } = await resident.ok(needContracts.createNeed, { body })
    const other = [{ key: 'q2', label: '什么颜色', kind: 'text' as const, options: [], isRequired: false }]
    await api(await buildSecretary()).ok(putCategoryDefinition, {
      params,
      body: { content: makeCategoryContent({ asks: other }), version: 1 },
    })
    const { items } = await resident.ok(listCategories, { query: { area: community } })
    expect(items[0]?.asks).toEqual(other)
    const need = await resident.ok(needContracts.getNeed, { params: { id } })
    expect(need.answers).toEqual([{ label: '几只', value: '一只' }])
  })

  it('are taken back to what the level above says; those of the district stay', async () => {
    await buildCategory()
    await buildCategory({ areaCode: community, name: '本社区的' })
    await api(await buildSecretary()).ok(deleteCategoryDefinition, { params })
    expect((await findCategory('repair', placeOf(community)))?.name).toBe('水电维修')
    const administrator = api(await buildAdministrator())
    const top = await administrator.call(deleteCategoryDefinition, {
      params: { ...params, areaCode: district },
    })
    expectError(top, 'category.last_definition')
    expectError(await administrator.call(deleteCategoryDefinition, { params }), 'record.not_found')
  })

  it('are listed with the level they come from', async () => {
    await buildCategory({ isClosed: true })
    await buildCategory({ code: 'noise', areaCode: community, order: 0 })
    const query = { area: community }
    const own = await api(await buildSecretary()).ok(listCategoryDefinitions, { query })
    expect(own.items.map(({ code, isOwn, isClosed }) => [code, isOwn, isClosed])).toEqual([
      ['noise', true, false],
      ['repair', false, true],
    ])
    expect(own.items[1]?.areaName).not.toBe('')
    expect(own.items.map(({ hasAbove }) => hasAbove)).toEqual([false, true])
    const worker = await api(await buildCommunityWorker()).ok(listCategoryDefinitions, { query })
    expect([own.canEdit, worker.canEdit]).toEqual([true, false])
    await api(await buildGridWorker()).ok(listCategoryDefinitions, { query })
  })

  it('are closed to others: another community, another rank, a wider level', async () => {
    await buildCategory()
    const body = { content: makeCategoryContent() }
    expectError(await api().call(putCategoryDefinition, { params, body }), 'session.required')
    const strangers = [
      await buildVolunteer(),
      await buildCommunityWorker(),
      await buildSecretary(neighbourCommunity),
      await buildStreetOfficer(testAreas.otherStreet),
    ]
    for (const stranger of strangers)
      expectError(await api(stranger).call(putCategoryDefinition, { params, body }), 'access.denied')
    const secretary = api(await buildSecretary())
    for (const areaCode of [street, district])
      expectError(
        await secretary.call(putCategoryDefinition, { params: { ...params, areaCode }, body }),
        'access.denied',
      )
    await api(await buildStreetOfficer()).ok(putCategoryDefinition, { params, body })
    const neighbour = api(await buildSecretary(neighbourCommunity))
    expectError(
      await neighbour.call(listCategoryDefinitions, { query: { area: community } }),
      'access.denied',
    )
    const gridParams = { ...params, areaCode: grid }
    expectError(await secretary.call(putCategoryDefinition, { params: gridParams, body }), 'record.not_found')
  })

  it.each<[string, Partial<CategoryContent>]>([
    ['shows what is sensitive to neighbours', { isPublicPlace: true, isSensitive: true }],
    ['shows complaints to neighbours', { isPublicPlace: true, isComplaint: true }],
    ['is dangerous and names no phone', { isDanger: true }],
    [
      'must be accepted later than resolved',
      { clock: { acceptMinutes: 9, resolveMinutes: 8, isWorkingTime: false } },
    ],
    [
      'asks to choose from nothing',
      { asks: [{ key: 'a', label: '问', kind: 'choice', options: [], isRequired: true }] },
    ],
  ])('are refused when one %s', async (_, overrides) => {
    const secretary = api(await buildSecretary())
    const body = { content: makeCategoryContent(overrides) }
    expectError(await secretary.call(putCategoryDefinition, { params, body }), 'request.invalid')
    expect(await CategoryRecord.countDocuments()).toBe(0)
  })
})
