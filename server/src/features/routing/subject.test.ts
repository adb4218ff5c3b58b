import '../../database/mongoose'
import { placeOf } from '@linli/shared/areas/areas'
import type { Subject } from '@linli/shared/routing/route'
import { roleHeldIn, roles, type Role } from '@linli/shared/users/roles'
import type { Post } from '@linli/shared/users/posts'
import fc from 'fast-check'
import { Types } from 'mongoose'
import { buildAreas, buildUnit } from '../../test/areas.factory'
import { buildRule } from '../../test/routing.factory'
import { makeCategory } from '../../test/routing.made'
import { createTestDeps } from '../../test/testApp'
import {
  buildAdministrator,
  buildBuildingLeader,
  buildDistrictOfficer,
  buildGridWorker,
  buildMembership,
  buildSecretary,
  buildStreetOfficer,
  buildUnitStaff,
  buildUser,
  buildVolunteer,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { Membership } from '../users/membership.model'
import { computeRoute } from './routing.service'
import { describeSubject, isPostOfSubject, resolveSubject } from './subject.service'

const deps = createTestDeps()
const { district, street, community, grid, building } = testAreas
const place = { ...placeOf(building), grid }
const complain = (complaintAbout: Subject) =>
  computeRoute(
    { category: makeCategory({ isComplaint: true }), place, at: deps.clock.now(), complaintAbout },
    deps,
  )
const about = ({ id }: { id: string }): Subject => ({ kind: 'user', id })

beforeEach(buildAreas)

describe('a complaint', () => {
  it('goes one level above its subject', async () => {
    const station = await buildUnit()
    const department = await buildUnit({ kind: 'department', areaCode: district })
    const expected: [Subject, Post][] = [
      [about(await buildBuildingLeader()), `triage:${community}`],
      [about(await buildGridWorker()), `triage:${community}`],
      [about(await buildVolunteer()), `triage:${community}`],
      [about(await buildSecretary()), `triage:${street}`],
      [about(await buildUnitStaff({ unitId: station.id, areaCode: community })), `triage:${street}`],
      [about(await buildStreetOfficer()), `triage:${district}`],
      [{ kind: 'unit', id: station.id }, `triage:${street}`],
      [{ kind: 'unit', id: department.id }, `triage:${district}`],
      [{ kind: 'post', id: `grid:${grid}` }, `triage:${community}`],
      [{ kind: 'post', id: `pool:${community}` }, `triage:${community}`],
      [{ kind: 'post', id: `triage:${community}` }, `triage:${street}`],
      [{ kind: 'post', id: `unit:${station.id}` }, `triage:${street}`],
    ]
    for (const [subject, post] of expected)
      expect({ subject, ...(await complain(subject)) }).toMatchObject({ subject, post })
  })

  it('says why without saying about whom, and looks at no rule', async () => {
    const station = await buildUnit({ name: '友谊服务站' })
    await buildUnitStaff({ unitId: station.id, areaCode: community })
    await buildRule({ kind: 'unit', unitId: station.id })
    const { why, whyCode, rule } = await complain({ kind: 'unit', id: station.id })
    expect({ whyCode, rule }).toEqual({ whyCode: 'aboveSubject', rule: undefined })
    expect(why).toContain('被反映的一方看不到')
    expect(why).not.toContain('友谊')
  })

  it('climbs over every desk at which the subject, or someone of the unit, sits', async () => {
    const station = await buildUnit()
    const staff = await buildUnitStaff({ unitId: station.id, areaCode: community })
    await buildMembership(staff, 'streetOfficer', street)
    expect((await complain({ kind: 'unit', id: station.id })).post).toBe(`triage:${district}`)
    const worker = await buildGridWorker()
    await buildMembership(worker, 'secretary', community)
    expect((await complain(about(worker))).post).toBe(`triage:${street}`)
  })

  it('about the top goes to a department it does not work for', async () => {
    const officer = await buildDistrictOfficer()
    const own = await buildUnit({ kind: 'department', areaCode: district, name: '安监局' })
    await buildMembership(officer, 'unitStaff', { unitId: own.id, areaCode: district })
    const other = await buildUnit({ kind: 'department', areaCode: district, name: '纪委' })
    await buildUnitStaff({ unitId: other.id, areaCode: district })
    expect((await complain(about(officer))).post).toBe(`unit:${other.id}`)
  })

  it('about the only one at the top goes to the administrators, about one of several to the others there', async () => {
    const officer = await buildDistrictOfficer()
    await buildAdministrator()
    expect((await complain(about(officer))).post).toBe(`admin:${district}`)
    await buildDistrictOfficer()
    const { post, postName, why } = await complain(about(officer))
    expect(post).toBe(`triage:${district}`)
    expect(why).toContain(postName)
  })

  it('about whoever holds all of it is refused with a way out, only while there is truly nobody', async () => {
    const officer = await buildDistrictOfficer()
    await buildMembership(officer, 'administrator', district)
    await expect(complain(about(officer))).rejects.toMatchObject({ code: 'need.nobody_above' })
    const gone = await buildDistrictOfficer()
    await Membership.updateMany({ userId: gone._id }, { $set: { until: new Date('2026-02-01T00:00:00Z') } })
    await expect(complain(about(officer))).rejects.toMatchObject({ code: 'need.nobody_above' })
    const department = await buildUnit({ kind: 'department', areaCode: district })
    await expect(complain(about(officer))).rejects.toMatchObject({ code: 'need.nobody_above' })
    await buildUnitStaff({ unitId: department.id, areaCode: district })
    expect((await complain(about(officer))).post).toBe(`unit:${department.id}`)
  })

  it('climbs past an empty desk to one where someone sits', async () => {
    const secretary = await buildSecretary()
    expect((await complain(about(secretary))).post).toBe(`triage:${street}`)
    await buildDistrictOfficer()
    expect((await complain(about(secretary))).post).toBe(`triage:${district}`)
    await buildStreetOfficer()
    expect((await complain(about(secretary))).post).toBe(`triage:${street}`)
  })

  it('follows posts that change hands', async () => {
    const neighbour = await buildSecretary(testAreas.neighbourCommunity)
    expect((await complain(about(neighbour))).post).toBe(`triage:${street}`)
    await buildMembership(neighbour, 'streetOfficer', street)
    expect((await complain(about(neighbour))).post).toBe(`triage:${district}`)
    await Membership.updateMany({ userId: neighbour._id }, { $set: { endedAt: deps.clock.now() } })
    expect((await complain(about(neighbour))).post).toBe(`triage:${community}`)
  })
})

const codeOf: Partial<Record<Role, string>> = {
  secretary: community,
  communityWorker: community,
  volunteer: community,
  gridWorker: grid,
  buildingLeader: building,
  streetOfficer: street,
}

async function give(user: TestUser, role: Role, unitId: string): Promise<void> {
  if (roleHeldIn[role] === 'unit') await buildMembership(user, role, { unitId, areaCode: community })
  else await buildMembership(user, role, codeOf[role] ?? community)
}

it('whatever roles people combine, no complaint lands on a post of its subject', async () => {
  const someRoles = fc.uniqueArray(
    fc.constantFrom(...roles.filter((role) => role in codeOf || role === 'unitStaff')),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  await fc.assert(
    fc.asyncProperty(someRoles, fc.boolean(), async (held, isAboutUnit) => {
      await Membership.deleteMany({})
      const unit = await buildUnit()
      const user = await buildUser()
      for (const role of held) await give(user, role, unit.id)
      const subject: Subject =
        isAboutUnit && held.includes('unitStaff') ? { kind: 'unit', id: unit.id } : about(user)
      const { post } = await complain(subject)
      expect(await isPostOfSubject(post, subject)).toBe(false)
    }),
    { numRuns: 25 },
  )
})

describe('a subject', () => {
  it('hides the need from everyone who works in the unit', async () => {
    const station = await buildUnit()
    const staff = await buildUnitStaff({ unitId: station.id, areaCode: community })
    const { userIds, posts } = await resolveSubject({ kind: 'unit', id: station.id }, place)
    expect([...userIds]).toEqual([staff.id])
    expect(posts).toEqual(new Set([`unit:${station.id}`, `volunteer:${staff.id}`]))
  })

  it('is called by what it does, never by a name of a person', async () => {
    const station = await buildUnit({ name: '友谊服务站' })
    expect(await describeSubject({ kind: 'unit', id: station.id })).toEqual({
      name: '友谊服务站',
      areaCode: community,
    })
    const worker = about(await buildGridWorker())
    expect(await describeSubject(worker)).toEqual({ name: '网格员的辖区网格员', areaCode: grid })
    expect(await describeSubject(about(await buildUser()))).toBeUndefined()
    expect(await describeSubject({ kind: 'unit', id: new Types.ObjectId().toString() })).toBeUndefined()
  })
})
