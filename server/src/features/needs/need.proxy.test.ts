import '../../database/mongoose'
import { Types } from 'mongoose'
import { bondContracts } from '@linli/shared/families/bond.contract'
import { needContracts, type NeedView } from '@linli/shared/needs/need.contract'
import { setPersonState } from '@linli/shared/register/person.contract'
import { requestVerification } from '@linli/shared/users/me.contract'
import { decideVerification } from '@linli/shared/users/verification.contract'
import { runJobOnce } from '../../jobs'
import { expectError } from '../../test/apiClient'
import { buildBond, buildElder, buildProxy, elderPlace, linkToPerson } from '../../test/families.factory'
import {
  buildNeighbourhood,
  newKey,
  press,
  readRecord,
  take,
  type Neighbourhood,
} from '../../test/needs.factory'
import { killAfter } from '../../test/killAfter'
import { startTestApp } from '../../test/testApp'
import {
  buildBuildingLeader,
  buildResident,
  buildSecretary,
  buildUser,
  testAreas,
  type TestUser,
} from '../../test/users.factory'
import { FamilyBond, ProxyAct } from '../families/bond.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { FollowUp } from '../elderCare/followUps/followUp.model'
import { moveOutbox } from '../messages/outbox.mover'
import { Person } from '../register/person.model'
import { User } from '../users/user.model'
import { Need } from './need.model'
import { sweepNeeds } from './need.sweep'

const app = startTestApp()
const { api, deps } = app

interface Family extends Neighbourhood {
  personId: string
  proxy: TestUser
  bondId: string
}

async function buildFamily(category: Parameters<typeof buildNeighbourhood>[0] = {}): Promise<Family> {
  return joinFamily(await buildNeighbourhood(category))
}

/** Another elder and daughter in the same neighbourhood. */
async function joinFamily(people: Neighbourhood, birthDate = '1944-03-05'): Promise<Family> {
  const personId = await buildElder(deps, { birthDate })
  const proxy = await buildProxy()
  return { ...people, personId, proxy, bondId: await buildBond({ proxy, personId }) }
}

const send = (user: TestUser, { personId, category }: Family, requestKey = newKey()) =>
  api(user).call(needContracts.createNeed, {
    body: { category: category.code, text: '水管漏水', forPersonId: personId },
    requestKey,
  })

async function raise(family: Family): Promise<NeedView> {
  const { body } = await send(family.proxy, family)
  deps.clock.advance(9, 'seconds')
  await sweepNeeds(deps)
  return body
}
const see = (user: TestUser, id: string) => api(user).call(needContracts.getNeed, { params: { id } })
const end = (bondId: string) =>
  FamilyBond.updateOne({ _id: bondId }, { $set: { state: 'ended', isLiving: false }, $inc: { version: 1 } })

describe('a need raised by proxy', () => {
  it('is the elder’s in everything, and says everywhere that it was by proxy', async () => {
    const family = await buildFamily()
    const need = await raise(family)
    expect(need).toMatchObject({
      source: 'proxy',
      proxyText: '由女儿 王小丽 代办',
      forWhom: '张桂珍',
      relation: 'resident',
      community: testAreas.community,
    })
    const stored = await readRecord(need.id)
    expect(stored).toMatchObject({
      personId: expect.anything() as unknown,
      ...elderPlace,
      awaitsAccount: true,
    })
    expect(stored.place?.homeId).toBeDefined()
    await take(app, family.worker, need.id, { action: 'accept' })
    const seen = (await see(family.worker, need.id)).body
    expect(seen.proxyText).toBe('由女儿 王小丽 代办')
    expect(seen.contact).toMatchObject({ name: '张桂珍', proxy: { name: '王小丽' } })
    expect(seen.timeline[0]).toMatchObject({
      who: '女儿 王小丽（代办）',
      title: '女儿 王小丽（代办）替老人提出诉求',
    })
    const elder = await buildResident()
    await linkToPerson(elder, family.personId)
    expect((await see(elder, need.id)).body.timeline[0]?.who).toBe('女儿 王小丽（代办）')
    const { items } = await api(family.proxy).ok(needContracts.listMyNeeds, {
      query: { forPersonId: family.personId },
    })
    expect(items).toMatchObject([{ id: need.id, proxyText: '由女儿 王小丽 代办' }])
    const acts = await api(elder).ok(bondContracts.listProxyActs)
    expect(acts.items).toMatchObject([
      { proxyText: '由女儿 王小丽 代办', record: { kind: 'need', id: need.id } },
    ])
  })

  it('is made once for a press that is resent, and logged once', async () => {
    const family = await buildFamily()
    const key = newKey()
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(family.proxy, family, key)))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await Need.countDocuments({ createdBy: family.proxy.id })).toBe(1)
    expect(await ProxyAct.countDocuments({ bondId: family.bondId })).toBe(1)
  })

  it('is refused to strangers, other scopes, ex-proxies, neighbours and the building leader', async () => {
    const family = await buildFamily()
    const brother = await buildProxy('儿子')
    await buildBond(
      { proxy: brother, personId: family.personId },
      { scopes: ['orders', 'payments', 'health'] },
    )
    await end(family.bondId)
    for (const user of [
      family.proxy,
      brother,
      await buildProxy('陌生人'),
      await buildResident(),
      await buildBuildingLeader(),
      await buildSecretary(testAreas.neighbourCommunity),
    ]) {
      expectError(await send(user, family), 'bond.not_acting')
      const query = { forPersonId: family.personId }
      expectError(await api(user).call(needContracts.listMyNeeds, { query }), 'bond.not_acting')
    }
    expect(await Need.countDocuments({ personId: family.personId })).toBe(0)
    const unknown = { ...family, personId: '0'.repeat(24) }
    expectError(await send(family.proxy, unknown), 'bond.not_acting')
  })

  it('is confirmed, disputed and rated by the relative as long as the bond is in force', async () => {
    const family = await buildFamily()
    const need = await raise(family)
    await take(app, family.worker, need.id, { action: 'accept' })
    await take(app, family.worker, need.id, { action: 'resolve', text: '修好了' })
    await take(app, family.proxy, need.id, { action: 'dispute', text: '还在漏' })
    await take(app, family.worker, need.id, { action: 'resolve', text: '换了阀门' })
    const closed = await take(app, family.proxy, need.id, {
      action: 'confirm',
      outcome: 'solved',
      grade: 4,
      reasons: [],
    })
    expect(closed.rating?.grade).toBe(4)
    const stored = await readRecord(need.id)
    expect(stored.rating?.isByProxy).toBe(true)
    expect(stored.history.filter(({ by }) => by.proxy).map(({ action }) => action)).toEqual([
      'create',
      'dispute',
      'confirm',
    ])
    const log = await ProxyAct.find({ bondId: family.bondId }).sort({ _id: 1 }).lean()
    expect(log.map(({ what }) => what)).toEqual([
      `提了一件诉求（${family.category.name}）`,
      expect.stringContaining('说没办好') as string,
      expect.stringContaining('确认：已解决') as string,
    ])
  })

  it('gives way to the elder’s own word', async () => {
    const family = await buildFamily()
    const elder = await buildResident()
    await linkToPerson(elder, family.personId)
    const need = await raise(family)
    await take(app, family.worker, need.id, { action: 'accept' })
    await take(app, family.worker, need.id, { action: 'resolve', text: '修好了' })
    await take(app, family.proxy, need.id, { action: 'confirm', outcome: 'solved', grade: 5, reasons: [] })
    expect((await see(elder, need.id)).body.actions).toEqual(expect.arrayContaining(['rate', 'reopen']))
    await take(app, elder, need.id, { action: 'rate', grade: 2, reasons: [] })
    expect((await readRecord(need.id)).rating).toMatchObject({ grade: 2 })
    expect((await see(family.proxy, need.id)).body.actions).toEqual([])
    expect((await press(app, family.proxy, need.id, { action: 'reopen', text: '不对' })).status).toBe(409)
    expect((await press(app, elder, need.id, { action: 'rate', grade: 1, reasons: [] })).status).toBe(409)
    await take(app, elder, need.id, { action: 'reopen', text: '又漏了' })
  })

  it('of health, family, dispute and care is only for the relative who raised it', async () => {
    const family = await buildFamily({ isSensitive: true, isPublicPlace: false })
    const sister = await buildProxy('小女儿')
    await buildBond({ proxy: sister, personId: family.personId })
    const need = await raise(family)
    expect((await see(family.proxy, need.id)).status).toBe(200)
    expectError(await see(sister, need.id), 'record.not_found')
    const query = { forPersonId: family.personId }
    expect((await api(sister).ok(needContracts.listMyNeeds, { query })).items).toEqual([])
    expect((await api(family.proxy).ok(needContracts.listMyNeeds, { query })).items).toHaveLength(1)
  })

  it('does not open what the elder raised herself', async () => {
    const family = await buildFamily()
    const elder = await buildResident()
    await linkToPerson(elder, family.personId)
    const own = await api(elder).ok(needContracts.createNeed, {
      body: { category: family.category.code },
      requestKey: newKey(),
    })
    expectError(await see(family.proxy, own.id), 'record.not_found')
    const query = { forPersonId: family.personId }
    expect((await api(family.proxy).ok(needContracts.listMyNeeds, { query })).items).toEqual([])
  })
})

describe('a bond that ends while the proxy is at it', () => {
  it('shuts the need and refuses each later step', async () => {
    const family = await buildFamily()
    const need = await raise(family)
    await take(app, family.worker, need.id, { action: 'accept' })
    await take(app, family.worker, need.id, { action: 'resolve', text: '修好了' })
    const elder = await buildResident()
    await linkToPerson(elder, family.personId)
    await api(elder).ok(bondContracts.actOnBond, {
      params: { id: family.bondId },
      body: { action: 'revoke' },
    })
    for (const body of [
      { action: 'confirm', outcome: 'solved', grade: 5, reasons: [] },
      { action: 'dispute', text: '没好' },
      { action: 'supplement', text: '再说一句' },
    ] as const)
      expect((await press(app, family.proxy, need.id, { ...body } as never)).status).toBe(404)
    expectError(await see(family.proxy, need.id), 'record.not_found')
    expect((await readRecord(need.id)).state).toBe('resolved')
  })

  it('at the same moment as a step or a new need: either the step came first, or nothing is written', async () => {
    const people = await buildNeighbourhood()
    for (let round = 0; round < 4; round += 1) {
      const family = await joinFamily(people, `194${round}-01-01`)
      const elder = await buildResident()
      await linkToPerson(elder, family.personId)
      const need = await raise(family)
      const [stepped, made, revoked] = await Promise.all([
        press(app, family.proxy, need.id, { action: 'withdraw' }),
        send(family.proxy, family),
        api(elder).call(bondContracts.actOnBond, {
          params: { id: family.bondId },
          body: { action: 'revoke' },
        }),
      ])
      expect(revoked.status).toBe(200)
      expect([200, 403, 404, 409]).toContain(stepped.status)
      expect([201, 403, 409]).toContain(made.status)
      const acts = await ProxyAct.countDocuments({ bondId: family.bondId })
      const written = [stepped.status === 200, made.status === 201].filter(Boolean).length
      expect(acts).toBe(1 + written)
      expect((await readRecord(need.id)).state).toBe(stepped.status === 200 ? 'withdrawn' : 'assigned')
      expect(await Need.countDocuments({ personId: family.personId })).toBe(made.status === 201 ? 2 : 1)
    }
  })

  it('tells the former relative nothing more, and lets a colleague call where nobody can confirm', async () => {
    const family = await buildFamily()
    const need = await raise(family)
    await take(app, family.worker, need.id, { action: 'accept' })
    await moveOutbox(deps)
    const told = () => InboxMessage.countDocuments({ userId: family.proxy.id, need: need.id })
    const before = await told()
    expect(before).toBeGreaterThan(0)
    expect(JSON.stringify(await InboxMessage.find({ need: need.id }).lean()).includes('王小丽')).toBe(false)
    await take(app, family.worker, need.id, { action: 'resolve', text: '修好了' })
    await api(family.proxy).ok(bondContracts.actOnBond, {
      params: { id: family.bondId },
      body: { action: 'renounce' },
    })
    await moveOutbox(deps)
    expect(await told()).toBe(before)
    expect(await readRecord(need.id)).toMatchObject({ canConfirm: false, isCallbackDue: true })
  })

  it('by a death ends the proxy’s rights in the same change', async () => {
    const family = await buildFamily()
    const need = await raise(family)
    await api(family.secretary).ok(setPersonState, {
      params: { id: family.personId },
      body: { from: 'present', to: 'deceased', note: '家属送来死亡证明' },
    })
    expectError(await send(family.proxy, family), 'bond.not_acting')
    expect((await see(family.proxy, need.id)).status).toBe(404)
    expect((await FamilyBond.findOne({ _id: family.bondId }).lean())?.state).toBe('ended')
    // Of what is still open the desk speaks with the relative, whom the call names.
    const { text, relative } = (await FollowUp.findOne({ kind: 'personGone' }).lean()) ?? {}
    expect(text).toContain(`还没办完的诉求：${need.category.name}，问家人要不要接着办`)
    expect(relative?.userId.toString()).toBe(family.proxy.id)
  })
})

describe('an elder without a phone who signs in later', () => {
  it('is the person of the register after a check, with all that was done for her', async () => {
    const family = await buildFamily()
    const need = await raise(family)
    const phone = '13900000077'
    const elder = await buildUser(
      { level: 'joined', community: testAreas.community, clearPhone: phone },
      deps,
    )
    await api(elder).ok(requestVerification, {
      body: { name: '张桂珍', kind: 'owner', building: testAreas.building, room: '101' },
    })
    const request = (await User.findOne({ _id: elder.id }).lean())?.verification?.id.toString() ?? ''
    const decide = () =>
      api(family.secretary).call(decideVerification, {
        params: { id: request },
        body: { decision: 'approve', note: '当面核对过身份证' },
      })
    const readPersonId = async () => (await User.findOne({ _id: elder.id }).lean())?.personId?.toString()
    // Also where the server is killed right after the check.
    for (let changes = 1; (await readPersonId()) === undefined; changes += 1) await killAfter(changes, decide)
    expect((await readRecord(need.id)).awaitsAccount).toBe(true)
    // An account that cannot be followed, before hers, keeps her waiting no longer.
    const broken = {
      _id: new Types.ObjectId('000000000000000000000001'),
      personId: 'nobody',
      isLinkPending: true,
    }
    await User.collection.insertOne(broken)
    await runJobOnce('followPersonLinks', deps)
    const pending = await User.find({ isLinkPending: true }, { _id: 1 }).lean()
    expect(pending).toEqual([{ _id: broken._id }])
    await User.deleteOne(broken._id)
    expect(await readPersonId()).toBe(family.personId)
    expect(await Person.countDocuments({})).toBe(1)
    expect((await api(elder).ok(needContracts.listMyNeeds)).items.map(({ id }) => id)).toEqual([need.id])
    expect((await readRecord(need.id)).awaitsAccount).toBeUndefined()
    const [bond] = (await api(elder).ok(bondContracts.listMyProxies)).items
    expect(bond).toMatchObject({ id: family.bondId, state: 'active' })
    const { body } = await api(elder).call(bondContracts.actOnBond, {
      params: { id: family.bondId },
      body: { action: 'revoke' },
    })
    expect(body.state).toBe('ended')
  })

  it('is not taken for a namesake with another phone where the desk says that it is somebody else', async () => {
    const family = await buildFamily()
    await Person.deleteMany({})
    const personId = await buildElder(deps, { phone: '13900000001' })
    const elder = await buildUser(
      { level: 'joined', community: testAreas.community, clearPhone: '13900000077' },
      deps,
    )
    await api(elder).ok(requestVerification, {
      body: { name: '张桂珍', kind: 'owner', building: testAreas.building, room: '101' },
    })
    const request = (await User.findOne({ _id: elder.id }).lean())?.verification?.id.toString() ?? ''
    await api(family.secretary).ok(decideVerification, {
      params: { id: request },
      body: { decision: 'approve', isSamePerson: false },
    })
    expect((await User.findOne({ _id: elder.id }).lean())?.personId?.toString()).not.toBe(personId)
  })
})
