import { getGridCard, getGridCardPage } from '@linli/shared/areas/gridCard.contract'
import { officeHours } from '@linli/shared/schedule'
import { Types } from 'mongoose'
import '../../database/mongoose'
import { expectError } from '../../test/apiClient'
import { buildAreas, buildEstate, buildUnit } from '../../test/areas.factory'
import { startTestApp } from '../../test/testApp'
import { buildMembership, buildResident, buildUser, testAreas } from '../../test/users.factory'

const { api, deps } = startTestApp()
const { district, street, community, grid, building } = testAreas
const estate = `${community}-E01`

beforeEach(buildAreas)

const buildHome = () => buildResident({ district, street, community, grid, building, estate })

async function buildHelpers(): Promise<void> {
  const person = (clearName: string, clearPhone: string) => buildUser({ clearName, clearPhone }, deps)
  await buildMembership(await person('赵格', '19900000001'), 'gridWorker', grid, { isOffDuty: true })
  await buildMembership(await person('钱替', '19900000002'), 'gridWorker', grid, {
    isDeputy: true,
    activeKey: 'd',
  })
  await buildMembership(await person('孙楼', '19900000003'), 'buildingLeader', building)
  await buildMembership(await person('李书', '19900000004'), 'secretary', community)
  await buildMembership(await person('周工', '19900000005'), 'communityWorker', community)
  const property = await buildUnit({ kind: 'property', name: '安居物业', schedule: { kind: 'always' } })
  await buildUnit({ kind: 'property', name: '别家物业' })
  await buildUnit({
    kind: 'police',
    name: '派出所',
    areaCode: street,
    phone: '110',
    schedule: { kind: 'always' },
  })
  await buildUnit({ kind: 'clinic', name: '卫生站 <A>', areaCode: street, schedule: officeHours })
  await buildEstate({
    code: estate,
    name: '江畔苑',
    propertyUnitId: Types.ObjectId.createFromHexString(property.id),
  })
}

test('names who helps at the caller’s own home, with hours and telephone', async () => {
  await buildHelpers()
  const card = await api(await buildHome()).ok(getGridCard)
  expect(card.placeName.split(' ')).toHaveLength(4)
  expect(card.entries.map(({ title, name, phone, isOpenNow }) => [title, name, phone, isOpenNow])).toEqual([
    ['网格员（代班）', '钱替', '19900000002', true],
    ['楼组长', '孙楼', '19900000003', true],
    ['社区书记', '李书', '19900000004', true],
    ['物业', '安居物业', undefined, true],
    ['派出所', '派出所', '110', true],
    ['家庭医生', '卫生站 <A>', undefined, true],
  ])
  expect(card.entries[0]?.hours).toBe('工作日 09:00–17:00')
  expect(card.vacancies).toEqual(['社区服务站'])
  expect(card.notes).toEqual([])
  deps.clock.set('2026-11-23T12:00:00.000Z')
  const evening = await api(await buildHome()).ok(getGridCard)
  expect(evening.entries.filter(({ isOpenNow }) => isOpenNow).map(({ name }) => name)).toEqual([
    '安居物业',
    '派出所',
  ])
})

test('says where there is no property company, and which posts are empty', async () => {
  await buildEstate({ code: estate, name: '老公房' })
  const card = await api(await buildHome()).ok(getGridCard)
  expect(card.notes).toEqual(['老公房没有物业公司，公共维修的事请找社区服务站。'])
  expect(card.vacancies).toEqual(['网格员', '社区书记', '社区服务站', '派出所', '家庭医生', '楼组长'])
})

test('prints for the door without letting names become markup', async () => {
  await buildHelpers()
  const response = await api(await buildHome()).call(getGridCardPage)
  expect(response.headers['content-type']).toMatch(/^text\/html/)
  const page = response.bytes.toString()
  expect(page).toContain('卫生站 &lt;A&gt;')
  expect(page).not.toContain('<A>')
  // Whoever is in danger reads the first line.
  expect(page.indexOf('120')).toBeLessThan(page.indexOf('卫生站'))
  expect(page).toContain('@page { size: A4')
})

test('stays closed to strangers, guests and people without a place', async () => {
  expectError(await api().call(getGridCard), 'session.required')
  expectError(await api(await buildUser()).call(getGridCard), 'record.not_found')
  const guest = api(await buildUser({ community }))
  expectError(await guest.call(getGridCard, { query: { area: grid } }), 'access.denied')
  const stranger = api(await buildResident({ community: testAreas.farCommunity }))
  expectError(await stranger.call(getGridCardPage, { query: { area: building } }), 'access.denied')
  expectError(await stranger.call(getGridCard, { query: { area: street } }), 'record.not_found')
})
