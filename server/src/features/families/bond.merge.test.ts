import '../../database/mongoose'
import { bondContracts } from '@linli/shared/families/bond.contract'
import { buildAreas } from '../../test/areas.factory'
import { buildBond, buildElder, buildProxy, linkToPerson } from '../../test/families.factory'
import { newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import { buildResident, type TestUser } from '../../test/users.factory'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { listAccountMergeHooks } from '../users/userHooks'
import { isActingNow } from './bond.access'
import { FamilyBond } from './bond.model'
import { endOwnBonds } from './bond.steps'

const { api, deps } = startTestApp()
const act = (user: TestUser, id: string, body: object) =>
  api(user).call(bondContracts.actOnBond, { params: { id }, body: body as never, requestKey: newKey() })

beforeEach(buildAreas)

describe('a bond', () => {
  it('is one per elder once two accounts of the proxy are one, and none with herself', async () => {
    const personId = await buildElder(deps)
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const [phone, web] = [await buildProxy(), await buildProxy()]
    const narrow = await buildBond({ proxy: web, personId }, { scopes: ['needs'] })
    const wide = await buildBond({ proxy: phone, personId })
    await act(elder, narrow, { action: 'makePrimary' })
    const merge = async (from: TestUser, into: TestUser) => {
      for (const hook of listAccountMergeHooks()) await hook.move(from.id, into.id, deps)
      await moveOutbox(deps)
    }
    await merge(phone, web)
    await merge(phone, web)
    const { items } = await api(elder).ok(bondContracts.listMyProxies)
    expect(items.map(({ id, state, isPrimary }) => ({ id, state, isPrimary }))).toEqual([
      { id: wide, state: 'active', isPrimary: true },
      { id: narrow, state: 'ended', isPrimary: false },
    ])
    expect(items[1]?.stateText).toBe('已经结束，亲属的两个账号合成了一个，另一份授权接着用')
    for (const user of [web, elder])
      expect(await InboxMessage.countDocuments({ userId: user.id, title: /合成了一份/ })).toBe(1)
    await act(elder, wide, { action: 'revoke' })
    expect(await isActingNow(web.id, personId, 'needs', deps)).toBe(false)
    const own = await buildBond({ proxy: await buildProxy(), personId })
    const old = (await FamilyBond.findById(own).orFail().lean()).proxyUserId.toString()
    await endOwnBonds(old, personId, deps)
    expect((await FamilyBond.findById(own).orFail().lean()).history.at(-1)?.action).toBe('ownAccount')
  })
})
