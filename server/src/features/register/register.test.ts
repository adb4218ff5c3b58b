import { findPeople, listHomes } from '@linli/shared/register/register.contract'
import { Types } from 'mongoose'
import '../../database/mongoose'
import { createFieldCrypto } from '../../lib/fieldCrypto'
import { rotateFields } from '../../lib/fieldRotation'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildCommunityWorker,
  buildGridWorker,
  buildResident,
  buildSecretary,
  testAreas,
} from '../../test/users.factory'
import { Home } from './home.model'
import { HomeLink } from './homeLink.model'
import { openPerson, personSecretFields } from './person.crypto'
import { Person, type PersonDocument } from './person.model'
import {
  describeHome,
  findHome,
  findRegisterMatch,
  listCurrentHomes,
  readPersonContact,
  registerPerson,
} from './register.lookup'

const { api, deps } = startTestApp()
const { district, street, community, grid, building } = testAreas

async function buildHome(room: string): Promise<string> {
  const place = { district, street, community, grid, building }
  const home = await Home.create({ room, label: `1号楼 ${room}室`, ...place })
  return home._id.toString()
}

const zhang = { name: '张小江', phone: '19900000001', birthDate: '1944-03-05' }
const addPerson = (homeId: string, person: object = {}) =>
  registerPerson({ ...zhang, homeId, kind: 'owner', source: 'counter', ...person }, deps)

describe('a match in the register', () => {
  it('needs the name and a checked phone, or the home and the birth date', async () => {
    const homeId = await buildHome('101')
    const otherHome = await buildHome('102')
    const personId = await addPerson(homeId)
    const homes = [{ homeId, kind: 'owner' }]
    const match = (asked: object) => findRegisterMatch({ community, name: '张 小江', ...asked }, deps)
    expect(await match({ phone: '+86 199 0000 0001' })).toEqual({ personId, by: 'phone', homes })
    expect(await match({ homeId, birthDate: '1944-03-05' })).toEqual({
      personId,
      by: 'homeAndBirthDate',
      homes,
    })
    for (const asked of [
      {},
      { homeId },
      { birthDate: '1944-03-05' },
      { phone: '19900000002' },
      { homeId: otherHome, birthDate: '1944-03-05' },
      { homeId, birthDate: '1944-03-06' },
      { phone: zhang.phone, name: '张大江' },
      { phone: zhang.phone, community: testAreas.neighbourCommunity },
    ])
      expect(await match(asked)).toBeUndefined()
  })

  it('is nobody when two fit, when the person has died or moved, or the link has ended', async () => {
    const homeId = await buildHome('101')
    const personId = await addPerson(homeId)
    const asked = { community, name: zhang.name, homeId, birthDate: zhang.birthDate }
    await addPerson(homeId, { birthDate: '1970-01-01' })
    expect(await findRegisterMatch({ ...asked, phone: zhang.phone }, deps)).toBeUndefined()
    expect((await findRegisterMatch(asked, deps))?.personId).toBe(personId)
    await Person.updateOne({ _id: personId }, { $set: { state: 'deceased' } })
    expect(await findRegisterMatch(asked, deps)).toBeUndefined()
    await Person.updateOne({ _id: personId }, { $set: { state: 'present' } })
    await HomeLink.updateOne({ personId }, { $set: { isCurrent: false, to: '2026-01-01' } })
    expect(await findRegisterMatch(asked, deps)).toBeUndefined()
  })
})

describe('a person put in by staff', () => {
  it('is there once, however often, with a link to each home', async () => {
    const [one, two] = [await buildHome('101'), await buildHome('102')]
    const first = await addPerson(one)
    const again = await Promise.all([
      addPerson(two, { kind: 'family' }),
      addPerson(one, { from: '2020-01-01' }),
    ])
    expect(again).toEqual([first, first])
    expect(await Person.countDocuments()).toBe(1)
    expect(await listCurrentHomes(first)).toEqual([
      { homeId: one, kind: 'owner' },
      { homeId: two, kind: 'family' },
    ])
    expect(await readPersonContact(first, deps)).toEqual({ name: '张小江', phone: '19900000001' })
    expect(await readPersonContact('0'.repeat(24), deps)).toBeUndefined()
    expect(await describeHome(two)).toBe('1号楼 102室')
    expect((await findHome(building, '102'))?._id.toString()).toBe(two)
    expect(await findHome(building, '103')).toBeUndefined()
    await expect(addPerson('0'.repeat(24))).rejects.toMatchObject({ code: 'record.not_found' })
  })

  it('cannot be read when a field is moved to another record, and survives a change of keys', async () => {
    const homeId = await buildHome('101')
    const one = await addPerson(homeId)
    const two = await addPerson(homeId, { name: '李四', phone: '19900000002' })
    const read = async (id: string) => {
      const person = await Person.findOne({ _id: id }).lean<PersonDocument>()
      if (!person) throw new Error('gone')
      return person
    }
    const keys = [{ id: 'new', key: Buffer.alloc(32, 'n').toString('base64') }, ...deps.config.fieldKeys]
    const rotated = createFieldCrypto({ keys, indexKey: deps.config.indexKey })
    expect(await rotateFields(Person.collection, personSecretFields, rotated)).toEqual({
      documents: 2,
      rewritten: 2,
    })
    expect(await rotateFields(Person.collection, personSecretFields, rotated)).toEqual({
      documents: 2,
      rewritten: 0,
    })
    const onlyNew = createFieldCrypto({ keys: keys.slice(0, 1), indexKey: deps.config.indexKey })
    expect(openPerson(await read(one), onlyNew)).toEqual(zhang)
    const { phone } = await read(two)
    await Person.collection.updateOne({ _id: new Types.ObjectId(one) }, { $set: { phone } })
    const swapped = await read(one)
    expect(() => openPerson(swapped, onlyNew)).toThrow('people:…:phone')
  })
})

describe('people and homes over HTTP', () => {
  beforeEach(buildAreas)

  it('are found masked, by those who serve them', async () => {
    const homeId = await buildHome('101')
    const id = await addPerson(homeId)
    const body = { community, name: '张小江' }
    for (const user of [
      await buildSecretary(),
      await buildCommunityWorker(),
      await buildGridWorker(),
      await buildBuildingLeader(),
    ])
      expect((await api(user).ok(findPeople, { body })).items.map((person) => person.id)).toEqual([id])
    const secretary = api(await buildSecretary())
    expect((await secretary.ok(findPeople, { body: { community, phone: zhang.phone } })).items).toEqual([
      {
        id,
        maskedName: '张**',
        maskedPhone: '199****0001',
        birthYear: 1944,
        state: 'present',
        source: 'counter',
        verifiedAt: deps.clock.now().toISOString(),
        homes: [{ homeId, label: '1号楼 101室', kind: 'owner' }],
      },
    ])
    expect((await secretary.ok(findPeople, { body: { community, homeId } })).items).toHaveLength(1)
    for (const user of [
      await buildGridWorker(testAreas.otherGrid),
      await buildBuildingLeader(testAreas.otherBuilding),
    ])
      expect((await api(user).ok(findPeople, { body })).items).toEqual([])
    await Person.updateOne({ _id: id }, { $set: { state: 'deceased' } })
    expect((await secretary.ok(findPeople, { body })).items).toEqual([])
    expectError(await api().call(findPeople, { body }), 'session.required')
    expectError(await api(await buildResident()).call(findPeople, { body }), 'access.denied')
    const neighbour = api(await buildSecretary(testAreas.neighbourCommunity))
    expectError(await neighbour.call(findPeople, { body }), 'access.denied')
    expectError(await secretary.call(findPeople, { body: { community } }), 'request.invalid')
  })

  it('are listed for choosing one’s own, in the order of rooms', async () => {
    for (const room of ['1001', '202', '101']) await buildHome(room)
    const resident = api(await buildResident())
    const query = { building }
    expect((await resident.ok(listHomes, { query })).items.map(({ room }) => room)).toEqual([
      '101',
      '202',
      '1001',
    ])
    const stranger = api(await buildResident({ community: testAreas.farCommunity }))
    expectError(await stranger.call(listHomes, { query }), 'access.denied')
    expectError(
      await resident.call(listHomes, { query: { building: `${community}-B009` } }),
      'record.not_found',
    )
    expectError(await api().call(listHomes, { query }), 'session.required')
  })
})
