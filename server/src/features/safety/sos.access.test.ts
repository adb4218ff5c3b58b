import '../../database/mongoose'
import { sosContracts } from '@linli/shared/safety/sos.contract'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { buildProxy } from '../../test/families.factory'
import { actOnSos, buildElderWithFamily, raiseSos } from '../../test/safety.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildBuildingLeader,
  buildCommunityWorker,
  buildDistrictOfficer,
  buildGridWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  buildVolunteer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { FamilyBond } from '../families/bond.model'
import { Membership } from '../users/membership.model'
import { DutyRoster } from './duty.model'
import { SosCase } from './sos.model'
import { sweepSos } from './sos.sweep'

const app = startTestApp()
const { api, deps } = app
beforeEach(buildAreas)

const get = (user: TestUser, id: string) => api(user).call(sosContracts.getSos, { params: { id } })

const point = { longitude: 121.4, latitude: 31.4 }

async function buildCase() {
  const family = await buildElderWithFamily(deps)
  const { body } = await raiseSos(app, family.elder, { point })
  await actOnSos(app, family.elder, body.id, { action: 'tell', matter: 'fell', text: '腿动不了' })
  return { ...family, id: body.id }
}

describe('a call for help', () => {
  it('is read, with its health words, by family and by the ladder of its place', async () => {
    const { id, elder, daughter, son } = await buildCase()
    const helpers = [
      daughter,
      son,
      await buildBuildingLeader(),
      await buildGridWorker(),
      await buildSecretary(),
      await buildCommunityWorker(),
      await buildStreetOfficer(),
    ]
    for (const helper of helpers)
      expect((await get(helper, id)).body).toMatchObject({
        relation: 'helper',
        matter: 'fell',
        words: '腿动不了',
      })
    expect((await get(elder, id)).body).toMatchObject({ relation: 'caller', matter: 'fell' })
    for (const helper of [...helpers, elder])
      expect((await api(helper).ok(sosContracts.listOpenSos)).items.map((row) => row.id)).toEqual([id])
  })

  it('that is closed keeps health, place and telephone for whoever may read health', async () => {
    const { id, elder, daughter, son } = await buildCase()
    const grid = await buildGridWorker()
    const said = { action: 'close', outcome: 'hospital', text: '送到中心医院' } as const
    await actOnSos(app, grid, id, { action: 'arrive' })
    const told = { matter: 'fell', words: '腿动不了', point }
    expect((await get(son, id)).body).toMatchObject(told)
    await actOnSos(app, grid, id, said)
    for (const reader of [elder, daughter, await buildSecretary(), await buildCommunityWorker()]) {
      const { body } = await get(reader, id)
      expect(body).toMatchObject(told)
      expect(body.timeline.at(-1)?.text).toBe(said.text)
    }
    for (const other of [son, await buildBuildingLeader(), await buildStreetOfficer()]) {
      const { body } = await get(other, id)
      expect(body).toMatchObject({ stateText: '处理完了', name: '张**' })
      expect(body.placeText).not.toContain('101')
      expect([body.matter, body.words, body.point, body.phone]).toEqual(Array(4).fill(undefined))
      expect(body.timeline.at(-1)?.text).toBeUndefined()
    }
    // Whoever wrote how it ended reads that.
    const own = (await get(grid, id)).body
    expect([own.words, own.timeline.at(-1)?.text]).toEqual([undefined, said.text])
  })

  it('is not there for anyone else, whatever they try', async () => {
    const { id } = await buildCase()
    const others = [
      await buildUser(),
      await buildUser({ level: 'joined', community: testAreas.community }),
      await buildResident(),
      await buildVolunteer(),
      await buildProxy('别人的女儿'),
      await buildBuildingLeader(testAreas.otherBuilding),
      await buildGridWorker(testAreas.otherGrid),
      await buildSecretary(testAreas.neighbourCommunity),
      await buildStreetOfficer(testAreas.otherStreet),
      await buildDistrictOfficer(),
      await buildAdministrator(),
    ]
    for (const other of others) {
      expectError(await get(other, id), 'record.not_found')
      expectError(await actOnSos(app, other, id, { action: 'acknowledge' }), 'record.not_found')
      expect((await api(other).ok(sosContracts.listOpenSos)).items).toEqual([])
    }
    const anyone = await api().call(sosContracts.getSos, { params: { id } })
    expectError(anyone, 'session.required')
  })

  it('closes to a proxy with the bond, whom the ladder calls no more', async () => {
    const { id, daughter, personId, bonds } = await buildCase()
    expect((await get(daughter, id)).status).toBe(200)
    await FamilyBond.updateOne({ _id: bonds.daughter }, { $set: { state: 'ended', isLiving: false } })
    expectError(await get(daughter, id), 'record.not_found')
    expectError(await raiseSos(app, daughter, { forPersonId: personId }), 'bond.not_acting')
    await sweepSos(deps)
    const sos = await SosCase.findOne({ _id: id }).lean()
    expect(sos?.attempts.flatMap(({ people }) => people.map(({ name }) => name))).toEqual(['儿子 王大勇'])
  })

  it('opens to whoever had duty, in the street, as long as they work there', async () => {
    const { id } = await buildCase()
    const officer = await buildUser({ nickname: '值班的老周' })
    await buildMembership(officer, 'secretary', testAreas.neighbourCommunity)
    await DutyRoster.create({
      ...{ street: testAreas.street, version: 1, changedAt: deps.clock.now(), changedBy: officer._id },
      shifts: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: 0, until: 0, userId: officer._id }],
    })
    expectError(await get(officer, id), 'record.not_found')
    for (let i = 0; i < 6; i += 1) {
      await sweepSos(deps)
      deps.clock.advance(1, 'minutes')
    }
    expect((await get(officer, id)).body).toMatchObject({ relation: 'helper' })
    expect((await api(officer).ok(sosContracts.listOpenSos)).items).toHaveLength(1)
    await Membership.updateOne({ userId: officer.id }, { $set: { endedAt: deps.clock.now() } })
    expectError(await get(officer, id), 'record.not_found')
    deps.clock.set('2026-11-23T02:00:00.000Z')
  })

  it('is answered by whoever the telephone woke, off duty or not', async () => {
    const { id } = await buildCase()
    const leader = await buildBuildingLeader()
    await Membership.updateOne({ userId: leader.id }, { $set: { isOffDuty: true } })
    expect((await actOnSos(app, leader, id, { action: 'onTheWay' })).body.state).toBe('acknowledged')
  })

  it('is handed back only by whoever has it', async () => {
    const { id, daughter } = await buildCase()
    const leader = await buildBuildingLeader()
    await actOnSos(app, leader, id, { action: 'acknowledge' })
    expectError(await actOnSos(app, daughter, id, { action: 'handBack' }), 'sos.invalid_transition')
    expect((await actOnSos(app, leader, id, { action: 'handBack' })).body.state).toBe('raised')
  })
})
