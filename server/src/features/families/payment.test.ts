import '../../database/mongoose'
import { bondRules } from '@linli/shared/families/bond'
import { bondContracts } from '@linli/shared/families/bond.contract'
import { paymentConsentContracts } from '@linli/shared/families/payment.contract'
import { randomUUID } from 'node:crypto'
import { expectError } from '../../test/apiClient'
import { buildAreas } from '../../test/areas.factory'
import { buildBond, buildElder, buildProxy, linkToPerson } from '../../test/families.factory'
import { startTestApp } from '../../test/testApp'
import { buildResident, buildSecretary, testAreas, type TestUser } from '../../test/users.factory'
import { Elder } from '../elders/elder.model'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { readActor } from '../users/actor.service'
import { findActing, type Acting } from './bond.access'
import { FamilyBond } from './bond.model'
import { isPaymentAllowed, needsSecondConsent, requestConsent } from './payment.consent'
import { PaymentConsent } from './payment.model'
import { sweepPaymentConsents } from './payment.sweep'

const app = startTestApp()
const { api, deps } = app
const payment = { amountFen: 30_000, purpose: '上门助浴', record: { kind: 'order', id: '1'.repeat(24) } }

async function buildPaying(): Promise<{ acting: Acting; proxy: TestUser; personId: string; bondId: string }> {
  const personId = await buildElder(deps)
  const proxy = await buildProxy()
  const bondId = await buildBond({ proxy, personId })
  return { acting: await readActing(proxy, personId), proxy, personId, bondId }
}

async function readActing(proxy: TestUser, personId: string): Promise<Acting> {
  const actor = await readActor(proxy.id, '', deps.clock.now())
  const acting = actor && (await findActing(actor, personId, 'payments', deps))
  if (!acting) throw new Error('not acting')
  return acting
}

const decide = (user: TestUser, id: string, isApproved: boolean, note?: string) =>
  api(user).call(paymentConsentContracts.decidePaymentConsent, {
    params: { id },
    body: { isApproved, ...(note === undefined ? {} : { note }) },
  })

beforeEach(buildAreas)

describe('a payment by proxy', () => {
  it('needs a second consent above the limit of the bond only', async () => {
    const { acting } = await buildPaying()
    expect(needsSecondConsent(acting, bondRules.defaultLimitFen)).toBe(false)
    expect(needsSecondConsent(acting, bondRules.defaultLimitFen + 1)).toBe(true)
    const { userId, personId, scope } = acting
    expect(needsSecondConsent({ kind: 'self', userId, personId, scope }, 10_000_000)).toBe(false)
    await expect(requestConsent(acting, { ...payment, amountFen: 1 }, deps)).rejects.toMatchObject({
      code: 'consent.not_needed',
    })
    expect(await isPaymentAllowed(acting, { ...payment, amountFen: 1 })).toBe(true)
    expect(await isPaymentAllowed(acting, payment)).toBe(false)
  })

  it('asks the elder first, who is told and decides once; for exactly this record and amount', async () => {
    const { acting, proxy, personId } = await buildPaying()
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const consent = await requestConsent(acting, payment, deps)
    expect((await requestConsent(acting, payment, deps))._id).toEqual(consent._id)
    expect(consent).toMatchObject({ state: 'waiting', waitsFor: 'elder' })
    await moveOutbox(deps)
    expect((await InboxMessage.findOne({ userId: elder.id }).lean())?.title).toBe('有一笔付款要您同意')
    const id = consent._id.toString()
    expectError(await decide(proxy, id, true), 'record.not_found')
    const answers = await Promise.all([decide(elder, id, true), decide(elder, id, true)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await isPaymentAllowed(acting, payment)).toBe(true)
    expect(await isPaymentAllowed(acting, { ...payment, amountFen: payment.amountFen + 1 })).toBe(false)
    expect(await isPaymentAllowed(acting, { ...payment, record: { kind: 'order', id: 'x' } })).toBe(false)
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ userId: proxy.id, title: '同意了，可以付款' })).toBe(1)
  })

  it('is asked for once, however often she presses in one second, and anew after a no', async () => {
    const { acting, personId } = await buildPaying()
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    for (const round of [1, 2, 3]) {
      const asked = await Promise.all([1, 2, 3, 4].map(() => requestConsent(acting, payment, deps)))
      expect(new Set(asked.map(({ _id }) => _id.toString())).size).toBe(1)
      expect(await PaymentConsent.countDocuments()).toBe(round)
      await moveOutbox(deps)
      expect(await InboxMessage.countDocuments({ userId: elder.id, title: '有一笔付款要您同意' })).toBe(round)
      expect((await decide(elder, asked[0]?._id.toString() ?? '', false)).status).toBe(200)
    }
  })

  it('is asked for once by all of her children, and the yes to it is one to the payment', async () => {
    const { acting, personId, proxy } = await buildPaying()
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const son = await buildProxy()
    await buildBond({ proxy: son, personId })
    const his = await readActing(son, personId)
    const asked = await Promise.all([acting, his].map((each) => requestConsent(each, payment, deps)))
    expect(asked[0]?._id).toEqual(asked[1]?._id)
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ userId: elder.id })).toBe(1)
    expect(await isPaymentAllowed(his, payment)).toBe(false)
    // Whoever did not ask reads who did.
    const first = asked[0]?.askedBy.toString() === son.id ? proxy : son
    const { items } = await api(first).ok(paymentConsentContracts.listPaymentConsents)
    expect(items).toMatchObject([{ id: asked[0]?._id.toString(), state: 'waiting', record: payment.record }])
    await decide(elder, asked[0]?._id.toString() ?? '', true)
    for (const each of [acting, his]) expect(await isPaymentAllowed(each, payment)).toBe(true)
    expect(await isPaymentAllowed({ ...his, personId: 'f'.repeat(24) }, payment)).toBe(false)
  })

  it('is not agreed to by an elder whose capacity is doubted; her no counts', async () => {
    const { acting, personId } = await buildPaying()
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const asked = await requestConsent(acting, payment, deps)
    const { district, street, community } = testAreas
    const doubted = { capacity: 'doubted', district, street, community }
    await Elder.updateOne({ _id: personId }, { $set: doubted }, { upsert: true })
    expectError(await decide(elder, asked._id.toString(), true), 'consent.capacity_doubtful')
    expect((await decide(elder, asked._id.toString(), false)).body.state).toBe('refused')
    expect(await requestConsent(acting, payment, deps)).toMatchObject({ waitsFor: 'staff' })
  })

  it('asks another holder where the elder has no account, and staff by telephone where there is none', async () => {
    const { acting, personId } = await buildPaying()
    const secretary = await buildSecretary()
    const alone = await requestConsent(acting, payment, deps)
    expect(alone.waitsFor).toBe('staff')
    expectError(await decide(secretary, alone._id.toString(), true), 'request.invalid')
    const note = '打了老人家里电话，老人说可以付'
    // A colleague who acts for the elder herself answers for nobody here.
    const kin = await buildSecretary()
    await buildBond({ proxy: kin, personId }, { scopes: ['needs'] })
    expectError(await decide(kin, alone._id.toString(), true, note), 'record.not_found')
    const staffed = await decide(secretary, alone._id.toString(), true, note)
    expect(staffed.body).toMatchObject({ state: 'approved', note, elderName: '张**' })
    expect(JSON.stringify(await PaymentConsent.collection.findOne({}))).not.toContain('电话')
    const brother = await buildProxy('儿子')
    await buildBond({ proxy: brother, personId }, { scopes: ['payments'] })
    const other = await requestConsent(acting, { ...payment, amountFen: 40_000 }, deps)
    expect(other.waitsFor).toBe('holder')
    const id = other._id.toString()
    expectError(await decide(secretary, id, true, note), 'record.not_found')
    expect((await decide(brother, id, false)).body.state).toBe('refused')
    expect(await isPaymentAllowed(acting, { ...payment, amountFen: 40_000 })).toBe(false)
  })

  it('asks everybody in line before what is to be paid is given to others', async () => {
    const { acting, personId } = await buildPaying()
    await linkToPerson(await buildResident(), personId)
    await buildBond({ proxy: await buildProxy('儿子'), personId }, { scopes: ['payments'] })
    const until = new Date(deps.clock.now().getTime() + 15 * 60_000)
    const { _id, expiresAt } = await requestConsent(acting, { ...payment, until }, deps)
    expect(expiresAt).toEqual(until)
    const read = async () => (await PaymentConsent.findById(_id).lean())?.waitsFor
    const asked = [await read()]
    for (let third = 1; third < 3; third += 1) {
      deps.clock.advance(5, 'minutes')
      await sweepPaymentConsents(deps)
      asked.push(await read())
    }
    expect(asked).toEqual(['elder', 'holder', 'staff'])
  })

  it('goes to the next in line when nobody answers, and lapses after three days', async () => {
    const { acting, personId } = await buildPaying()
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const brother = await buildProxy('儿子')
    const brotherBond = await buildBond({ proxy: brother, personId }, { scopes: ['payments'] })
    const { _id } = await requestConsent(acting, payment, deps)
    const id = _id.toString()
    const waitsFor = async () => (await PaymentConsent.findOne({ _id }).lean())?.waitsFor
    expectError(await decide(brother, id, true), 'record.not_found')
    deps.clock.advance(12, 'hours')
    await sweepPaymentConsents(deps)
    expect(await waitsFor()).toBe('holder')
    deps.clock.advance(12, 'hours')
    await sweepPaymentConsents(deps)
    expect(await waitsFor()).toBe('staff')
    await FamilyBond.updateOne({ _id: brotherBond }, { $set: { state: 'ended', isLiving: false } })
    expectError(await decide(brother, id, true), 'record.not_found')
    deps.clock.advance(48, 'hours')
    expectError(await decide(elder, id, true), 'consent.decided_already')
    await sweepPaymentConsents(deps)
    expect((await PaymentConsent.findOne({ _id }).lean())?.state).toBe('lapsed')
    deps.clock.set('2026-11-23T02:00:00.000Z')
  })

  it('is never agreed to by another child once she has said no, by herself or on the telephone', async () => {
    const { acting, personId } = await buildPaying()
    const son = await buildProxy('儿子')
    await buildBond({ proxy: son, personId }, { scopes: ['payments'] })
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const first = await requestConsent(acting, payment, deps)
    await decide(elder, first._id.toString(), false)
    const again = await requestConsent(acting, payment, deps)
    const id = again._id.toString()
    const waitsFor = async () => (await PaymentConsent.findById(id).lean())?.waitsFor
    expect(await waitsFor()).toBe('elder')
    deps.clock.advance(12, 'hours')
    await sweepPaymentConsents(deps)
    expect(await waitsFor()).toBe('staff')
    expectError(await decide(son, id, true), 'record.not_found')
    const secretary = await buildSecretary()
    expect((await decide(secretary, id, false, '打了电话，她说不付')).body.state).toBe('refused')
    const third = await requestConsent(acting, payment, deps)
    expect(third).toMatchObject({ isHersAlone: true, waitsFor: 'elder' })
    expect((await decide(elder, third._id.toString(), true)).body.state).toBe('approved')
    expect(await isPaymentAllowed(acting, payment)).toBe(true)
    // Of a brother's no she may still be asked, and he as well.
    const other = { ...payment, amountFen: 40_000 }
    const { _id } = await requestConsent(acting, other, deps)
    const decidedBy = { userId: son._id, as: 'holder' as const, name: '儿子', at: deps.clock.now() }
    await PaymentConsent.updateOne({ _id }, { $set: { state: 'refused', decidedBy } })
    expect((await requestConsent(acting, other, deps)).isHersAlone).toBeUndefined()
    deps.clock.set('2026-11-23T02:00:00.000Z')
  })

  it('lapses with the bond of the one who asked, or with its payments, and tells her nothing more', async () => {
    const { acting, personId, proxy, bondId } = await buildPaying()
    const elder = await buildResident()
    await linkToPerson(elder, personId)
    const secretary = await buildSecretary()
    const note = '打电话问了，她说住院的钱先留着'
    const asked = await requestConsent(acting, payment, deps)
    deps.clock.advance(12, 'hours')
    await sweepPaymentConsents(deps)
    await moveOutbox(deps)
    const other = await requestConsent(acting, { ...payment, amountFen: 40_000 }, deps)
    await decide(secretary, asked._id.toString(), false, note)
    await moveOutbox(deps)
    const list = async (user: TestUser) =>
      (await api(user).ok(paymentConsentContracts.listPaymentConsents)).items
    expect((await list(proxy)).at(-1)).toMatchObject({ state: 'refused', elderName: '张桂珍' })
    expect((await list(elder)).at(-1)?.note).toBe(note)
    deps.clock.advance(12, 'hours')
    await sweepPaymentConsents(deps)
    await moveOutbox(deps)
    const told = await InboxMessage.countDocuments({ userId: proxy.id, event: /^consent/ })
    const act = (user: TestUser, body: object) =>
      api(user).call(bondContracts.actOnBond, {
        params: { id: bondId },
        body: body as never,
        requestKey: randomUUID(),
      })
    expect((await act(elder, { action: 'change', scopes: ['needs'] })).status).toBe(200)
    // Before anything has followed the bond, too.
    expectError(await decide(elder, other._id.toString(), true), 'consent.decided_already')
    await moveOutbox(deps)
    expect(await PaymentConsent.findById(other._id).lean()).toMatchObject({
      state: 'lapsed',
      waitsFor: 'staff',
    })
    expect(await InboxMessage.countDocuments({ userId: secretary.id, title: '这笔钱不用再问了' })).toBe(1)
    expect(await InboxMessage.countDocuments({ userId: proxy.id, event: /^consent/ })).toBe(told)
    const read = await list(proxy)
    expect(read.map(({ stateText, elderName }) => ({ stateText, elderName }))).toEqual([
      { stateText: '代办的授权结束了，这笔钱没有付', elderName: '张**' },
      { stateText: expect.stringContaining('没有同意') as string, elderName: '张**' },
    ])
    expect(JSON.stringify(read)).not.toContain('住院')
    deps.clock.set('2026-11-23T02:00:00.000Z')
  })

  it('is listed for those who are part of it and nobody else', async () => {
    const { acting, proxy } = await buildPaying()
    await requestConsent(acting, payment, deps)
    const list = async (user: TestUser) =>
      (await api(user).ok(paymentConsentContracts.listPaymentConsents)).items.map((c) => c.canDecide)
    expect(await list(proxy)).toEqual([false])
    expect(await list(await buildSecretary())).toEqual([true])
    for (const user of [await buildResident(), await buildSecretary(testAreas.neighbourCommunity)])
      expect(await list(user)).toEqual([])
  })
})
