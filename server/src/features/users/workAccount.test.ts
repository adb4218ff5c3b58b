import { listMemberships, setWorkAccount } from '@linli/shared/users/membership.contract'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import {
  buildAdministrator,
  buildDistrictOfficer,
  buildMembership,
  buildSecretary,
  buildUser,
  testAreas,
  type TestMembership,
  type TestUser,
} from '../../test/users.factory'
import { AuditEntry } from '../audit/audit.model'
import { Membership } from './membership.model'
import { User } from './user.model'

let app: TestApp
let administrator: TestUser
let worker: TestMembership
beforeEach(async () => {
  app = startTestApp()
  await buildAreas()
  administrator = await buildAdministrator()
  worker = await buildMembership(await buildUser({ nickname: '小李' }), 'gridWorker', testAreas.grid)
})

const set = (user: TestUser, workAccount: string | null, id = worker.id) =>
  app.api(user).call(setWorkAccount, { params: { id }, body: { workAccount } })
const read = async () => (await User.findOne({ _id: worker.user._id }).lean())?.workAccount

describe('the account of staff in 企业微信', () => {
  test('is set and taken away by the administrator, shown with the role, and logged without its value', async () => {
    expect((await set(administrator, 'Li.Qiang_01')).body.workAccount).toBe('Li.Qiang_01')
    const list = await app.api(administrator).ok(listMemberships, { query: { areaCode: testAreas.grid } })
    expect(list.items).toMatchObject([{ workAccount: 'Li.Qiang_01' }])
    expect((await set(administrator, null)).body.workAccount).toBeUndefined()
    expect(await read()).toBeUndefined()
    const logged = await AuditEntry.find({ action: 'workAccount.set' }).lean()
    expect(logged.map(({ details }) => details as object)).toEqual([{ isSet: true }, { isSet: false }])
    expect(JSON.stringify(logged)).not.toContain('Qiang')
  })

  test('is one person’s only, and no role that has ended carries one', async () => {
    const other = await buildMembership(await buildUser(), 'gridWorker', testAreas.otherGrid)
    await set(administrator, 'LiQiang')
    expectError(await set(administrator, 'LiQiang', other.id), 'membership.work_account_taken')
    expect((await set(administrator, 'LiQiang')).status).toBe(200)
    await Membership.updateOne({ _id: other.id }, { $set: { endedAt: app.deps.clock.now() } })
    expectError(await set(administrator, 'WangFang', other.id), 'membership.ended')
  })

  test('is refused to everyone else, and in any other form', async () => {
    for (const user of [await buildSecretary(), await buildDistrictOfficer(), worker.user])
      expectError(await set(user, 'LiQiang'), 'access.denied')
    expectError(await set(await buildAdministrator('310114'), 'LiQiang'), 'access.denied')
    for (const workAccount of ['', '李强', 'a b', '-x', 'a'.repeat(65)])
      expectError(await set(administrator, workAccount), 'request.invalid')
    expectError(await set(administrator, 'LiQiang', '0'.repeat(24)), 'record.not_found')
    expect(await read()).toBeUndefined()
  })
})
