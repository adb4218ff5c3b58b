import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import { expectError } from '../../../test/apiClient'
import { makeCareOrders, openCareScene } from '../../../test/careOrders.factory'
import { buildOffering, type TestElder, type TestProvider } from '../../../test/elderCare.factory'
import { buildEntitlement, buildProgramme } from '../../../test/programmes.factory'
import { startTestApp } from '../../../test/testApp'
import { testAreas, type TestUser } from '../../../test/users.factory'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { Card } from '../../programmes/card.model'
import { FollowUp } from '../followUps/followUp.model'
import { Order, type OrderRecord } from './order.model'

const app = startTestApp()
const { api, deps } = app
const { act, bookFirst, look, press, sweep } = makeCareOrders(app)
const { listOrderQueue, listOwnOrders } = orderContracts
const { listFollowUps, endFollowUp } = followUpContracts

let elder: TestElder
let unit: TestProvider
let secretary: TestUser
const desk = `triage:${testAreas.community}`

beforeEach(async () => {
  ;({ elder, secretary, unit } = await openCareScene(app, { licences: ['kitchen'] }))
})

/** Books the first thing that is proposed, which the unit has then. */
async function book(code: string, offering: Parameters<typeof buildOffering>[2] = {}): Promise<OrderView> {
  await buildOffering(unit, code, offering)
  return bookFirst(elder, code)
}

/** The clock goes on as it does on a server: past the window, and to the morning after. */
async function passDay(order: OrderView): Promise<void> {
  deps.clock.set(order.endsAt)
  await sweep()
  deps.clock.set('2026-11-25T00:01:00.000Z') // Wednesday, 8:01 in Shanghai
  await sweep()
}

const readWaiting = async (user: TestUser, post: string): Promise<string[]> => {
  const { items } = await api(user).ok(listOrderQueue, { query: { post, scope: 'waiting' } })
  return items.map(({ id }) => id)
}

const readCalls = async () => {
  const { items } = await api(secretary).ok(listFollowUps, { query: { post: desk } })
  return items
}

const readOrder = () => Order.findOne().orFail().lean<OrderRecord>()

const bathe = { windows: [{ weekdays: [2], from: '14:00', to: '15:00', capacity: 2 }] }

describe('what nobody began is asked about the morning after', () => {
  it('by the desk, in the lists of both until it is written what became of it, and again one level above', async () => {
    const order = await book('lunchDelivery')
    await passDay(order)
    const seen = await look(elder, order)
    expect(seen).toMatchObject({
      ...{ state: 'accepted', stateText: '日子过了，没有服务的记录，社区会打电话问您' },
      ...{ isLate: false, ending: 'unknown' },
    })
    // Neither to be called off, nor is there anybody to read digits out to.
    for (const gone of ['cancel', 'code']) expect(seen).not.toHaveProperty(gone)
    expect(await look(unit.staff, order)).toMatchObject({
      stateText: '日子过了没有开始，等社区问清楚、登记结果',
    })
    expect(await readWaiting(secretary, desk)).toEqual([order.id])
    expect(await readWaiting(unit.staff, `unit:${unit.id}`)).toEqual([order.id])
    const call = (await readCalls()).find(({ kind }) => kind === 'unbegun')
    expect(call).toMatchObject({ orderId: order.id, title: expect.stringContaining('日子过了') as string })
    // Words alone do not end it.
    const ended = await api(secretary).call(endFollowUp, {
      params: { id: call?.id ?? '' },
      body: { note: '打过电话' },
    })
    expectError(ended, 'care.result_elsewhere')
    expectError(
      await press(elder, order, { action: 'cancel', reason: 'changed', feeFen: 1700 }),
      'care.invalid_transition',
    )
    expectError(
      await press(unit.staff, order, { action: 'conclude', outcome: 'done', text: '送了' }),
      'access.denied',
    )
    deps.clock.advance(40, 'days')
    await sweep()
    expect(await readWaiting(secretary, desk)).toEqual([order.id])
    expect(await FollowUp.countDocuments({ kind: 'unbegun' })).toBe(1)
  })

  it('did not come: she pays nothing, and her card has back what was kept', async () => {
    await buildEntitlement(elder.personId, await buildProgramme({ monthlyFen: 10000 }))
    const order = await book('lunchDelivery')
    expect(order.subsidyFen).toBeGreaterThan(0)
    await passDay(order)
    const text = '饭没有送来，自己吃了面'
    await act(secretary, order, { action: 'conclude', outcome: 'notDone', text })
    await moveOutbox(deps)
    expect(await look(elder, order)).toMatchObject({
      ...{ state: 'finished', stateText: '这次没有做成，不收费', payableFen: 0 },
      timeline: expect.arrayContaining([
        expect.objectContaining({ action: 'conclude', title: '社区问过了：没有来做，不收费' }),
      ]) as unknown[],
    })
    expect(await Card.findOne().lean()).toMatchObject({ reservations: [] })
    expect((await readCalls()).map(({ kind }) => kind)).not.toContain('unbegun')
    // Nothing is reckoned any more, and there is nothing to rate; a complaint, and another word, stay possible.
    const seen = await look(elder, order)
    expect(seen).not.toHaveProperty('priceText')
    expect(seen).toMatchObject({ isLate: false, ending: 'notDone', canComplain: true })
    expect(seen.actions).toEqual(['confirm', 'dispute'])
    // Nobody calls her once more; she may still say that it was otherwise.
    deps.clock.advance(3, 'days')
    await sweep()
    await sweep()
    expect(await look(elder, order)).toMatchObject({ state: 'settled', isOpen: false })
    expect((await readCalls()).map(({ kind }) => kind)).not.toContain('callDue')
    expect((await api(elder).ok(listOwnOrders, { query: { isOpen: 'true' } })).items).toEqual([])
  })

  it('did not come, and she has heard of it: a grade that comes with it is of nothing', async () => {
    const order = await book('lunchDelivery')
    await passDay(order)
    await act(secretary, order, { action: 'conclude', outcome: 'notDone', text: '没有送来' })
    const heard = await act(elder, order, { action: 'confirm', grade: 5 })
    expect(heard).toMatchObject({ state: 'confirmed', stateText: '这次没有做成，不收费' })
    expect(heard.timeline.at(-1)).toMatchObject({ title: '知道了，没有做成' })
    expect(heard).not.toHaveProperty('rating')
    expect(heard.actions).toEqual([])
    expectError(await press(elder, order, { action: 'rate', grade: 5 }), 'care.not_confirmable')
  })

  it('came after all: it is owed, and she is asked how it was', async () => {
    const order = await book('lunchDelivery')
    await passDay(order)
    await act(secretary, order, { action: 'conclude', outcome: 'done', text: '没带手机，饭送到了' })
    await moveOutbox(deps)
    expect(await look(elder, order)).toMatchObject({ state: 'finished', payableFen: 1700 })
    expect((await readCalls()).map(({ kind }) => kind)).toContain('concluded')
    expect((await readCalls()).map(({ kind }) => kind)).not.toContain('unbegun')
  })

  it('was not there, where she was to come, and is well: by the rule of the item', async () => {
    const order = await book('canteenMeal')
    await passDay(order)
    expect((await look(secretary, order)).actions).toEqual(expect.arrayContaining(['conclude', 'noShow']))
    const well = { action: 'noShow' as const, text: '打通电话，在女儿家' }
    expectError(await press(unit.staff, order, well), 'access.denied')
    expect(await act(secretary, order, well)).toMatchObject({ state: 'noShow', isOpen: false })
    await moveOutbox(deps)
    expect((await readCalls()).map(({ kind }) => kind)).not.toContain('unbegun')
  })

  const tellings: OrderActionInput[] = [
    { action: 'deliver', record: { outcome: 'done', hasMet: true } },
    { action: 'noAnswer' },
  ]
  it.each(tellings)(
    'did not come, and whoever did comes to a network later ($action): the desk and hers hear of it, once',
    async (said) => {
      const order = await book('lunchDelivery')
      await passDay(order)
      await act(secretary, order, { action: 'conclude', outcome: 'notDone', text: '说没有送来' })
      await moveOutbox(deps)
      await InboxMessage.deleteMany({})
      const told = { ...said, at: order.startsAt } as OrderActionInput
      for (let i = 0; i < 2; i += 1) expectError(await press(unit.staff, order, told), 'care.ended_meanwhile')
      await moveOutbox(deps)
      const calls = (await readCalls()).filter(({ kind }) => kind === 'cameAfterAll')
      expect(calls).toMatchObject([
        { orderId: order.id, title: '午餐送上门：登记结果以后，才知道有人上过门' },
      ])
      expect(calls[0]?.todo).toContain('2026年11月24日 10:30')
      expect(calls[0]?.todo).toContain('现在的登记：这次没有做成，不收费')
      expect(await InboxMessage.find({ userId: elder.id }).lean()).toMatchObject([
        {
          title: '约好的服务：服务人员说来过了',
          body: expect.stringContaining('2026年11月24日的那一单') as string,
        },
      ])
      // What was asked and written stands until she has been asked anew.
      expect(await readOrder()).toMatchObject({ state: 'finished', payment: { state: 'waived' } })
    },
  )

  it('was not there, and the helper says later that she did it: she is asked before she pays', async () => {
    const order = await book('bedBath', bathe)
    await act(unit.staff, order, { action: 'accept' })
    await passDay(order)
    await act(secretary, order, { action: 'noShow', text: '打通电话' })
    const told = { action: 'start' as const, code: order.code, at: order.startsAt }
    expectError(await press(unit.staff, order, told), 'care.ended_meanwhile')
    expect((await readCalls()).map(({ kind }) => kind)).toContain('cameAfterAll')
  })

  it('where nobody was at her door it costs her nothing that she was not there', async () => {
    const order = await book('bedBath', bathe)
    await act(unit.staff, order, { action: 'accept' })
    await passDay(order)
    expect(await act(secretary, order, { action: 'noShow', text: '打通电话' })).toMatchObject({
      stateText: '人没有在，不收费',
    })
  })

  it('also what no unit ever accepted, which is nobody’s fault but theirs', async () => {
    const order = await book('bedBath', bathe)
    await passDay(order)
    expect(await look(elder, order)).toMatchObject({
      ...{ state: 'assigned', stateText: '日子过了，没有服务的记录，社区会打电话问您' },
    })
    deps.clock.advance(60, 'days')
    expect(await readWaiting(unit.staff, `unit:${unit.id}`)).toEqual([order.id])
    expect((await look(secretary, order)).actions).not.toContain('noShow')
    await act(secretary, order, { action: 'conclude', outcome: 'notDone', text: '单位忘了' })
    expect(await readOrder()).toMatchObject({ state: 'finished', payment: { state: 'waived' } })
    expect(await readWaiting(unit.staff, `unit:${unit.id}`)).toEqual([])
  })

  it('not before a door that stayed shut is settled', async () => {
    const order = await book('bedBath', bathe)
    await act(unit.staff, order, { action: 'accept' })
    deps.clock.set(order.startsAt)
    await act(unit.staff, order, { action: 'noAnswer' })
    await passDay(order)
    const notDone = { action: 'conclude' as const, outcome: 'notDone' as const, text: '没人开门' }
    expectError(await press(secretary, order, notDone), 'care.not_safe_yet')
    expectError(await press(secretary, order, { action: 'noShow', text: '没人' }), 'care.not_safe_yet')
    await act(secretary, order, { action: 'reportSafe', text: '在医院看病' })
    expect(await act(secretary, order, notDone)).toMatchObject({ state: 'finished' })
  })

  it('no more once the desk has agreed on another time with her', async () => {
    const order = await book('bedBath', {
      windows: [{ weekdays: [2, 4], from: '14:00', to: '15:00', capacity: 2 }],
    })
    await act(unit.staff, order, { action: 'accept' })
    await passDay(order)
    const { offeringId } = await readOrder()
    const startsAt = '2026-11-26T06:00:00.000Z'
    await act(secretary, order, { action: 'move', offeringId: offeringId.toString(), startsAt })
    await moveOutbox(deps)
    expect((await readCalls()).map(({ kind }) => kind)).not.toContain('unbegun')
    expect(await readOrder()).toMatchObject({ state: 'assigned', isUnfinished: false })
    deps.clock.set('2026-11-27T00:01:00.000Z')
    for (let i = 0; i < 3; i += 1) await sweep()
    expect((await readCalls()).map(({ kind }) => kind)).toContain('unbegun')
  })

  it('and not where it was begun in time and told late', async () => {
    const order = await book('bedBath', bathe)
    await act(unit.staff, order, { action: 'accept' })
    await passDay(order)
    const at = order.startsAt
    await act(unit.staff, order, { action: 'start', code: order.code, at })
    await moveOutbox(deps)
    expect(await readOrder()).toMatchObject({ state: 'started', isUnfinished: false })
    expect((await readCalls()).map(({ kind }) => kind)).not.toContain('unbegun')
  })
})

it('gives a visit back from a shut door, and still says so and lets it be settled', async () => {
  const order = await book('bedBath', bathe)
  await act(unit.staff, order, { action: 'accept' })
  deps.clock.set(order.startsAt)
  await act(unit.staff, order, { action: 'noAnswer' })
  await act(unit.staff, order, { action: 'return', reason: 'noStaff' })
  const shut = await look(elder, order)
  expect(shut).toMatchObject({
    ...{ state: 'assigned', isSafetyOpen: true, stateText: '敲门没人应，社区正在联系您和家人' },
    isSelf: true,
  })
  expect(await look(secretary, order)).toMatchObject({ isSelf: false })
  expect(shut.actions).toContain('reportSafe')
  expect(await act(secretary, order, { action: 'reportSafe', text: '出门了，平安' })).toMatchObject({
    ...{ state: 'assigned', isSafetyOpen: false },
  })
})
