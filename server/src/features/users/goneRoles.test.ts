import { setPersonState } from '@linli/shared/register/person.contract'
import type { PersonState } from '@linli/shared/register/register'
import type { Role } from '@linli/shared/users/roles'
import { volunteerContracts } from '@linli/shared/volunteers/volunteer.contract'
import type { Types } from 'mongoose'
import { buildUnit } from '../../test/areas.factory'
import { buildHomes } from '../../test/ballots.factory'
import { Inbox } from '../../test/inbox.reader'
import { raiseNeed, take } from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildMembership, buildResident, testAreas, type TestUser } from '../../test/users.factory'
import {
  buildApprovedVolunteer,
  buildPoolNeighbourhood,
  readVolunteerOf,
  type PoolNeighbourhood,
} from '../../test/volunteers.factory'
import { AuditEntry } from '../audit/audit.model'
import { Need } from '../needs/need.model'
import { Person } from '../register/person.model'
import { Volunteer } from '../volunteers/volunteer.model'
import { Membership } from './membership.model'
import { presenceMigrations } from './presence.service'
import { User } from './user.model'

const { community, building, grid, neighbourCommunity } = testAreas
let app: TestApp
let place: PoolNeighbourhood
let personId: Types.ObjectId
let gone: TestUser

beforeEach(async () => {
  app = startTestApp()
  place = await buildPoolNeighbourhood()
  const [home] = await buildHomes(app, [{ members: [{ name: '王建国' }] }])
  if (!home?.personIds[0]) throw new Error('nobody')
  ;[personId] = home.personIds
  gone = await buildApprovedVolunteer()
  await User.updateOne({ _id: gone._id }, { $set: { personId } })
})

const setState = (from: PersonState, to: PersonState) =>
  app.api(place.secretary).ok(setPersonState, {
    params: { id: personId.toString() },
    body: { from, to, note: '家属来办理' },
  })

const listRoles = async (): Promise<Role[]> =>
  (await Membership.find({ userId: gone._id, endedAt: { $exists: false } }).lean())
    .map(({ role }) => role)
    .sort()

/** One of each kind: what neighbours hold, here and elsewhere, and what people are employed for. */
async function giveRoles() {
  const unit = await buildUnit({ kind: 'property', name: '友谊物业' })
  await buildMembership(gone, 'buildingLeader', building)
  await buildMembership(gone, 'gridWorker', grid)
  await buildMembership(gone, 'volunteer', neighbourCommunity)
  await buildMembership(gone, 'unitStaff', { unitId: unit.id, areaCode: community, kind: 'property' })
}

it.each<[PersonState, Role[]]>([
  ['deceased', []],
  ['moved', ['gridWorker', 'unitStaff', 'volunteer', 'volunteer']],
  ['hospital', ['buildingLeader', 'gridWorker', 'unitStaff', 'volunteer', 'volunteer']],
  ['away', ['buildingLeader', 'gridWorker', 'unitStaff', 'volunteer', 'volunteer']],
])('whoever is %s holds what she should and nothing else', async (state, left) => {
  await giveRoles()
  await setState('present', state)
  expect(await listRoles()).toEqual(left)
  expect(await readVolunteerOf(gone)).toMatchObject({ state: state === 'deceased' ? 'ended' : 'approved' })
})

it('what a volunteer who died had in her hands is with the desk in the same change, and nothing is sent to her', async () => {
  const inbox = new Inbox(app.deps)
  const need = await raiseNeed(app, place)
  await take(app, gone, need.id, { action: 'claim' })
  await inbox.deliver()
  const before = (await inbox.read(gone.id)).length
  await setState('present', 'deceased')
  expect(await Need.findOne({ _id: need.id }).lean()).toMatchObject({
    post: `triage:${community}`,
    open: true,
  })
  expect(await AuditEntry.findOne({ action: 'membership.ended' }).lean()).toMatchObject({
    actorName: '自动处理',
    details: { role: 'volunteer', moved: 1, reason: '登记为去世' },
  })
  await inbox.deliver()
  expect(await inbox.read(gone.id)).toHaveLength(before)
  // A correction gives no role back: another may have it by then.
  await setState('deceased', 'present')
  expect(await listRoles()).toEqual([])
})

it('nobody decides on what somebody who is gone had applied for', async () => {
  const applicant = await buildResident({ personId })
  const { _id } = await Volunteer.create({
    ...{ userId: applicant._id, district: testAreas.district, street: testAreas.street, community },
    ...{ state: 'applied', isActive: true, createdAt: app.deps.clock.now() },
  })
  await setState('present', 'deceased')
  expect(await Volunteer.findById(_id).lean()).toMatchObject({ state: 'ended' })
  const { items } = await app
    .api(place.secretary)
    .ok(volunteerContracts.listVolunteers, { query: { community, state: 'applied' } })
  expect(items).toEqual([])
})

it('whoever was gone before roles followed the register holds none once it is brought up to date', async () => {
  await Person.updateOne({ _id: personId }, { $set: { state: 'deceased' } })
  const run = presenceMigrations.find(({ name }) => name === 'endRolesOfGone')?.run
  expect([await run?.(app.deps), await run?.(app.deps)]).toEqual([1, 0])
  expect(await listRoles()).toEqual([])
})
