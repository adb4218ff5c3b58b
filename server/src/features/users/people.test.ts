import { listAuditEntries } from '@linli/shared/users/audit.contract'
import { getMe } from '@linli/shared/users/me.contract'
import { listOwnRecordAccesses } from '@linli/shared/users/ownData.contract'
import { checkPhoneInPerson, listUsers, unmaskUser } from '@linli/shared/users/people.contract'
import { openRecord } from '@linli/shared/users/recordAccess.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { startTestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildGridWorker,
  buildMembership,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  testAreas,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { readActor } from './actor.service'
import { RecordAccess } from './recordAccess.model'
import { hasRecordAccess } from './recordAccess.service'
import { User } from './user.model'
import { registerRecordKind } from './userHooks'

const { community, grid, neighbourCommunity } = testAreas
const phone = '13800000001'

describe('the accounts of a community', () => {
  it('are listed masked, in pages, with level and roles', async () => {
    const { api, deps } = startTestApp()
    const secretary = api(await buildSecretary())
    const first = await buildResident({ clearPhone: phone, clearName: '王小明', nickname: '老王' }, deps)
    await buildMembership(first, 'volunteer', community)
    const second = await buildUser({ level: 'joined', community })
    await buildResident({ community: neighbourCommunity })
    const page = await secretary.ok(listUsers, { body: { community, limit: 1 } })
    expect(page.items).toMatchObject([
      {
        id: first.id,
        displayName: '老王',
        maskedName: '王**',
        maskedPhone: '138****0001',
        roles: ['volunteer'],
      },
    ])
    expect(JSON.stringify(page)).not.toContain(phone)
    const next = await secretary.ok(listUsers, { body: { community, cursor: page.nextCursor } })
    expect(next.items.map(({ id }) => id)).toEqual([second.id])
    const joined = await secretary.ok(listUsers, { body: { community, level: 'joined' } })
    expect(joined.items).toHaveLength(1)
  })

  it('are found by part of a nickname or by a whole phone', async () => {
    const { api, deps } = startTestApp()
    const secretary = api(await buildSecretary())
    const user = await buildResident({ clearPhone: phone, nickname: '老王(3栋)' }, deps)
    await buildResident({ nickname: '老李' })
    for (const search of ['王(3', phone]) {
      const { items } = await secretary.ok(listUsers, { body: { community, search } })
      expect(items.map(({ id }) => id)).toEqual([user.id])
    }
    expect((await secretary.ok(listUsers, { body: { community, search: '.*' } })).items).toEqual([])
  })

  it('are shown to those who serve them, a grid worker only those of the own grid', async () => {
    const { api } = startTestApp()
    const inGrid = await buildResident({ grid })
    await buildResident()
    const body = { community }
    const { items } = await api(await buildGridWorker()).ok(listUsers, { body })
    expect(items.map(({ id }) => id)).toEqual([inGrid.id])
    for (const person of [
      await buildSecretary(neighbourCommunity),
      await buildStreetOfficer(),
      await buildResident(),
    ])
      expectError(await api(person).call(listUsers, { body }), 'access.denied')
    expectError(await api().call(listUsers, { body }), 'session.required')
    expectError(await api(inGrid).callLoose(listUsers, { body: {} }), 'access.denied')
  })
})

describe('unmasking', () => {
  it('needs a reason, and the resident sees who looked and why', async () => {
    const { api, deps } = startTestApp()
    const user = await buildResident({ clearPhone: phone, clearName: '王小明' }, deps)
    const secretary = await buildSecretary()
    await User.updateOne({ _id: secretary.id }, { $set: { nickname: '张书记' } })
    const params = { id: user.id }
    expectError(await api(secretary).callLoose(unmaskUser, { params, body: {} }), 'request.invalid')
    const body = { reason: '核对低保名单' }
    expect(await api(secretary).ok(unmaskUser, { params, body })).toEqual({ name: '王小明', phone })
    const { items } = await api(user).ok(listOwnRecordAccesses, { query: {} })
    expect(items).toMatchObject([
      { byName: '张书记', byRole: '社区书记', what: '您的账号信息', reason: '核对低保名单' },
    ])
    expect(await AuditEntry.countDocuments({ action: 'record.opened', subjectId: user.id })).toBe(1)
    const stranger = await buildSecretary(neighbourCommunity)
    expectError(await api(stranger).call(unmaskUser, { params, body }), 'access.denied')
    const unknown = { id: new Types.ObjectId().toString() }
    expectError(await api(secretary).call(unmaskUser, { params: unknown, body }), 'record.not_found')
  })
})

describe('a phone checked in person', () => {
  it('is written by staff who serve the person, with a note', async () => {
    const { api } = startTestApp()
    const user = await buildUser({ level: 'joined', community, grid })
    const body = { phone, note: '本人带手机到居委会' }
    const params = { id: user.id }
    expectError(await api(user).call(checkPhoneInPerson, { params, body }), 'access.denied')
    const stranger = await buildSecretary(neighbourCommunity)
    expectError(await api(stranger).call(checkPhoneInPerson, { params, body }), 'access.denied')
    const item = await api(await buildGridWorker()).ok(checkPhoneInPerson, { params, body })
    expect(item).toMatchObject({ phoneVerified: true, maskedPhone: '138****0001' })
    expect(await User.findOne({ _id: user.id }).lean()).toMatchObject({ phoneCheckedBy: 'staff' })
    expect(await AuditEntry.findOne({ action: 'phone.checkedInPerson' }).lean()).toMatchObject({
      details: { note: body.note },
    })
  })

  it('joins two accounts that the same staff serve, and no others', async () => {
    const { api, deps } = startTestApp()
    const known = await buildResident({ clearPhone: phone }, deps)
    const renewed = await buildUser({ level: 'joined', community })
    const body = { phone, note: '换了微信号，本人到场' }
    const secretary = await buildSecretary()
    const item = await api(secretary).ok(checkPhoneInPerson, { params: { id: renewed.id }, body })
    expect(item).toMatchObject({ id: known.id, level: 'verified' })
    await User.updateOne({ _id: known.id }, { $set: { community: neighbourCommunity } })
    const third = await buildUser({ level: 'joined', community })
    const refused = await api(secretary).call(checkPhoneInPerson, { params: { id: third.id }, body })
    expectError(refused, 'phone.in_use')
  })

  it('does not join two different people of the register', async () => {
    const { api, deps } = startTestApp()
    await buildResident({ clearPhone: phone, personId: new Types.ObjectId() }, deps)
    const other = await buildResident({ personId: new Types.ObjectId() })
    const body = { phone, note: '母女同用一个号码' }
    const refused = await api(await buildSecretary()).call(checkPhoneInPerson, {
      params: { id: other.id },
      body,
    })
    expectError(refused, 'phone.in_use')
    expect((await api(other).ok(getMe)).maskedPhone).toBeUndefined()
  })
})

describe('opening a record by rank', () => {
  it('grants half an hour over one record of the own area and leaves a trace', async () => {
    const { api, deps } = startTestApp()
    const [user, other] = [await buildResident(), await buildResident()]
    const officer = await buildStreetOfficer()
    const body = { kind: 'user', recordId: user.id, reason: '核查投诉处理' } as const
    const { until } = await api(officer).ok(openRecord, { body })
    expect(until).toBe('2026-11-23T02:30:00.000Z')
    const actor = await readActor(officer.id, '', deps.clock.now())
    if (!actor) throw new Error('no actor')
    expect(await hasRecordAccess(actor, 'user', user.id, deps)).toBe(true)
    expect(await hasRecordAccess(actor, 'user', other.id, deps)).toBe(false)
    expect(await hasRecordAccess(actor, 'need', user.id, deps)).toBe(false)
    deps.clock.advance(30, 'minutes')
    expect(await hasRecordAccess(actor, 'user', user.id, deps)).toBe(false)
    const { items } = await api(user).ok(listOwnRecordAccesses, { query: {} })
    expect(items).toMatchObject([{ byRole: '街道工作人员', reason: '核查投诉处理' }])
    expect((await api(other).ok(listOwnRecordAccesses, { query: {} })).items).toEqual([])
  })

  it('is refused without rank over the place, without a reason, and for what must not be known', async () => {
    registerRecordKind({
      name: 'need',
      find: (_, actor) =>
        Promise.resolve(
          actor.memberships.some(({ role }) => role === 'secretary') ? undefined : { place: { community } },
        ),
    })
    const { api } = startTestApp()
    const user = await buildResident()
    const body = { kind: 'user', recordId: user.id, reason: '核查投诉处理' } as const
    const farOfficer = await buildStreetOfficer(testAreas.otherStreet)
    for (const person of [farOfficer, await buildGridWorker(), user])
      expectError(await api(person).call(openRecord, { body }), 'access.denied')
    const secretary = await buildSecretary()
    expectError(
      await api(secretary).call(openRecord, { body: { ...body, kind: 'need' } }),
      'record.not_found',
    )
    expectError(
      await api(secretary).callLoose(openRecord, { body: { ...body, reason: '' } }),
      'request.invalid',
    )
    expectError(
      await api(secretary).call(openRecord, { body: { ...body, kind: 'person' } }),
      'record.not_found',
    )
    expect(await RecordAccess.countDocuments()).toBe(0)
  })

  it('shows the traces page by page, those of the register entry too', async () => {
    const { api, deps } = startTestApp()
    const personId = new Types.ObjectId()
    const user = await buildResident({ personId })
    const secretary = await buildSecretary()
    const trace = {
      actorId: secretary._id,
      actorRole: 'secretary',
      recordId: personId,
      reason: '走访',
      at: deps.clock.now(),
      until: deps.clock.now(),
    }
    await RecordAccess.create({ ...trace, kind: 'person', ownerPersonId: personId })
    await RecordAccess.create({ ...trace, kind: 'need', ownerUserId: user._id, ownerPersonId: personId })
    const first = await api(user).ok(listOwnRecordAccesses, { query: { limit: 1 } })
    const next = await api(user).ok(listOwnRecordAccesses, { query: { cursor: first.nextCursor } })
    expect([...first.items, ...next.items].map(({ what }) => what)).toEqual(['您的一件诉求', '您的登记信息'])
  })
})

describe('the audit log', () => {
  it('is read by administrators of the district, newest first', async () => {
    const { api, deps } = startTestApp()
    const user = await buildResident({ clearPhone: phone }, deps)
    const secretary = await buildSecretary()
    for (const reason of ['第一次', '第二次'])
      await api(secretary).ok(unmaskUser, { params: { id: user.id }, body: { reason } })
    const administrator = api(await buildAdministrator())
    const first = await administrator.ok(listAuditEntries, { query: { subjectId: user.id, limit: 1 } })
    expect(first.items).toMatchObject([{ action: 'record.opened', details: { reason: '第二次' } }])
    const query = { actorId: secretary.id, cursor: first.nextCursor }
    expect((await administrator.ok(listAuditEntries, { query })).items).toHaveLength(1)
    const elsewhere = api(await buildAdministrator('310115'))
    expect((await elsewhere.ok(listAuditEntries, { query: {} })).items).toEqual([])
    expectError(await api(secretary).call(listAuditEntries, { query: {} }), 'access.denied')
  })

  it('cannot be changed or removed by the program', async () => {
    const { api } = startTestApp()
    const user = await buildResident()
    await api(await buildSecretary()).ok(unmaskUser, { params: { id: user.id }, body: { reason: '核对' } })
    const entry = await AuditEntry.findOne({})
    if (!entry) throw new Error('no entry')
    await expect(AuditEntry.updateOne({ _id: entry._id }, { $set: { action: 'x' } })).rejects.toThrow(
      'append-only',
    )
    await expect(AuditEntry.updateMany({}, { $set: { action: 'x' } })).rejects.toThrow('append-only')
    await expect(AuditEntry.deleteMany({})).rejects.toThrow('append-only')
    await expect(AuditEntry.deleteOne({ _id: entry._id })).rejects.toThrow('append-only')
    entry.action = 'x'
    await expect(entry.save()).rejects.toThrow('append-only')
    expect(await AuditEntry.findOne({}).lean()).toMatchObject({ action: 'record.opened' })
  })
})
