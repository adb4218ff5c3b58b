import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { careCardContracts } from '@linli/shared/elderCare/careCard.contract'
import { clientContracts } from '@linli/shared/elderCare/client.contract'
import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import { requestVerification } from '@linli/shared/users/me.contract'
import { ownDataContracts } from '@linli/shared/users/ownData.contract'
import { recordAccessContracts } from '@linli/shared/users/recordAccess.contract'
import type { BondScope } from '@linli/shared/families/bond'
import { bondContracts } from '@linli/shared/families/bond.contract'
import { Types } from 'mongoose'
import { AuditEntry } from '../../audit/audit.model'
import { Elder } from '../../elders/elder.model'
import { sealElderField } from '../../elders/elder.record'
import { FamilyBond, ProxyAct } from '../../families/bond.model'
import { Delivery } from '../../messages/delivery.model'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { openPerson } from '../../register/person.crypto'
import { Person } from '../../register/person.model'
import { expectError } from '../../../test/apiClient'
import {
  buildCatalogue,
  buildElder,
  buildHelper,
  buildOffering,
  buildPerson,
  buildProvider,
  changeItem,
  endRole,
  type TestElder,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { buildElder as buildHomed, buildProxy } from '../../../test/families.factory'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import {
  buildCommunityWorker,
  buildDistrictOfficer,
  buildGridWorker,
  buildResident,
  buildSecretary,
  buildStreetOfficer,
  buildUser,
  buildVolunteer,
  testAreas,
  type TestUser,
} from '../../../test/users.factory'
import { User } from '../../users/user.model'
import { Card } from '../../programmes/card.model'
import { buildEntitlement, buildProgramme } from '../../../test/programmes.factory'
import { openOrderFollowUp } from '../followUps/followUp.service'
import { PersonMerge } from '../../register/merge.model'
import { Slot } from '../providers/slot.model'
import { Order, type OrderRecord } from './order.model'
import { sweepOrders } from './order.sweep'

const { api, deps } = startTestApp()
const contracts = orderContracts
const { getProposal, placeOrder, intakeOrder, getOrder, actOnOrder, listOwnOrders, listServices } = contracts
const { listOrderQueue, releaseOrder, listOrderHelpers } = contracts

let elder: TestElder
let unit: TestProvider
let offeringId: string
let startsAt: string
const vitals = { systolic: 131, diastolic: 77, pulse: 71 }

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  elder = await buildElder(deps)
  unit = await buildProvider({ name: '助浴点', kind: 'provider', certificates: ['careWorker'] })
  offeringId = await buildOffering(unit, 'siteBath')
  startsAt = '2026-11-24T02:30:00.000Z'
  await Elder.create({
    _id: elder.personId,
    district: testAreas.district,
    healthConsent: { at: new Date('2026-01-05T02:00:00.000Z'), byUserId: elder._id, byName: '长者' },
    care: sealElderField(
      new Types.ObjectId(elder.personId),
      'care',
      { diet: { allergies: ['花生'], isDiabetic: true, needsSoftFood: false, isHalal: false, dislikes: [] } },
      deps,
    ),
  })
})

const bodyFor = <E extends object>(extra: E) => ({ itemCode: 'siteBath', offeringId, startsAt, ...extra })

async function book(user: TestUser = elder, extra: { personId?: string } = {}): Promise<OrderView> {
  const order = await api(user).ok(placeOrder, { body: bodyFor(extra), requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  return api(user).ok(getOrder, { params: { id: order.id } })
}

async function bond(
  scopes: BondScope[],
  personId = elder.personId,
  who?: TestUser,
): Promise<TestUser & { bondId: string }> {
  const proxy = who ?? (await buildProxy())
  const made = await FamilyBond.create({
    ...{ version: 1, state: 'active', isLiving: true, origin: 'wechat', relation: 'daughter', personId },
    ...{ proxyUserId: proxy._id, proxyName: '王小丽', scopes, limitFen: 20_000, createdBy: proxy._id },
    ...{
      requestKey: newKey(),
      createdAt: deps.clock.now(),
      acts: 0,
      history: [],
      district: testAreas.district,
    },
  })
  await User.updateOne({ _id: proxy.id }, { $set: { isProxy: true } })
  return { ...proxy, bondId: made._id.toString() }
}

const take = async (user: TestUser, id: string, body: OrderActionInput): Promise<OrderView> =>
  api(user).ok(actOnOrder, { params: { id }, body, requestKey: newKey() })

async function finish(order: OrderView): Promise<void> {
  await take(unit.staff, order.id, { action: 'accept' })
  deps.clock.set(order.startsAt)
  await take(unit.staff, order.id, { action: 'start', code: order.code })
  const checklist = ['水温 38–41 度', '地面防滑', '全程有人陪']
  const record = {
    outcome: 'done' as const,
    checklist,
    vitals: { before: vitals, after: vitals },
    text: '背上有疹子',
  }
  await take(unit.staff, order.id, { action: 'finish', record })
}

/** Everybody who has no business with the order. */
async function buildOutsiders(): Promise<[string, TestUser][]> {
  const other = await buildProvider({ name: '别家', kind: 'provider', certificates: ['careWorker'] })
  return [
    ['another resident', await buildElder(deps, { name: '李阿婆' })],
    ['a volunteer it was not offered to', await buildVolunteer()],
    ['another unit', other.staff],
    ['the desk of another community', await buildSecretary(testAreas.neighbourCommunity)],
    ['the street', await buildStreetOfficer()],
    ['the district', await buildDistrictOfficer()],
    ['a proxy without the scope', await bond(['needs', 'health', 'payments'])],
    ['a proxy of somebody else', await bond(['orders'], await buildPerson(deps, { name: '别人' }))],
  ]
}

it('tells a proxy above what she is asked for a second consent, and who reads out the code', async () => {
  const ask = async (user: TestUser) =>
    api(user).ok(getProposal, { params: { code: 'siteBath' }, query: { person: elder.personId } })
  const own = await ask(elder)
  expect(own.consentAboveFen).toBeUndefined()
  expect(own.item.proofText).toContain('请把手机上的六位数字')
  const hers = await ask(await bond(['orders', 'payments']))
  expect(hers.consentAboveFen).toBe(20_000)
  expect(hers.item.proofText).toContain('请长者把手机上的六位数字')
})

describe('whoever has no business with an order', () => {
  it('finds none, by no endpoint, and places none', async () => {
    const order = await book()
    const params = { id: order.id }
    for (const [who, user] of await buildOutsiders()) {
      const client = api(user)
      const answers = [
        await client.call(getOrder, { params }),
        await client.call(releaseOrder, { params }),
        await client.call(actOnOrder, { params, body: { action: 'note', text: '看看' } }),
        await client.call(actOnOrder, { params, body: { action: 'claim' } }),
        await client.call(actOnOrder, { params, body: { action: 'cancel', reason: 'death', feeFen: 0 } }),
        await client.call(placeOrder, { body: bodyFor({ personId: elder.personId }) }),
        await client.call(listOwnOrders, { query: { person: elder.personId, isOpen: 'true' } }),
        await client.call(listServices, { query: { person: elder.personId } }),
        await client.call(getProposal, { params: { code: 'siteBath' }, query: { person: elder.personId } }),
        await client.call(listOrderHelpers, { params }),
        await client.call(listOrderQueue, { query: { post: `unit:${unit.id}` } }),
        await client.call(listOrderQueue, { query: { post: `triage:${testAreas.community}` } }),
        await client.call(listOrderQueue, { query: { post: `volunteer:${elder.id}` } }),
        await client.call(intakeOrder, {
          body: { ...bodyFor({ personId: elder.personId }), source: 'phone' },
        }),
        await client.call(careCardContracts.issueCareCard, { body: { personId: elder.personId } }),
        await client.call(careCardContracts.revokeCareCards, { body: { personId: elder.personId } }),
        await client.call(followUpContracts.listFollowUps, {
          query: { post: `triage:${testAreas.community}` },
        }),
      ]
      expect([who, ...answers.map(({ status }) => status).filter((s) => s !== 403 && s !== 404)]).toEqual([
        who,
      ])
    }
    expect(await Order.countDocuments()).toBe(1)
    expect((await Order.findOne().lean<OrderRecord>())?.history).toHaveLength(2)
  })

  it('is also whoever worked for the unit once', async () => {
    const order = await book()
    await take(unit.staff, order.id, { action: 'accept' })
    // Hers are found behind however many of her colleagues'.
    const own = await Order.findOne().orFail().lean<OrderRecord>()
    const clone = (n: number, helpers: OrderRecord['helpers']) => ({
      ...own,
      ...{ _id: new Types.ObjectId(), requestKey: `clone ${n}`, helpers, hasOutbox: false, outbox: [] },
    })
    const other = [{ userId: new Types.ObjectId(), name: '别人', isVolunteer: false }]
    const others = Array.from({ length: 505 }, (_, n) => clone(n, other))
    const last = clone(505, own.helpers)
    await Order.collection.insertMany([...others, last])
    await endRole(unit.staff, deps)
    expect(await Order.findOne({ _id: last._id }).lean()).toMatchObject({ state: 'assigned', helpers: [] })
    expect(await Order.countDocuments({ 'helpers.name': '别人', state: 'accepted' })).toBe(505)
    await Order.deleteMany({ requestKey: /^clone/ })
    expectError(await api(unit.staff).call(getOrder, { params: { id: order.id } }), 'record.not_found')
    const query = { post: `unit:${unit.id}` }
    expectError(await api(unit.staff).call(listOrderQueue, { query }), 'access.denied')
    expect(await Order.findOne().lean<OrderRecord>()).toMatchObject({ state: 'assigned', helpers: [] })
  })

  it('an account that is in no register reads what to do', async () => {
    const newcomer = await buildResident()
    const { hint, items } = await api(newcomer).ok(listServices)
    expect(hint).toContain('还没有在社区登记过')
    expect(items.find(({ code }) => code === 'siteBath')).toMatchObject({ isAvailable: true })
    expectError(
      await api(newcomer).call(getProposal, { params: { code: 'siteBath' } }),
      'care.person_missing',
    )
  })
})

describe('health', () => {
  it('is read by the elder, whom she lets, and who cares for her now; by nobody else', async () => {
    const order = await book()
    const carer = await api(unit.staff).ok(getOrder, { params: { id: order.id } })
    expect(carer.careNotes).toEqual(['过敏：花生', '糖尿病'])
    const withHealth = await bond(['orders', 'health'])
    const without = await bond(['orders'])
    await finish(order)
    const read = (user: TestUser) => api(user).ok(getOrder, { params: { id: order.id } })
    for (const user of [elder, withHealth, unit.staff])
      expect((await read(user)).record?.details?.vitals?.after).toEqual(vitals)
    const desk = [await buildSecretary(), await buildCommunityWorker(), await buildGridWorker()]
    for (const user of [without, ...desk]) {
      const seen = await read(user)
      expect(seen.record).toEqual({ outcome: 'done', at: expect.any(String) as string, photos: [] })
      expect(seen.careNotes).toEqual([])
      expect(JSON.stringify(seen)).not.toMatch(/疹子|花生|\b131\b/)
    }
    await take(elder, order.id, { action: 'confirm' })
    const later = await read(unit.staff)
    expect(later.record).not.toHaveProperty('details')
    expect(later).not.toHaveProperty('contact')
  })

  it('and where she lives are read by whoever does it while it is to be done, and of the dead by nobody', async () => {
    const order = await book()
    const secretary = await buildSecretary()
    const read = async (user: TestUser) => {
      const { contact, careNotes } = await api(user).ok(getOrder, { params: { id: order.id } })
      return { name: contact?.name, count: careNotes.length }
    }
    const open = { name: '周桂珍', count: 2 }
    const shut = { name: undefined, count: 0 }
    await finish(order)
    expect(await read(unit.staff)).toEqual(open)
    deps.clock.advance(1, 'days')
    expect(await read(unit.staff)).toEqual(shut)
    // The desk calls her about it, and whoever makes good what was wrong goes there again.
    expect(await read(secretary)).toEqual({ ...open, count: 0 })
    await take(elder, order.id, { action: 'dispute', text: '没洗干净' })
    expect(await read(unit.staff)).toEqual(open)
    await Person.updateOne({ _id: elder.personId }, { $set: { state: 'deceased' } })
    for (const user of [unit.staff, secretary]) expect(await read(user)).toEqual(shut)
  })

  it('is in no message, no list and no other field of the database in clear', async () => {
    const order = await book()
    const daughter = await bond(['orders', 'health'])
    await buildSecretary()
    await finish(order)
    await openOrderFollowUp(await Order.findOne().orFail().lean<OrderRecord>(), 'noAnswer', 'x', deps)
    await moveOutbox(deps)
    await moveOutbox(deps)
    const messages = JSON.stringify([await InboxMessage.find().lean(), await Delivery.find().lean()])
    expect(messages).toContain('养老服务：敲门没人应')
    // Which service it is tells how she is, and it lies on a lock screen.
    expect(messages).not.toMatch(/洗浴|疹子|花生|\b131\b|周桂珍/)
    expect(await InboxMessage.countDocuments({ userId: daughter.id })).toBeGreaterThan(0)
    const raw = JSON.stringify(await Order.collection.find().toArray())
    for (const word of ['疹子', '花生', '周桂珍', order.code ?? '']) expect(raw).not.toContain(word)
  })
})

describe('a proxy', () => {
  it('books within the scope, is named everywhere, and the elder’s log says so', async () => {
    const daughter = await bond(['orders'])
    const order = await book(daughter, { personId: elder.personId })
    expect(order).toMatchObject({ source: 'proxy', placedBy: '由女儿 王小丽 代办', relation: 'elder' })
    const own = await api(elder).ok(getOrder, { params: { id: order.id } })
    expect(own.timeline[0]).toMatchObject({ who: '女儿 王小丽（代办）', title: '约了社区助浴点洗浴' })
    expect(own.code).toBe(order.code)
    const acts = await ProxyAct.find().lean()
    expect(acts).toMatchObject([{ what: '约了社区助浴点洗浴', scope: 'orders' }])
    await take(daughter, order.id, { action: 'cancel', reason: 'other', feeFen: 0 })
    expect(await ProxyAct.countDocuments()).toBe(2)
  })

  it('who works for the unit, or decides above it, is on one side only', async () => {
    const worker = await bond(['orders'], elder.personId, await buildHelper(unit, ['careWorker']))
    const officer = await bond(['health'], elder.personId, await buildStreetOfficer())
    const colleague = await buildStreetOfficer()
    await changeItem('siteBath', { priceFen: 3000 })
    const order = await book()
    const params = { id: order.id }
    const press = (user: TestUser, body: OrderActionInput) =>
      api(user).call(actOnOrder, { params, body, requestKey: newKey() })
    const seen = await api(worker).ok(getOrder, { params })
    expect(seen).toMatchObject({
      relation: 'elder',
      bothSides: expect.stringContaining('别的家人') as string,
    })
    expect(seen).not.toHaveProperty('code')
    expectError(await press(worker, { action: 'accept' }), 'care.helper_is_family')
    const give = { action: 'assign' as const, helperIds: [worker.id] }
    expectError(await press(unit.staff, give), 'care.helper_is_family')
    const { items } = await api(unit.staff).ok(listOrderHelpers, { params })
    expect(items.map(({ userId }) => userId)).toEqual([unit.staff.id])
    await finish(order)
    for (const action of ['confirm', 'dispute'] as const)
      expectError(await press(worker, { action, text: '没做好' }), 'care.not_confirmable')
    expectError(await press(worker, { action: 'receive' }), 'care.own_matter')

    const above = {
      state: 'disputed' as const,
      disputes: 2,
      escalatedTo: `triage:${testAreas.street}` as const,
    }
    await Order.updateOne({ _id: order.id }, { $set: above })
    const decide = { action: 'decide', isWaived: true, reason: '看过记录' } as const
    expectError(await press(officer, decide), 'care.own_matter')
    expect((await press(colleague, decide)).body.state).toBe('confirmed')
    expectError(await press(worker, { action: 'rate', grade: 5 }), 'care.not_confirmable')
    const text = '水不烫，腰还是疼'
    expect((await press(elder, { action: 'rate', grade: 4, text })).status).toBe(200)
    expectError(await press(elder, { action: 'rate', grade: 4 }), 'care.rated_already')
    // She may have said how she is: once it is over, the unit reads the grade only.
    await Order.updateOne({ _id: order.id }, { $set: { open: false } })
    for (const [user, read] of [
      [elder, text],
      [unit.staff, undefined],
    ] as const) {
      const { timeline } = await api(user).ok(getOrder, { params })
      expect(timeline.find(({ action }) => action === 'rate')?.text).toBe(read)
    }
  })

  it('whose bond was revoked places nothing and sees nothing, and the place comes back', async () => {
    const daughter = await bond(['orders'])
    const order = await book(daughter, { personId: elder.personId })
    await FamilyBond.updateOne({ _id: daughter.bondId }, { $set: { state: 'ended', isLiving: false } })
    const body = bodyFor({ personId: elder.personId })
    expectError(await api(daughter).call(placeOrder, { body, requestKey: newKey() }), 'record.not_found')
    expectError(await api(daughter).call(getOrder, { params: { id: order.id } }), 'record.not_found')
    expect(await Order.countDocuments()).toBe(1)
  })

  it('whose bond is revoked while she places an order has placed none, and keeps neither place nor subsidy', async () => {
    const daughter = await bond(['orders'])
    const share = await buildProgramme({ classes: ['bath'], pays: { kind: 'share', percent: 50 } })
    await buildEntitlement(elder.personId, share)
    const setBond = (set: object) =>
      FamilyBond.collection.updateOne({ _id: new Types.ObjectId(daughter.bondId) }, { $set: set })
    const hold = FamilyBond.updateOne.bind(FamilyBond) as (...args: unknown[]) => never
    // The place and the subsidy are taken by now; the revocation is written by another server.
    const revokeMeanwhile = (before: () => Promise<unknown>) => {
      const holding = jest.spyOn(FamilyBond, 'updateOne').mockImplementation((...args: unknown[]) => {
        holding.mockRestore()
        const revoked = before().then(() => setBond({ state: 'ended', isLiving: false }))
        return { then: (...told: never[]) => revoked.then(() => hold(...args)).then(...told) } as never
      })
    }
    const press = { body: bodyFor({ personId: elder.personId }), requestKey: newKey() }
    revokeMeanwhile(() => Promise.resolve())
    expectError(await api(daughter).call(placeOrder, press), 'bond.ended')
    expect(await Order.countDocuments()).toBe(0)
    expect(await ProxyAct.countDocuments()).toBe(0)
    expect(await Slot.find().lean()).toMatchObject([{ left: 20, reservations: [] }])
    expect(await Card.find().lean()).toMatchObject([{ reservations: [] }])

    // Sent twice, the twin was written before: what it took is the order's and stays with it.
    await setBond({ state: 'active', isLiving: true })
    revokeMeanwhile(() => api(daughter).ok(placeOrder, press))
    await api(daughter).call(placeOrder, press)
    expect(await Order.countDocuments({ open: true })).toBe(1)
    expect(await Slot.find().lean()).toMatchObject([{ left: 19, reservations: [{}] }])
    expect(await Card.find().lean()).toMatchObject([{ reservations: [{}] }])
  })
})

describe('rank over the elder’s place', () => {
  it('opens one order with a reason, which she can read; health and contact stay shut', async () => {
    const order = await book()
    await finish(order)
    const officer = await buildStreetOfficer()
    const look = (user: TestUser) => api(user).call(getOrder, { params: { id: order.id } })
    const open = (user: TestUser) =>
      api(user).call(recordAccessContracts.openRecord, {
        body: { kind: 'careOrder', recordId: order.id, reason: '核对一笔补贴' },
        requestKey: newKey(),
      })
    expectError(await look(officer), 'access.reason_required')
    for (const user of [await buildStreetOfficer(testAreas.otherStreet), await buildResident()])
      expectError(await look(user), 'record.not_found')
    expectError(await open(await buildStreetOfficer(testAreas.otherStreet)), 'record.not_found')
    expect((await open(officer)).status).toBe(201)
    const seen = (await look(officer)).body
    expect(seen).toMatchObject({ personName: '周桂珍', relation: 'staff', careNotes: [], actions: [] })
    expect(seen.record).not.toHaveProperty('details')
    expect(seen).not.toHaveProperty('contact')
    expect(seen.timeline.map(({ action }) => action)).toContain('finish')
    const { items } = await api(elder).ok(ownDataContracts.listOwnRecordAccesses)
    expect(items).toMatchObject([{ what: '您的一次养老服务', reason: '核对一笔补贴' }])
    deps.clock.advance(31, 'minutes')
    expectError(await look(officer), 'access.reason_required')
  })
})

describe('an elder who signs in later', () => {
  it('is confirmed by the register, and finds what was booked and done for her before as her own', async () => {
    const phone = '13800000042'
    const personId = await buildHomed(deps, { name: '王奶奶', phone })
    const daughter = await bond(['orders'], personId)
    const booked = await book(daughter, { personId })
    const counter = { ...bodyFor({ personId }), source: 'counter' as const, besideOthers: true as const }
    const next = { ...counter, startsAt: '2026-11-25T02:30:00.000Z' }
    const worker = await buildCommunityWorker()
    const asked = await api(worker).ok(intakeOrder, { body: next, requestKey: newKey() })

    const { community, building } = testAreas
    const user = await buildUser({ level: 'joined', community, clearPhone: phone }, deps)
    const mine = api(user)
    const ownOrders = () => mine.call(listOwnOrders, { query: { isOpen: 'true' } })
    expectError(await mine.call(getOrder, { params: { id: booked.id } }), 'record.not_found')
    const claim = { name: '王奶奶', kind: 'owner' as const, building, room: '101' }
    expect((await mine.ok(requestVerification, { body: claim })).level).toBe('verified')

    expect((await ownOrders()).body.items.map(({ id }) => id)).toEqual([booked.id, asked.id])
    const seen = await mine.ok(getOrder, { params: { id: booked.id } })
    expect(seen).toMatchObject({ relation: 'elder', placedBy: '由女儿 王小丽 代办', code: booked.code })
    expect(seen.timeline[0]).toMatchObject({ who: '女儿 王小丽（代办）' })
    expect((await mine.ok(bondContracts.listMyProxies)).items).toMatchObject([
      { id: daughter.bondId, proxy: { name: '王小丽' }, elder: { personId } },
    ])
    const acts = await mine.ok(bondContracts.listProxyActs, { query: {} })
    expect(acts.items).toMatchObject([{ what: '约了社区助浴点洗浴' }])
    // Her word wins from now on: what the daughter booked she calls off.
    await take(user, booked.id, { action: 'cancel', reason: 'other', feeFen: 0 })
    expect((await ownOrders()).body.items.map(({ id }) => id)).toEqual([asked.id])
  })
})

describe('staff', () => {
  it('book at the counter for someone of the register, out at once', async () => {
    const personId = await buildPerson(deps, { name: '王奶奶' })
    const worker = await buildCommunityWorker()
    const body = { ...bodyFor({ personId }), source: 'counter' as const }
    const order = await api(worker).ok(intakeOrder, { body, requestKey: newKey() })
    expect(order).toMatchObject({ state: 'assigned', source: 'counter', personName: '王奶奶' })
    expect(order).not.toHaveProperty('code')
    expect(order.careNotes).toEqual([])
  })

  it('of a community book for nobody elsewhere, and a unit only where it is the station', async () => {
    const far = await buildPerson(deps, { community: testAreas.farCommunity })
    const body = { ...bodyFor({ personId: far }), source: 'phone' as const }
    expectError(await api(await buildSecretary()).call(intakeOrder, { body }), 'record.not_found')
    const here = await buildPerson(deps)
    const near = { ...bodyFor({ personId: here }), source: 'phone' as const }
    expectError(await api(unit.staff).call(intakeOrder, { body: near }), 'record.not_found')
    const station = await buildProvider({ name: '服务站', kind: 'station' })
    await api(station.staff).ok(intakeOrder, { body: near, requestKey: newKey() })
  })

  it('find whom they book for by name, phone or card, in their own community only, and every search is kept', async () => {
    const person = await buildPerson(deps, { name: '王奶奶' })
    await buildPerson(deps, { name: '王奶奶', community: testAreas.neighbourCommunity })
    const phone = openPerson(await Person.findOne({ _id: person }).orFail().lean(), deps.crypto).phone ?? ''
    const station = await buildProvider({ name: '服务站', kind: 'station' })
    const find = (user: TestUser, by: object, community: string = testAreas.community) =>
      api(user).call(clientContracts.findClients, { body: { community, occasion: 'counter', ...by } })
    const printed = await api(station.staff).ok(careCardContracts.issueCareCard, {
      body: { personId: person },
    })
    const card = /class="code">([0-9A-Z ]+)</.exec(printed.html)?.[1] ?? ''
    for (const user of [station.staff, await buildSecretary(), await buildGridWorker()])
      for (const by of [{ name: '王奶奶' }, { phone }, { card }])
        expect((await find(user, by)).body.items).toMatchObject([{ id: person, maskedName: '王**' }])
    const log = await AuditEntry.find({ action: 'careClient.searched', actorId: station.staff.id })
      .sort({ _id: 1 })
      .lean()
    expect(log.map(({ details }) => details as object)).toEqual([
      { occasion: 'counter', by: 'name', found: 1 },
      { occasion: 'counter', by: 'phone', found: 1 },
      { occasion: 'counter', by: 'card', found: 1 },
    ])
    expect((await find(await buildGridWorker(testAreas.otherGrid), { card })).body.items).toEqual([])
    expectError(await find(station.staff, { name: '王奶奶' }, testAreas.neighbourCommunity), 'access.denied')
    expectError(await find(unit.staff, { name: '王奶奶' }), 'access.denied')
    expectError(await find(station.staff, { name: '王奶奶', phone }), 'request.invalid')
    await api(station.staff).ok(careCardContracts.revokeCareCards, { body: { personId: person } })
    expect((await find(station.staff, { card })).body.items).toEqual([])
  })

  it('print a card that opens one elder’s orders until it is revoked', async () => {
    const worker = await buildCommunityWorker()
    // From a page that was opened before two records of her became one.
    const goneId = new Types.ObjectId()
    const keptId = new Types.ObjectId(elder.personId)
    await PersonMerge.collection.insertOne({ goneId, keptId, state: 'done' })
    const printed = await api(worker).call(careCardContracts.issueCareCard, {
      body: { personId: goneId.toString() },
    })
    expect(printed.status).toBe(200)
    const token = /class="code">([0-9A-Z ]+)</.exec(printed.body.html)?.[1] ?? ''
    const other = await buildElder(deps, { name: '李阿婆' })
    const [mine, theirs] = [await book(), await book(other)]
    for (const { id } of [mine, theirs]) await take(unit.staff, id, { action: 'note', text: '记一下' })
    const second = await buildProvider({ name: '二队', kind: 'provider', certificates: ['careWorker'] })
    await Order.updateOne(
      { _id: theirs.id },
      { $set: { unitId: new Types.ObjectId(second.id), post: `unit:${second.id}` } },
    )
    await take(unit.staff, mine.id, { action: 'accept' })
    await take(second.staff, theirs.id, { action: 'accept' })
    deps.clock.set(startsAt)
    const start = { action: 'start' as const, card: token }
    const wrong = await api(second.staff).call(actOnOrder, { params: { id: theirs.id }, body: start })
    expectError(wrong, 'care.card_unknown')
    const lose = (user: TestUser, body = {}) => api(user).call(careCardContracts.revokeCareCards, { body })
    expectError(await lose(other, { personId: elder.personId }), 'record.not_found')
    expect([(await lose(elder)).body, (await lose(elder)).body]).toEqual([{ ended: 1 }, { ended: 0 }])
    const lost = await api(unit.staff).call(actOnOrder, { params: { id: mine.id }, body: start })
    expectError(lost, 'care.card_unknown')
    const again = await api(worker).call(careCardContracts.issueCareCard, {
      body: { personId: elder.personId },
    })
    const fresh = /class="code">([0-9A-Z ]+)</.exec(again.body.html)?.[1] ?? ''
    const card = `LINLI-${fresh.toLowerCase()}`
    // At home it hangs on the wall: a relative who works for the unit does not begin with it where nobody was named.
    const relative = await bond(['orders'], elder.personId, await buildHelper(unit, ['careWorker']))
    const { helpers } = await Order.findOne({ _id: mine.id }).orFail().lean()
    await Order.updateOne({ _id: mine.id }, { $set: { helpers: [] } })
    const own = { params: { id: mine.id }, body: { action: 'start' as const, card } }
    expectError(await api(relative).call(actOnOrder, own), 'care.helper_is_family')
    // Named before she acted for her she does the work, and the card shows nothing then.
    const hers = { userId: relative._id, name: '她女儿', isVolunteer: false }
    await Order.updateOne({ _id: mine.id }, { $set: { helpers: [hers] } })
    await api(relative).ok(actOnOrder, own)
    expect(await Order.findOne({ _id: mine.id }).lean()).toMatchObject({ startedBy: 'none' })
    await Order.updateOne({ _id: mine.id }, { $set: { helpers, state: 'accepted' } })
    const started = await take(unit.staff, mine.id, { action: 'start', card })
    expect(started.state).toBe('started')
    expect((await Order.findOne({ _id: mine.id }).lean())?.startedBy).toBe('card')
  })
})
