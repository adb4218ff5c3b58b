import '../../database/mongoose'
import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { sosRules, sosRungs } from '@linli/shared/safety/sos'
import { sosContracts } from '@linli/shared/safety/sos.contract'
import { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import {
  buildCatalogue,
  buildElder,
  buildOffering,
  buildProvider,
  type TestElder,
  type TestProvider,
} from '../../test/elderCare.factory'
import { expectError } from '../../test/apiClient'
import { raiseSos } from '../../test/safety.factory'
import { buildGridWorker, buildSecretary } from '../../test/users.factory'
import { newKey } from '../../test/needs.factory'
import { startTestApp } from '../../test/testApp'
import { FollowUp } from '../elderCare/followUps/followUp.model'
import { applyOrderEntry } from '../elderCare/orders/order.effects'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { sweepOrders } from '../elderCare/orders/order.sweep'
import { makeOutboxEntry } from '../messages/outbox'
import { InboxMessage } from '../messages/inboxMessage.model'
import { moveOutbox } from '../messages/outbox.mover'
import { CheckIn } from './checkIn.model'
import { sweepCheckIns } from './checkIn.sweep'
import { SosCase } from './sos.model'
import { sweepSos } from './sos.sweep'

const app = startTestApp()
const { api, deps } = app
let elder: TestElder
let unit: TestProvider

const act = (id: string, body: OrderActionInput) =>
  api(unit.staff).ok(orderContracts.actOnOrder, { params: { id }, body, requestKey: newKey() })

/** Tomorrow's bath, accepted; the clock stands at its beginning. */
async function bookBath(): Promise<OrderView> {
  const { proposal } = await api(elder).ok(orderContracts.getProposal, { params: { code: 'siteBath' } })
  const body = {
    itemCode: 'siteBath',
    offeringId: proposal?.offeringId ?? '',
    startsAt: proposal?.startsAt ?? '',
  }
  const { id } = await api(elder).ok(orderContracts.placeOrder, { body, requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  await act(id, { action: 'accept' })
  const order = await api(elder).ok(orderContracts.getOrder, { params: { id } })
  deps.clock.set(order.startsAt)
  return order
}

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  elder = await buildElder(deps)
  unit = await buildProvider({ name: '临江助浴点', certificates: ['careWorker'] })
  await buildOffering(unit, 'siteBath', {
    windows: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '14:00', to: '15:00', capacity: 2 }],
  })
})

it('a service that began with her digits is today’s 报平安', async () => {
  await api(elder).ok(checkInContracts.setCheckIn, {
    params: { id: elder.personId },
    body: { isOn: true, dueMinutes: 16 * 60, isConsented: true },
  })
  const order = await bookBath()
  await CheckIn.updateOne({ _id: elder.personId }, { $set: { state: 'safe', day: '2026-11-23' } })
  await sweepCheckIns(deps)
  const today = { _id: elder.personId, day: '2026-11-24' }
  expect((await CheckIn.findOne(today).lean())?.state).toBe('waiting')
  await act(order.id, { action: 'start', code: order.code })
  await moveOutbox(deps)
  expect(await CheckIn.findOne(today).lean()).toMatchObject({
    state: 'safe',
    outcome: 'seen',
    settledBy: '临江助浴点',
  })
})

const forgotten = {
  ...{ record: { outcome: 'done' }, endsAt: new Date('2026-11-22T07:00:00.000Z') },
  ...{ startedAt: new Date('2026-11-22T06:00:00.000Z'), finishedAt: new Date('2026-11-23T01:30:00.000Z') },
}
it.each([
  ['start', { startedBy: 'card' }, true],
  // Named before she acted for her: digits and card in her hands show nothing.
  ['start', { startedBy: 'none' }, false],
  ['finish', { record: { outcome: 'notDone' } }, false],
  ['finish', { record: { outcome: 'done' } }, true],
  // Written down the morning after: she was seen when the visit was, and nobody knows how she is today.
  ['finish', { ...forgotten, finishedAt: new Date('2026-11-23T01:00:00.000Z') }, false],
  ['finish', { ...forgotten, startedAt: new Date('2026-11-23T00:40:00.000Z') }, true],
  ['deliver', { record: { outcome: 'done' }, startedAt: new Date('2026-11-22T10:00:00.000Z') }, false],
  ['deliver', { record: { outcome: 'done' }, startedAt: new Date('2026-11-23T01:50:00.000Z') }, true],
] as const)('a record of “%s” %j is today’s 报平安: %s', async (event, change, isSeen) => {
  await api(elder).ok(checkInContracts.setCheckIn, {
    params: { id: elder.personId },
    body: { isOn: true, dueMinutes: 16 * 60, isConsented: true },
  })
  const { id } = await bookBath()
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await Order.updateOne({ _id: id }, { $set: { 'item.proofs': ['code', 'met'] } })
  const order = await Order.findOne({ _id: id }).lean<OrderRecord>()
  if (!order) throw new Error('no order')
  await applyOrderEntry(
    { ...order, ...change } as OrderRecord,
    makeOutboxEntry(`careOrder.${event}`, {}, deps),
    deps,
  )
  expect((await CheckIn.findOne({ _id: elder.personId }).lean())?.state).toBe(isSeen ? 'safe' : 'waiting')
})

it.each([
  ['well', 'after', 'accepted', true],
  ['hospital', 'after', 'cancelled', false],
  // Seen before the door stayed shut, and written down before that door was followed up.
  ['well', 'before', 'accepted', false],
  ['hospital', 'before', 'cancelled', false],
] as const)('an end “%s” of the ladder, seen %s the door: %s, no danger: %s', async (...row) => {
  const [outcome, seen, state, isSafe] = row
  const order = await bookBath()
  const worker = await buildGridWorker()
  const knock = async () => {
    await act(order.id, { action: 'noAnswer' })
    deps.clock.advance(5, 'minutes')
  }
  if (seen === 'after') {
    await knock()
    await moveOutbox(deps)
  } else await raiseSos(app, elder)
  const sos = await SosCase.findOne().lean()
  const id = sos?._id.toString() ?? ''
  const helper = { params: { id }, requestKey: newKey() }
  await api(worker).ok(sosContracts.actOnSos, { ...helper, body: { action: 'arrive' } })
  deps.clock.advance(5, 'minutes')
  if (seen === 'before') await knock()
  const body = { action: 'close', outcome, text: '在隔壁打牌' } as const
  await api(worker).ok(sosContracts.actOnSos, { ...helper, body, requestKey: newKey() })
  const secretary = await buildSecretary()
  const press = () =>
    api(secretary).call(orderContracts.actOnOrder, {
      params: { id: order.id },
      body: { action: 'noShow', text: '问过了' },
      requestKey: newKey(),
    })
  expectError(await press(), 'care.not_safe_yet')
  await moveOutbox(deps)
  const after = await Order.findOne({ _id: order.id }).lean()
  expect(after?.state).toBe(state)
  expect(after?.noAnswer?.safeAt).toEqual(isSafe ? deps.clock.now() : undefined)
  expect((await press()).status).toBe(isSafe ? 200 : 409)
})

it('whoever was awaited and does not come starts the ladder, once, and no door is spoken of', async () => {
  const order = await bookBath()
  await act(order.id, { action: 'noAnswer' })
  // The first server dies when all is done but written off: the next one does it all once more, and nothing happens twice.
  const writeOff = jest.spyOn(Order, 'updateMany').mockRejectedValueOnce(new Error('killed'))
  await moveOutbox(deps).catch(() => undefined)
  expect(writeOff).toHaveBeenCalledTimes(1)
  writeOff.mockRestore()
  expect((await Order.findOne({ _id: order.id }).lean())?.hasOutbox).toBe(true)
  await moveOutbox(deps)
  await moveOutbox(deps)
  expect((await Order.findOne({ _id: order.id }).lean())?.outbox).toEqual([])
  expect(await FollowUp.find({ kind: 'notMet' }).lean()).toHaveLength(1)
  expect(await InboxMessage.find({ userId: elder.id, event: 'careOrder.noAnswer' }).lean()).toHaveLength(1)
  const worker = await buildGridWorker()
  const [sos] = await SosCase.find().lean()
  expect(sos).toMatchObject({ cause: 'absent', state: 'raised', open: true })
  const untilGrid = sosRungs.indexOf('grid') + 1
  for (let i = 0; i < untilGrid; i += 1) {
    await sweepSos(deps)
    deps.clock.advance(sosRules.rungSeconds, 'seconds')
  }
  await moveOutbox(deps)
  const called = { userId: worker._id, event: 'sos.called' }
  expect((await InboxMessage.findOne(called).lean())?.title).toBe('【紧急】有长者约好了没有来')
  const params = { id: sos?._id.toString() ?? '' }
  const { timeline } = await api(worker).ok(sosContracts.getSos, { params })
  expect(timeline[0]?.title).toBe('约好了没有来')
  // She had not heard the bell: nobody is called on.
  await act(order.id, { action: 'start', code: order.code })
  await moveOutbox(deps)
  expect(await SosCase.find().lean()).toMatchObject([{ state: 'closed', open: false, outcome: 'well' }])
})

it('a door that stays shut after somebody was with her starts the ladder anew, and her opening ends it', async () => {
  const order = await bookBath()
  const worker = await buildGridWorker()
  await raiseSos(app, elder)
  const sos = () => SosCase.findOne().orFail().lean()
  const params = { id: (await sos())._id.toString() }
  await api(worker).ok(sosContracts.actOnSos, { params, requestKey: newKey(), body: { action: 'arrive' } })
  deps.clock.advance(5, 'minutes')
  await act(order.id, { action: 'noAnswer' })
  await moveOutbox(deps)
  expect(await sos()).toMatchObject({ state: 'raised', rung: 0 })
  await sweepSos(deps)
  expect((await sos()).attempts.at(-1)?.people).toMatchObject([{ userId: worker._id }])
  await act(order.id, { action: 'start', code: order.code })
  await moveOutbox(deps)
  expect(await sos()).toMatchObject({ state: 'attended' })
})

it('takes 见到人了 for when it was pressed: what alarms people since is not hidden by it', async () => {
  const order = await bookBath()
  await api(elder).ok(checkInContracts.setCheckIn, {
    params: { id: elder.personId },
    body: { isOn: true, dueMinutes: 20 * 60, isConsented: true },
  })
  const worker = await buildGridWorker()
  const { id } = (await raiseSos(app, elder)).body
  const sent = (body: object, headers: Record<string, string> = {}) =>
    api(worker).callLoose(sosContracts.actOnSos, { params: { id }, requestKey: newKey(), body, headers })
  const sos = () => SosCase.findOne().orFail().lean()
  const now = () => deps.clock.now().toISOString()
  await sent({ action: 'onTheWay' })
  deps.clock.advance(5, 'minutes')
  const early = { action: 'arrive', at: now() }
  deps.clock.advance(3, 'minutes')
  await act(order.id, { action: 'noAnswer', at: now() })
  await moveOutbox(deps)
  deps.clock.advance(2, 'minutes')
  const seenAt = deps.clock.now()
  const since = { action: 'arrive', at: now() }
  deps.clock.advance(40, 'minutes')
  await sweepSos(deps)
  const { message } = expectError(await sent(early), 'sos.too_old')
  expect(message).toContain('再按一次')
  expect(await sos()).toMatchObject({ state: 'raised' })
  const future = { action: 'speak', at: new Date(deps.clock.now().getTime() + 3_600_000).toISOString() }
  expectError(await sent(future), 'request.invalid')
  expect((await sent(since)).status).toBe(200)
  expect((await sos()).history.at(-1)).toMatchObject({ action: 'arrive', at: seenAt })
  // Of two who saw her the one who saw her last counts, whoever has a network first.
  deps.clock.advance(5, 'minutes')
  await sent({ action: 'arrive', at: now() })
  const lastSeen = deps.clock.now()
  await sent({ action: 'arrive', at: new Date(seenAt.getTime() + 60_000).toISOString() })
  deps.clock.advance(1, 'hours')
  await sent({ action: 'close', outcome: 'well', text: '睡着了没听见' })
  for (let i = 0; i < 2; i += 1) await moveOutbox(deps)
  expect((await Order.findOne().orFail().lean()).noAnswer).toMatchObject({ safeAt: expect.any(Date) as Date })
  expect(await CheckIn.findOne().lean()).toMatchObject({ settledAt: lastSeen })
})

it.each([
  ['the desk, which telephoned', () => buildSecretary(), 'call', /./],
  ['herself', () => Promise.resolve(elder), 'tap', /^长者$/],
])(
  'says of a shut door that she is well by the word of %s, and that nobody saw her',
  async (_, find, how, by) => {
    await api(elder).ok(checkInContracts.setCheckIn, {
      params: { id: elder.personId },
      body: { isOn: true, dueMinutes: 20 * 60, isConsented: true },
    })
    const order = await bookBath()
    await CheckIn.updateOne({}, { $set: { state: 'waiting', day: '2026-11-24' } })
    await act(order.id, { action: 'noAnswer' })
    await moveOutbox(deps)
    const body = { action: 'reportSafe' as const, text: '在女儿家，打通了电话' }
    await api(await find()).ok(orderContracts.actOnOrder, { params: { id: order.id }, body })
    for (let i = 0; i < 2; i += 1) await moveOutbox(deps)
    expect(await SosCase.findOne().lean()).toMatchObject({ state: 'closed', outcome: 'well' })
    const settled = await CheckIn.findOne().orFail().lean()
    expect(settled).toMatchObject({ state: 'safe', outcome: how })
    expect(settled.settledBy).toMatch(by)
    expect(settled.settledBy).not.toBe('临江助浴点')
  },
)
