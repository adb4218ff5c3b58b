import '../../database/mongoose'
import { careCardContracts } from '@linli/shared/elderCare/careCard.contract'
import { bondContracts } from '@linli/shared/families/bond.contract'
import { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import { sosContracts } from '@linli/shared/safety/sos.contract'
import { buildAreas } from '../../test/areas.factory'
import { buildBond, buildProxy, elderPlace } from '../../test/families.factory'
import { newKey } from '../../test/needs.factory'
import { actOnSos, buildElderWithFamily, raiseSos } from '../../test/safety.factory'
import { startTestApp } from '../../test/testApp'
import {
  buildCommunityWorker,
  buildGridWorker,
  buildResident,
  buildSecretary,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { killAfter } from '../../test/killAfter'
import { CareCard } from '../elderCare/clients/careCard.model'
import { moveOutbox } from '../messages/outbox.mover'
import { CheckIn } from '../safety/checkIn.model'
import { readActor } from '../users/actor.service'
import { findActing, whileActing } from './bond.access'
import { FamilyBond } from './bond.model'

const app = startTestApp()
const { api, deps } = app
beforeEach(buildAreas)

const readLog = async (elder: TestUser) => {
  await moveOutbox(deps)
  return (await api(elder).ok(bondContracts.listProxyActs, { query: {} })).items.map(({ what }) => what)
}

describe('the log of what was done by proxy', () => {
  it('is read whole by the elder and who keeps her register, of a relative only her own, page by page, by nobody else', async () => {
    const { elder, daughter, personId } = await buildElderWithFamily(deps)
    const son = await buildProxy()
    await buildBond({ proxy: son, personId }, { scopes: ['needs'] })
    const acting = async (user: TestUser) => {
      const actor = await readActor(user.id, '', deps.clock.now())
      const found = actor && (await findActing(actor, personId, 'needs', deps))
      if (!found) throw new Error('does not act')
      return found
    }
    for (const [user, what] of [
      [daughter, '女儿做的'],
      [son, '儿子做的'],
    ] as const) {
      const record = { kind: 'need', id: personId }
      await whileActing(await acting(user), { what, record }, () => Promise.resolve(true), deps)
    }
    const list = (user: TestUser, query: object = { personId }) =>
      api(user).call(bondContracts.listProxyActs, { query })
    const whatOf = async (user: TestUser, query?: object) =>
      (await list(user, query)).body.items.map(({ what }) => what)
    const all = ['儿子做的', '女儿做的']
    for (const user of [elder, await buildSecretary(), await buildCommunityWorker()])
      expect(await whatOf(user)).toEqual(all)
    expect(await whatOf(elder, {})).toEqual(all)
    expect(await whatOf(daughter)).toEqual(['女儿做的'])
    const first = (await list(elder, { personId, limit: '1' })).body
    expect(first.items.map(({ what }) => what)).toEqual(['儿子做的'])
    expect(await whatOf(elder, { personId, cursor: first.nextCursor })).toEqual(['女儿做的'])
    for (const user of [
      await buildProxy(),
      await buildResident(),
      await buildGridWorker(),
      await buildSecretary(testAreas.neighbourCommunity),
    ])
      expect(await whatOf(user)).toEqual([])
  })

  it('has what a relative says of a call for help, and nothing of what staff do', async () => {
    const { elder, daughter, personId } = await buildElderWithFamily(deps)
    const { body } = await raiseSos(app, daughter, { forPersonId: personId })
    const key = newKey()
    const tell = { action: 'tell', matter: 'fell', text: '在卫生间' } as const
    const press = { params: { id: body.id }, body: tell, requestKey: key }
    await api(daughter).call(sosContracts.actOnSos, press)
    await api(daughter).call(sosContracts.actOnSos, press)
    await actOnSos(app, daughter, body.id, { action: 'cancel' })
    await actOnSos(app, await buildGridWorker(), body.id, { action: 'arrive' })
    expect(await readLog(elder)).toEqual(['说紧急求助是按错了', '写了求助的情况', '按了紧急求助'])
  })

  it('loses no line to a kill right after the step, and none to the end of the bond', async () => {
    const { elder, daughter, bonds, personId } = await buildElderWithFamily(deps)
    const { id } = (await raiseSos(app, daughter, { forPersonId: personId })).body
    const key = newKey()
    const tell = () => actOnSos(app, daughter, id, { action: 'tell', matter: 'fell' }, key)
    expect(await killAfter(1, tell)).toBe(true)
    await tell()
    const again = newKey()
    const press = () => raiseSos(app, daughter, { forPersonId: personId }, again)
    expect(await killAfter(1, press)).toBe(true)
    await FamilyBond.updateOne({ _id: bonds.daughter }, { $set: { state: 'ended', isLiving: false } })
    for (let i = 0; i < 2; i += 1)
      expect(await readLog(elder)).toEqual(['又按了紧急求助', '写了求助的情况', '按了紧急求助'])
  })

  it('has that a relative reached her, whatever the bond covers, and says by name who it was', async () => {
    const { elder, son, bonds, personId } = await buildElderWithFamily(deps)
    await FamilyBond.updateOne({ _id: bonds.son }, { $set: { scopes: ['orders'] } })
    const body = { isOn: true, dueMinutes: 600, isConsented: true }
    await api(elder).ok(checkInContracts.setCheckIn, { params: { id: personId }, body })
    await CheckIn.updateOne({ _id: personId }, { $set: { state: 'waiting' } })
    const reached = { action: 'reached', text: '打过电话了，说刚起来' } as const
    const seen = await api(son).ok(checkInContracts.actOnCheckIn, {
      ...{ params: { id: personId }, body: reached, requestKey: newKey() },
    })
    expect(seen.stateText).toMatch(/^儿子 .*联系上了，/)
    expect(await readLog(elder)).toEqual(['写了联系上老人，报了平安'])
  })

  it('has that a relative ended her printed card, once', async () => {
    const { elder, daughter, personId } = await buildElderWithFamily(deps)
    const { district } = elderPlace
    await CareCard.create({ hash: 'x', personId, district, issuedBy: elder.id, issuedAt: deps.clock.now() })
    await api(daughter).ok(careCardContracts.revokeCareCards, { body: { personId } })
    await api(daughter).ok(careCardContracts.revokeCareCards, { body: { personId } })
    expect(await readLog(elder)).toEqual(['作废了服务卡'])
  })
})
