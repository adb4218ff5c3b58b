import '../../database/mongoose'
import { dutyContracts } from '@linli/shared/safety/duty.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildGridWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { Membership } from '../users/membership.model'
import { findOnDuty } from './duty.service'

const { api, deps } = startTestApp()
const { street } = testAreas
const everyDay = [0, 1, 2, 3, 4, 5, 6]

beforeEach(async () => {
  await buildAreas()
  deps.clock.set('2026-11-23T02:00:00.000Z')
})

const save = (user: TestUser, version: number, shifts: object[], of: string = street) =>
  api(user).call(dutyContracts.saveDutyRoster, {
    params: { street: of },
    body: { version, shifts: shifts as never },
  })
const at = (text: string) => findOnDuty(street, new Date(`${text}:00+08:00`))

describe('the roster of a street', () => {
  it('says at each hour who answers, past midnight, and the deputy while the holder is off duty', async () => {
    const officer = await buildStreetOfficer()
    const [day, night] = [await buildGridWorker(), await buildSecretary()]
    const saved = await save(officer, 0, [
      { weekdays: everyDay, from: 480, until: 1200, userId: day.id },
      { weekdays: everyDay, from: 1200, until: 480, userId: night.id, deputyId: day.id },
    ])
    expect(saved.body).toMatchObject({ version: 1, gaps: [], problems: [] })
    expect((await at('2026-11-23T12:00')).first).toEqual([day.id])
    expect(await at('2026-11-24T00:30')).toMatchObject({
      first: [night.id],
      behind: [day.id],
      isFromRoster: true,
    })
    await Membership.updateOne({ userId: night.id }, { $set: { isOffDuty: true } })
    expect(await at('2026-11-24T00:30')).toMatchObject({ first: [day.id], behind: [] })
  })

  it('that is empty is shown as broken, and the desk of the street answers', async () => {
    const officer = await buildStreetOfficer()
    const view = await api(officer).ok(dutyContracts.getDutyRoster, { params: { street } })
    expect(view).toMatchObject({ version: 0, shifts: [], gaps: ['整个星期'] })
    expect(view.problems[0]).toContain('值班表是空的')
    expect(await at('2026-11-23T03:00')).toEqual({ first: [officer.id], behind: [], isFromRoster: false })
  })

  it('names its holes and those who have left', async () => {
    const officer = await buildStreetOfficer()
    const worker = await buildUser({ nickname: '小李' })
    await buildMembership(worker, 'gridWorker', testAreas.grid)
    const { body } = await save(officer, 0, [{ weekdays: [1], from: 480, until: 1200, userId: worker.id }])
    expect(body.gaps).toEqual(['周日 00:00 到 周一 08:00', '周一 20:00 到 周日 00:00'])
    await Membership.updateOne({ userId: worker.id }, { $set: { endedAt: deps.clock.now() } })
    const later = await api(officer).ok(dutyContracts.getDutyRoster, { params: { street } })
    expect(later.problems).toContain('小李已经不在这里任职，请换人。')
    expect((await at('2026-11-23T12:00')).isFromRoster).toBe(false)
  })

  it('finds its people among a thousand building leaders, who joined before them', async () => {
    await buildBuildingLeader()
    const leader = await Membership.findOne({ role: 'buildingLeader' }).orFail().lean()
    const many = Array.from({ length: 1000 }, (_, i) => {
      const { activeKey, ...fields } = leader
      return {
        ...fields,
        activeKey: `${activeKey}:${i}`,
        _id: new Types.ObjectId(),
        userId: new Types.ObjectId(),
      }
    })
    await Membership.collection.insertMany(many)
    const [officer, deputy, station] = [
      await buildStreetOfficer(),
      await buildSecretary(),
      await buildUser({ nickname: '小周' }),
    ]
    await buildMembership(station, 'gridWorker', testAreas.grid)
    const shift = { weekdays: everyDay, from: 0, until: 0, userId: officer.id, deputyId: deputy.id }
    const { body } = await save(officer, 0, [shift])
    expect(body).toMatchObject({ problems: [], now: [expect.any(String) as string] })
    expect(body.people.map(({ id }) => id)).toEqual([officer.id, deputy.id, station.id])
    expect(await at('2026-11-24T00:30')).toMatchObject({ first: [officer.id], behind: [deputy.id] })
  })

  it('is written by one of two at a time, for the own street, with its own people', async () => {
    const officer = await buildStreetOfficer()
    const worker = await buildGridWorker()
    const shift = { weekdays: everyDay, from: 0, until: 0, userId: worker.id }
    const both = await Promise.all([save(officer, 0, [shift]), save(officer, 0, [{ ...shift, from: 60 }])])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const lost = await save(officer, 0, [])
    expect(lost.body).toMatchObject({
      code: 'request.conflict',
      details: { version: 1, by: expect.any(String) as string },
    })
    expect((await save(officer, 1, [])).body.version).toBe(2)
    const stranger = await buildResident()
    expectError(await save(officer, 2, [{ ...shift, userId: stranger.id }]), 'duty.person_unknown')
    expectError(await save(officer, 0, [shift], testAreas.otherStreet), 'access.denied')
    const secretary = await buildSecretary()
    expectError(await save(secretary, 2, [shift]), 'access.denied')
    const read = await api(secretary).ok(dutyContracts.getDutyRoster, { params: { street } })
    expect(read).toMatchObject({ version: 2, canChange: false, people: [] })
    const other = await buildStreetOfficer(testAreas.otherStreet)
    expectError(await api(other).call(dutyContracts.getDutyRoster, { params: { street } }), 'access.denied')
  })
})
