import {
  endMembership,
  grantMembership,
  listHeldWork,
  listMemberships,
} from '@linli/shared/users/membership.contract'
import type { Post } from '@linli/shared/users/posts'
import { buildAreas, buildUnit } from '../../test/areas.factory'
import { expectError } from '../../test/apiClient'
import { startTestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildGridWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
  type TestMembership,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { readActor } from './actor.service'
import { Membership } from './membership.model'
import { registerHeldWork, type HeldWork } from './userHooks'

const { community, grid, otherGrid } = testAreas
const gridPost = `grid:${grid}` as const

/** Open work as a feature would hold it. */
let work: HeldWork[] = []
registerHeldWork({
  name: 'test',
  list: (membership) =>
    Promise.resolve(
      work.filter(
        ({ post }) => post === membership.post || post === `volunteer:${membership.userId.toString()}`,
      ),
    ),
  move: (items, to) => {
    const ids = items.map(({ id }) => id)
    work = work.map((item) => (ids.includes(item.id) ? { ...item, post: to } : item))
    return Promise.resolve()
  },
})

const buildWork = (post: Post, id = '64b000000000000000000001'): HeldWork => ({
  kind: 'test',
  id,
  label: '楼道灯不亮',
  post,
  dueAt: new Date('2026-11-25T00:00:00.000Z'),
})

/** A member of the grid's staff, with the membership at hand. */
async function buildHolder(areaCode: string = grid): Promise<[TestUser, TestMembership]> {
  const user = await buildUser({ nickname: '小李' })
  return [user, await buildMembership(user, 'gridWorker', areaCode)]
}

const reason = { reason: '调到别的社区' }

beforeEach(() => {
  work = []
})

describe('granting a role', () => {
  it('gives it at once, with its post, and logs it', async () => {
    const { api, deps } = startTestApp()
    await buildAreas()
    const user = await buildResident({ clearPhone: '13800000001', clearName: '李小红' }, deps)
    const body = { phone: '13800000001', role: 'gridWorker', areaCode: grid } as const
    const granted = await api(await buildSecretary()).ok(grantMembership, { body })
    expect(granted).toMatchObject({
      userId: user.id,
      userName: '李小红',
      maskedPhone: '138****0001',
      role: 'gridWorker',
      areaCode: grid,
      isDeputy: false,
    })
    expect(await Membership.findOne({ _id: granted.id }).lean()).toMatchObject({ post: gridPost, community })
    expect((await readActor(user.id, '', deps.clock.now()))?.memberships).toHaveLength(1)
    expect(await AuditEntry.findOne({ subjectId: user.id }).lean()).toMatchObject({
      action: 'membership.granted',
      details: { role: 'gridWorker', target: grid },
    })
    expect(deps.published.at(-1)).toMatchObject({ name: 'session.changed', rooms: [`user:${user.id}`] })
  })

  it('gives one in a unit, dated and as deputy', async () => {
    const { api, deps } = startTestApp()
    await buildAreas()
    const unit = await buildUnit({ name: '和丰服务站' })
    const user = await buildResident()
    const until = '2026-12-31T16:00:00.000Z'
    const body = { userId: user.id, role: 'unitStaff', unitId: unit.id, isDeputy: true, until } as const
    const granted = await api(await buildSecretary()).ok(grantMembership, { body })
    expect(granted).toMatchObject({ unitName: '和丰服务站', unitKind: 'station', isDeputy: true, until })
    expect((await readActor(user.id, '', deps.clock.now()))?.memberships).toHaveLength(1)
    expect((await readActor(user.id, '', new Date(until)))?.memberships).toHaveLength(0)
  })

  it('refuses what the person has, people without a checked phone, and unknown ones', async () => {
    const { api } = startTestApp()
    await buildAreas()
    const secretary = api(await buildSecretary())
    const user = await buildResident()
    const body = { userId: user.id, role: 'gridWorker', areaCode: grid } as const
    const replies = await Promise.all([1, 2].map(() => secretary.call(grantMembership, { body })))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await Membership.countDocuments({ userId: user.id })).toBe(1)
    expectError(await secretary.call(grantMembership, { body }), 'membership.exists')
    const unchecked = { ...body, userId: (await buildUser()).id }
    expectError(await secretary.call(grantMembership, { body: unchecked }), 'membership.phone_needed')
    const unknown = { phone: '13900000000', role: 'gridWorker', areaCode: grid } as const
    expectError(await secretary.call(grantMembership, { body: unknown }), 'membership.user_not_found')
  })

  it('refuses those who are not above, another community and another level', async () => {
    const { api } = startTestApp()
    await buildAreas()
    const user = await buildResident()
    const body = { userId: user.id, role: 'gridWorker', areaCode: grid } as const
    for (const person of [
      await buildSecretary(testAreas.neighbourCommunity),
      await buildCommunityWorker(),
      await buildStreetOfficer(),
    ])
      expectError(await api(person).call(grantMembership, { body }), 'access.denied')
    expectError(await api().call(grantMembership, { body }), 'session.required')
    const secretary = api(await buildSecretary())
    const own = { ...body, role: 'secretary', areaCode: community } as const
    expectError(await secretary.call(grantMembership, { body: own }), 'access.denied')
    const wrong = { ...body, areaCode: community }
    expectError(await secretary.call(grantMembership, { body: wrong }), 'request.invalid')
    for (const loose of [{ ...body, phone: '13900000000' }, { ...body, unitId: user.id }, { role: 'king' }])
      expectError(await secretary.callLoose(grantMembership, { body: loose }), 'request.invalid')
  })
})

describe('listing roles', () => {
  it('shows an area with all below it to those above, in pages', async () => {
    const { api } = startTestApp()
    await buildAreas()
    const secretary = await buildSecretary()
    const [, first] = await buildHolder()
    await buildHolder(otherGrid)
    await buildGridWorker(`${testAreas.neighbourCommunity}-G01`)
    const query = { areaCode: community, role: 'gridWorker', limit: 1 } as const
    const page = await api(secretary).ok(listMemberships, { query })
    expect(page.items.map(({ id }) => id)).toEqual([first.id])
    const rest = await api(secretary).ok(listMemberships, { query: { ...query, cursor: page.nextCursor } })
    expect(rest.items.map(({ areaCode }) => areaCode)).toEqual([otherGrid])
    const all = await api(secretary).ok(listMemberships, { query: {} })
    expect(all.items).toHaveLength(3)
    const street = await api(await buildStreetOfficer()).ok(listMemberships, {
      query: { role: 'gridWorker' },
    })
    expect(street.items).toHaveLength(3)
    const stranger = await buildSecretary(testAreas.neighbourCommunity)
    expectError(await api(stranger).call(listMemberships, { query }), 'access.denied')
    expectError(await api(await buildGridWorker()).call(listMemberships, { query }), 'access.denied')
  })

  it('shows the staff of a unit', async () => {
    const { api } = startTestApp()
    await buildAreas()
    const unit = await buildUnit()
    await buildMembership(await buildUser(), 'unitStaff', { unitId: unit.id, areaCode: community })
    const list = await api(await buildSecretary()).ok(listMemberships, { query: { unitId: unit.id } })
    expect(list.items).toMatchObject([{ role: 'unitStaff', unitId: unit.id }])
  })
})

describe('ending a role', () => {
  it('counts at once and keeps the record', async () => {
    const { api, deps } = startTestApp()
    const [user, { id }] = await buildHolder()
    const params = { id }
    const secretary = await buildSecretary()
    const { membership, moved } = await api(secretary).ok(endMembership, { params, body: reason })
    expect(membership.endedAt).toBe(deps.clock.now().toISOString())
    expect(moved).toBe(0)
    expect((await readActor(user.id, '', deps.clock.now()))?.memberships).toEqual([])
    expectError(await api(secretary).call(endMembership, { params, body: reason }), 'membership.ended')
    expect(await AuditEntry.findOne({ action: 'membership.ended' }).lean()).toMatchObject({
      actorId: secretary._id,
      details: { reason: reason.reason, moved: 0 },
    })
  })

  it('lets the same role be given again', async () => {
    const { api } = startTestApp()
    await buildAreas()
    const user = await buildResident()
    const secretary = api(await buildSecretary())
    const body = { userId: user.id, role: 'gridWorker', areaCode: grid } as const
    const { id } = await secretary.ok(grantMembership, { body })
    await secretary.ok(endMembership, { params: { id }, body: reason })
    await secretary.ok(grantMembership, { body })
  })

  it('is refused with the list while it would leave work without a holder', async () => {
    const { api } = startTestApp()
    const [, { id }] = await buildHolder()
    const params = { id }
    work = [buildWork(gridPost)]
    const secretary = api(await buildSecretary())
    expect(await secretary.ok(listHeldWork, { params })).toMatchObject({
      items: [{ label: '楼道灯不亮', post: gridPost, dueAt: '2026-11-25T00:00:00.000Z' }],
      stranded: 1,
    })
    const refused = expectError(
      await secretary.call(endMembership, { params, body: reason }),
      'membership.holds_work',
    )
    expect(refused.details).toMatchObject({ items: [{ id: '64b000000000000000000001' }] })
    expect((await Membership.findOne({ _id: id }).lean())?.endedAt).toBeUndefined()
  })

  it('moves that work in one action: to the triage, or to a post that somebody holds', async () => {
    const { api } = startTestApp()
    const secretary = api(await buildSecretary())
    const [user, { id }] = await buildHolder()
    work = [buildWork(gridPost), buildWork(`volunteer:${user.id}`, '64b000000000000000000002')]
    const toTriage = { ...reason, moveTo: 'triage' as const }
    expect((await secretary.ok(endMembership, { params: { id }, body: toTriage })).moved).toBe(2)
    expect(work.map(({ post }) => post)).toEqual([`triage:${community}`, `triage:${community}`])

    const [, second] = await buildHolder()
    work = [buildWork(gridPost)]
    const params = { id: second.id }
    const empty = { ...reason, moveTo: `grid:${otherGrid}` }
    expectError(await secretary.call(endMembership, { params, body: empty }), 'membership.target_empty')
    await buildGridWorker(otherGrid)
    expect((await secretary.ok(endMembership, { params, body: empty })).moved).toBe(1)
    expect(work[0]?.post).toBe(`grid:${otherGrid}`)
  })

  it('leaves the work where another holder stays', async () => {
    const { api } = startTestApp()
    const [, { id }] = await buildHolder()
    await buildGridWorker()
    work = [buildWork(gridPost)]
    const secretary = api(await buildSecretary())
    expect((await secretary.ok(listHeldWork, { params: { id } })).stranded).toBe(0)
    await secretary.ok(endMembership, { params: { id }, body: reason })
    expect(work[0]?.post).toBe(gridPost)
  })

  it('is for those above, never for oneself', async () => {
    const { api } = startTestApp()
    const [, { id }] = await buildHolder()
    const params = { id }
    for (const person of [await buildSecretary(testAreas.neighbourCommunity), await buildGridWorker()]) {
      expectError(await api(person).call(endMembership, { params, body: reason }), 'access.denied')
      expectError(await api(person).call(listHeldWork, { params }), 'access.denied')
    }
    const secretary = await buildSecretary()
    const own = await Membership.findOne({ userId: secretary.id }).lean()
    const mine = { id: own?._id.toString() ?? '' }
    expectError(await api(secretary).call(endMembership, { params: mine, body: reason }), 'access.denied')
    expectError(await api().call(endMembership, { params, body: reason }), 'session.required')
    const unknown = { id: '64b000000000000000000009' }
    expectError(
      await api(secretary).call(endMembership, { params: unknown, body: reason }),
      'record.not_found',
    )
    const loose = { params, body: { ...reason, moveTo: 'nowhere' } }
    expectError(await api(secretary).callLoose(endMembership, loose), 'request.invalid')
  })
})
