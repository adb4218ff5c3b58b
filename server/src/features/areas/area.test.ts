import {
  createArea,
  createEstate,
  getArea,
  listAreas,
  listEstates,
  updateArea,
  updateEstate,
} from '@linli/shared/areas/area.contract'
import { createUnit, listNearUnits, listUnits, updateUnit } from '@linli/shared/areas/unit.contract'
import { officeHours } from '@linli/shared/schedule'
import '../../database/mongoose'
import { expectError } from '../../test/apiClient'
import { buildAreas, buildEstate, buildUnit } from '../../test/areas.factory'
import { startTestApp } from '../../test/testApp'
import { buildGridWorker, buildSecretary, buildStreetOfficer, testAreas } from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { Area } from './area.model'
import { takeLocalCodes } from './areaCodes.service'
import { readAreaLabels } from './areaLabels'
import { Unit } from './unit.model'

const { api } = startTestApp()
const { district, street, community, neighbourCommunity, grid } = testAreas

beforeEach(buildAreas)

describe('areas', () => {
  it('are listed by parent and read with everything around them', async () => {
    const districts = await api().ok(listAreas)
    expect(districts.items.map(({ code }) => code)).toEqual([district])
    const communities = await api().ok(listAreas, { query: { parent: street } })
    expect(communities.items.map(({ code }) => code)).toEqual([community, neighbourCommunity])
    const area = await api().ok(getArea, { params: { code: testAreas.building } })
    expect(area.ancestors.map(({ code }) => code)).toEqual([district, street, community, grid])
    expectError(await api().call(getArea, { params: { code: '310199' } }), 'record.not_found')
  })

  it('are added below a community by its secretary, with the next code', async () => {
    const secretary = api(await buildSecretary())
    const estate = await buildEstate()
    const third = await secretary.ok(createArea, {
      body: { level: 'grid', parent: community, name: '第三网格' },
    })
    expect(third).toEqual({ code: `${community}-G03`, level: 'grid', name: '第三网格', parent: community })
    const body = { level: 'building', parent: third.code, name: '3号楼', estate: estate.code } as const
    const building = await secretary.ok(createArea, { body })
    expect(await Area.findOne({ code: building.code }).lean()).toMatchObject({
      code: `${community}-B003`,
      community,
      grid: third.code,
      building: building.code,
      estate: estate.code,
    })
    expectError(await secretary.call(createArea, { body }), 'area.name_taken')
    const labels = await readAreaLabels([building.code, third.code, undefined, `${community}-B999`])
    expect([...labels.values()].sort()).toEqual([`${estate.name}3号楼`, '第三网格'].sort())
  })

  it('are not added by others, elsewhere, at a wrong level, nor with unknown fields', async () => {
    const body = { level: 'grid', parent: community, name: '网格' } as const
    expectError(await api().call(createArea, { body }), 'session.required')
    expectError(await api(await buildGridWorker()).call(createArea, { body }), 'access.denied')
    const neighbour = api(await buildSecretary(neighbourCommunity))
    expectError(await neighbour.call(createArea, { body }), 'access.denied')
    const secretary = api(await buildSecretary())
    const wrong = { body: { ...body, level: 'building' } as const }
    expectError(await secretary.call(createArea, wrong), 'request.invalid')
    expectError(await secretary.callLoose(createArea, { body: { ...body, code: 'x' } }), 'request.invalid')
    expect(await Area.countDocuments({ level: 'grid' })).toBe(2)
  })

  it('get their telephone from the secretary, their official name from above', async () => {
    const secretary = api(await buildSecretary())
    const params = { code: community }
    const changed = await secretary.ok(updateArea, {
      params,
      body: { phone: '021-56120000', schedule: officeHours },
    })
    expect(changed).toMatchObject({ phone: '021-56120000', schedule: officeHours })
    expectError(await secretary.call(updateArea, { params, body: { name: '新名' } }), 'access.denied')
    const officer = api(await buildStreetOfficer())
    const renamed = await officer.ok(updateArea, { params, body: { name: '新名', phone: null } })
    expect(renamed.name).toBe('新名')
    expect(renamed.phone).toBeUndefined()
    const body = { phone: '打电话' }
    expectError(await officer.callLoose(updateArea, { params, body }), 'request.invalid')
  })

  it('of which buildings have a door, noted down by those who answer for them', async () => {
    const secretary = api(await buildSecretary())
    const location = { longitude: 121.49, latitude: 31.4 }
    const params = { code: testAreas.building }
    expect(await secretary.ok(updateArea, { params, body: { location } })).toMatchObject({ location })
    expect((await api().ok(getArea, { params })).location).toEqual(location)
    expect((await secretary.ok(updateArea, { params, body: { location: null } })).location).toBeUndefined()
    expectError(
      await secretary.call(updateArea, { params: { code: grid }, body: { location } }),
      'request.invalid',
    )
    const far = api(await buildSecretary(neighbourCommunity))
    expectError(await far.call(updateArea, { params, body: { location } }), 'access.denied')
  })

  it('never give a code twice, however many ask at once', async () => {
    const taken = await Promise.all(Array.from({ length: 6 }, () => takeLocalCodes(community, 'building', 3)))
    expect(new Set(taken.flat()).size).toBe(18)
    await expect(takeLocalCodes('310113007999', 'grid', 1)).rejects.toMatchObject({
      code: 'record.not_found',
    })
  })
})

describe('estates', () => {
  it('name their property company and owners’ committee, or none', async () => {
    const secretary = api(await buildSecretary())
    const property = await buildUnit({ kind: 'property', areaCode: street })
    const committee = await buildUnit({ kind: 'ownersCommittee' })
    const body = {
      community,
      name: '江畔苑',
      propertyUnitId: property.id,
      ownersCommitteeUnitId: committee.id,
    }
    const estate = await secretary.ok(createEstate, { body })
    expect(estate).toMatchObject({ code: `${community}-E01`, propertyUnitId: property.id })
    expectError(await secretary.call(createEstate, { body }), 'area.name_taken')
    const params = { code: estate.code }
    const left = await secretary.ok(updateEstate, { params, body: { propertyUnitId: null } })
    expect(left.propertyUnitId).toBeUndefined()
    const wrong = { params, body: { propertyUnitId: committee.id } }
    expectError(await secretary.call(updateEstate, wrong), 'unit.wrong_kind')
    const neighbour = api(await buildSecretary(neighbourCommunity))
    expectError(await neighbour.call(updateEstate, { params, body: { name: '别的' } }), 'access.denied')
    expectError(await neighbour.call(createEstate, { body }), 'access.denied')
    expectError(await api().call(updateEstate, { params, body: {} }), 'session.required')
    expect((await api().ok(listEstates, { query: { community } })).items).toEqual([left])
  })
})

describe('units', () => {
  const at = (longitude: number, latitude: number) => ({
    type: 'Point' as const,
    coordinates: [longitude, latitude],
  })

  it('of a place are its own and those around it, nearest level first', async () => {
    await buildUnit({ name: '城管', kind: 'department', areaCode: street })
    await buildUnit({ name: '服务站' })
    await buildUnit({ name: '别处的站', areaCode: testAreas.farCommunity })
    const { items } = await api().ok(listUnits, { query: { area: testAreas.building } })
    expect(items.map(({ name }) => name)).toEqual(['服务站', '城管'])
    const stations = await api().ok(listUnits, { query: { area: community, kind: 'station' } })
    expect(stations.items.map(({ name }) => name)).toEqual(['服务站'])
  })

  it('near a point come by distance; closed and far ones do not', async () => {
    await buildUnit({ name: '二百米', location: at(121.4902, 31.4) })
    await buildUnit({ name: '就在旁边', location: at(121.4884, 31.4) })
    await buildUnit({ name: '关了', isOpen: false, location: at(121.4884, 31.4) })
    await buildUnit({ name: '很远', location: at(121.6, 31.4) })
    await buildUnit({ name: '没有位置' })
    const { items } = await api().ok(listNearUnits, { query: { longitude: 121.488, latitude: 31.4 } })
    expect(items.map(({ name }) => name)).toEqual(['就在旁边', '二百米'])
    expect(items[0]?.distanceMetres).toBeLessThan(60)
    for (const longitude of ['x', ''])
      expectError(
        await api().callLoose(listNearUnits, { query: { longitude, latitude: 31.4 } }),
        'request.invalid',
      )
  })

  it('are kept by those who hold their area', async () => {
    const secretary = api(await buildSecretary())
    const location = { longitude: 121.49, latitude: 31.4 }
    const body = {
      kind: 'station' as const,
      areaCode: community,
      name: '老来乐服务站',
      services: ['助餐'],
      location,
    }
    const unit = await secretary.ok(createUnit, { body })
    expect(unit).toMatchObject({ isOpen: true, location, services: ['助餐'] })
    expectError(await secretary.call(createUnit, { body }), 'area.name_taken')
    const ofStreet = { body: { ...body, areaCode: street } }
    expectError(await secretary.call(createUnit, ofStreet), 'access.denied')
    const params = { id: unit.id }
    const changed = await secretary.ok(updateUnit, { params, body: { isOpen: false, location: null } })
    expect(changed.isOpen).toBe(false)
    expect(await AuditEntry.find({ subjectId: unit.id }).sort({ _id: 1 }).lean()).toMatchObject([
      { action: 'unit.created', details: { areaCode: community } },
      { action: 'unit.updated', details: { changed: 'location isOpen', isOpen: false } },
    ])
    expect(await Unit.findOne({ _id: unit.id }).lean()).not.toHaveProperty('location')
    const neighbour = api(await buildSecretary(neighbourCommunity))
    expectError(await neighbour.call(updateUnit, { params, body: { isOpen: true } }), 'access.denied')
    expectError(await api().call(updateUnit, { params, body: {} }), 'session.required')
    const missing = { params: { id: '0'.repeat(24) }, body: {} }
    expectError(await secretary.call(updateUnit, missing), 'record.not_found')
    expectError(
      await secretary.callLoose(updateUnit, { params, body: { kind: 'police' } }),
      'request.invalid',
    )
  })
})
