import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { offeringContracts } from '@linli/shared/elderCare/offering.contract'
import { orderSteps, orderStepTransitions, orderStates } from '@linli/shared/elderCare/order.state'
import { Types } from 'mongoose'
import { runJobOnce } from '../../../jobs'
import { expectError } from '../../../test/apiClient'
import {
  buildCatalogue,
  buildElder,
  buildHelper,
  buildOffering,
  buildPerson,
  buildProvider,
  type TestElder,
} from '../../../test/elderCare.factory'
import { buildBond, buildProxy } from '../../../test/families.factory'
import { killAfter } from '../../../test/killAfter'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import {
  buildMembership,
  buildSecretary,
  buildUser,
  testAreas,
  type TestUser,
} from '../../../test/users.factory'
import { FamilyBond, ProxyAct } from '../../families/bond.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { Membership } from '../../users/membership.model'
import { HelperDay } from '../providers/helperDay.model'
import { Offering, type OfferingRecord } from '../catalogue/offering.model'
import { Order, type OrderRecord } from './order.model'
import { openCode } from './order.record'
import { orderSubsidy } from './order.subsidy'
import { sweepOrders, takeOrderStep } from './order.sweep'
import { Slot, type SlotRecord } from '../providers/slot.model'
import { giveBackPlace, takePlace, type Candidate } from '../providers/slot.service'
import { sweepSlots } from '../providers/slot.sweep'

const { api, deps } = startTestApp()
const { getProposal, placeOrder, actOnOrder } = orderContracts

beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
})

async function readCandidate(capacity: number): Promise<Candidate> {
  const unit = await buildProvider({ licences: ['kitchen'], certificates: ['careWorker'] })
  const id = await buildOffering(unit, 'lunchDelivery', { capacity })
  const offering = await Offering.findOne({ _id: id }).lean<OfferingRecord>()
  if (!offering) throw new Error('no offering')
  const startsAt = new Date('2026-11-24T02:30:00.000Z')
  const endsAt = new Date('2026-11-24T04:00:00.000Z')
  return { offering, day: '2026-11-24', from: '10:30', opensAt: startsAt, startsAt, endsAt, capacity }
}

const readSlot = async (): Promise<SlotRecord> => {
  const slot = await Slot.findOne().lean<SlotRecord>()
  if (!slot) throw new Error('no slot')
  return slot
}

describe('the last place', () => {
  it('of fifty at once is taken by one, and by the same one however often it asks', async () => {
    const candidate = await readCandidate(1)
    const ids = Array.from({ length: 50 }, () => new Types.ObjectId())
    const now = deps.clock.now()
    const taken = await Promise.all(ids.map((id) => takePlace(candidate, { orderId: id, version: 1 }, now)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await readSlot()).toMatchObject({ left: 0 })
    const winner = ids[taken.findIndex(Boolean)]
    if (!winner) throw new Error('nobody won')
    const take = (version: number) => takePlace(candidate, { orderId: winner, version }, now)
    const again = await Promise.all([1, 1, 1].map(take))
    expect(again.every(Boolean)).toBe(true)
    const slot = await readSlot()
    expect(slot.reservations).toHaveLength(1)
    const giveBack = (before: number) => giveBackPlace(slot._id, winner, before)
    await Promise.all([2, 2, 2].map(giveBack))
    expect(await readSlot()).toMatchObject({ left: 1, reservations: [] })
    // Taken anew, by a later version: what freed the first one, told late, does not free it.
    for (const version of [3, 5]) await take(version)
    for (const before of [2, 4]) await giveBack(before)
    expect(await readSlot()).toMatchObject({ left: 0, reservations: [{ version: 5 }] })
    await giveBack(6)
    expect(await readSlot()).toMatchObject({ left: 1 })
  })

  it('is one more or fewer on days that are laid out, as the unit says, wherever it is killed', async () => {
    const candidate = await readCandidate(2)
    const { _id, unitId } = candidate.offering
    await takePlace(candidate, { orderId: new Types.ObjectId(), version: 1 }, deps.clock.now())
    const { userId } = await Membership.findOne({ unitId }).orFail().lean()
    const save = (capacity: number, version: number) => {
      const windows = [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '10:30', to: '12:00', capacity }]
      const body = { content: { windows, isAcceptedAtOnce: true, isOpen: true }, version }
      const params = { id: _id.toString() }
      return api({ id: userId.toString() }).call(offeringContracts.updateOffering, { params, body })
    }
    const readVersion = async () => (await Offering.findOne({ _id }).lean())?.version
    for (let changes = 1; (await readVersion()) === 1; changes += 1)
      await killAfter(changes, () => save(5, 1))
    expect(await readSlot()).toMatchObject({ capacity: 2, left: 1 })
    await runJobOnce('followUnableUnits', deps)
    expect(await readSlot()).toMatchObject({ capacity: 5, left: 4 })
    expect((await save(1, 2)).status).toBe(200)
    expect(await readSlot()).toMatchObject({ capacity: 1, left: 0 })
  })

  it('that two proxies want at once goes to one; the other is told, and proposed another time', async () => {
    await readCandidate(1)
    const book = async (name: string) => {
      const personId = await buildPerson(deps, { name })
      const proxy = await buildProxy()
      await buildBond({ proxy, personId }, { scopes: ['orders'] })
      const query = { person: personId }
      const propose = () => api(proxy).ok(getProposal, { params: { code: 'lunchDelivery' }, query })
      const { proposal } = await propose()
      const { offeringId = '', startsAt = '' } = proposal ?? {}
      const body = { itemCode: 'lunchDelivery', offeringId, startsAt, personId }
      return { propose, place: () => api(proxy).call(placeOrder, { body, requestKey: newKey() }) }
    }
    const proxies = [await book('周桂珍'), await book('李阿婆')]
    const answers = await Promise.all(proxies.map(({ place }) => place()))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    const lost = answers.findIndex(({ status }) => status === 409)
    expect(answers[lost]?.body).toMatchObject({ code: 'care.slot_full' })
    expect((await proxies[lost]?.propose())?.proposal?.timeText).toBe('后天 10:30–12:00')
    expect(await Order.countDocuments()).toBe(1)
    expect(await readSlot()).toMatchObject({ left: 0, reservations: [{}] })
  })

  it.each([
    ['before the order is written: it is not, and the place is free', 'reserve', 409, 1],
    ['while it is written: the order came first', 'create', 201, 0],
  ] as const)('goes to nobody whose bond is revoked %s', async (_, moment, status, left) => {
    await readCandidate(1)
    const personId = await buildPerson(deps)
    const proxy = await buildProxy()
    const bondId = await buildBond({ proxy, personId }, { scopes: ['orders'] })
    const ask = { params: { code: 'lunchDelivery' }, query: { person: personId } }
    const { proposal } = await api(proxy).ok(getProposal, ask)
    const { offeringId = '', startsAt = '' } = proposal ?? {}
    const body = { itemCode: 'lunchDelivery', offeringId, startsAt, personId }
    let revoking: Promise<unknown> = Promise.resolve()
    const revoke = () => {
      const ended = { $set: { state: 'ended', isLiving: false } } as const
      revoking = FamilyBond.updateOne({ _id: bondId, state: 'active' }, ended).exec()
      return revoking
    }
    if (moment === 'reserve') {
      const { reserve } = orderSubsidy()
      jest.spyOn(orderSubsidy(), 'reserve').mockImplementationOnce(async (...asked) => {
        await revoke()
        return reserve(...asked)
      })
    } else {
      // The transaction holds the bond already: the revocation waits for it.
      const create = Order.create.bind(Order) as (...given: unknown[]) => unknown
      jest.spyOn(Order, 'create').mockImplementationOnce(((...given: unknown[]) => {
        void revoke()
        return create(...given)
      }) as never)
    }
    const answer = await api(proxy).call(placeOrder, { body, requestKey: newKey() })
    expect(answer.status).toBe(status)
    await revoking
    jest.restoreAllMocks()
    expect(await readSlot()).toMatchObject({ left })
    expect(await Order.countDocuments()).toBe(1 - left)
    expect(await ProxyAct.countDocuments({ bondId })).toBe(1 - left)
    expect((await FamilyBond.findOne({ _id: bondId }).lean())?.state).toBe('ended')
    expectError(await api(proxy).call(placeOrder, { body, requestKey: newKey() }), 'record.not_found')
  })

  it('is kept for the same press when the write is cut off, and taken once when it comes again', async () => {
    await readCandidate(1)
    const elder = await buildElder(deps)
    const { proposal } = await api(elder).ok(getProposal, { params: { code: 'lunchDelivery' } })
    const { offeringId = '', startsAt = '' } = proposal ?? {}
    const body = { itemCode: 'lunchDelivery', offeringId, startsAt }
    const requestKey = newKey()
    const create = jest.spyOn(Order, 'create').mockRejectedValueOnce(new Error('the engine is gone'))
    expect((await api(elder).call(placeOrder, { body, requestKey })).status).toBe(500)
    create.mockRestore()
    expect(await readSlot()).toMatchObject({ left: 0 })
    await api(elder).ok(placeOrder, { body, requestKey })
    expect(await readSlot()).toMatchObject({ left: 0, reservations: [{}] })
  })

  it('taken for an order that was never written comes back by itself', async () => {
    const candidate = await readCandidate(3)
    const orphan = new Types.ObjectId()
    await takePlace(candidate, { orderId: orphan, version: 1 }, deps.clock.now())
    const elder = await buildElder(deps)
    const { proposal } = await api(elder).ok(getProposal, { params: { code: 'lunchDelivery' } })
    const { offeringId = '', startsAt = '' } = proposal ?? {}
    await api(elder).ok(placeOrder, { body: { itemCode: 'lunchDelivery', offeringId, startsAt } })
    await sweepSlots(deps)
    expect(await readSlot()).toMatchObject({ left: 1 })
    deps.clock.advance(6, 'minutes')
    await Promise.all([sweepSlots(deps), sweepSlots(deps)])
    const slot = await readSlot()
    expect(slot).toMatchObject({ left: 2 })
    expect(slot.reservations).toHaveLength(1)
    expect(slot).not.toHaveProperty('checkAt')
  })
})

const vitals = { pulse: 72, systolic: 130, diastolic: 80 }
const bathed = {
  outcome: 'done' as const,
  checklist: ['水温 38–41 度', '地面防滑', '全程有人陪'],
  vitals: { before: vitals, after: vitals },
}

describe('two who press at once', () => {
  async function bookOne(): Promise<{
    elder: TestElder
    id: string
    staff: Awaited<ReturnType<typeof buildElder>>
  }> {
    const unit = await buildProvider({ name: '助浴点', certificates: ['careWorker'] })
    await buildOffering(unit, 'siteBath')
    const elder = await buildElder(deps)
    const { proposal } = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
    const { offeringId = '', startsAt = '' } = proposal ?? {}
    const order = await api(elder).ok(placeOrder, { body: { itemCode: 'siteBath', offeringId, startsAt } })
    deps.clock.advance(9, 'seconds')
    await Promise.all([sweepOrders(deps), sweepOrders(deps), sweepOrders(deps)])
    return { elder, id: order.id, staff: { ...unit.staff, personId: '' } }
  }

  it('cancel and accept: one wins, the other is told, and the place follows', async () => {
    const { elder, id, staff } = await bookOne()
    const released = await Order.findOne({ _id: id }).lean<OrderRecord>()
    expect(released?.history.map(({ action }) => action)).toEqual(['create', 'release'])
    const answers = await Promise.all([
      api(elder).call(actOnOrder, {
        params: { id },
        body: { action: 'cancel', reason: 'changed', feeFen: 0 },
        requestKey: newKey(),
      }),
      api(staff).call(actOnOrder, { params: { id }, body: { action: 'accept' }, requestKey: newKey() }),
    ])
    const order = await Order.findOne({ _id: id }).lean<OrderRecord>()
    const steps = order?.history.map(({ action }) => action) ?? []
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1)
    expect(steps.filter((step) => step === 'cancel' || step === 'accept')).toHaveLength(
      answers.filter(({ status }) => status === 200).length,
    )
    expect((await readSlot()).left).toBe(order?.state === 'cancelled' ? 20 : 19)
  })

  it('she and the clock: what it did in between does not have her asked anew', async () => {
    const { elder, id } = await bookOne()
    await Order.updateOne(
      { _id: id },
      {
        $set: {
          isAcceptedAtOnce: true,
          state: 'placed',
          releaseAt: deps.clock.now(),
          checkAt: deps.clock.now(),
        },
      },
    )
    const write = Order.updateOne.bind(Order)
    const overtaken = jest.spyOn(Order, 'updateOne').mockImplementationOnce((async (...asked: unknown[]) => {
      overtaken.mockRestore()
      await sweepOrders(deps)
      return write(...(asked as Parameters<typeof write>))
    }) as never)
    const body = { action: 'cancel', reason: 'changed', feeFen: 0 } as const
    const cancelled = await api(elder).ok(actOnOrder, { params: { id }, body, requestKey: newKey() })
    expect(cancelled.state).toBe('cancelled')
    const { history } = await Order.findOne({ _id: id }).orFail().lean<OrderRecord>()
    expect(history.map(({ action }) => action).slice(-3)).toEqual(['release', 'acceptAtOnce', 'cancel'])
    expect((await readSlot()).left).toBe(20)
  })

  it('cancel and start: either it is called off and nothing began, or it began and stays', async () => {
    const { elder, id, staff } = await bookOne()
    await api(staff).ok(actOnOrder, { params: { id }, body: { action: 'accept' } })
    const { code = '', startsAt } = await api(elder).ok(orderContracts.getOrder, { params: { id } })
    deps.clock.set(startsAt)
    const press = (user: typeof staff, body: OrderActionInput) =>
      api(user).call(actOnOrder, { params: { id }, body, requestKey: newKey() })
    const answers = await Promise.all([
      press(elder, { action: 'cancel', reason: 'illness', feeFen: 0 }),
      press(staff, { action: 'start', code }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const order = await Order.findOne({ _id: id }).lean<OrderRecord>()
    const isBegun = order?.state === 'started'
    const loser = answers[isBegun ? 0 : 1]
    expect(loser.body).toMatchObject({ details: { state: isBegun ? 'started' : 'cancelled' } })
    expect((await readSlot()).left).toBe(isBegun ? 19 : 20)
  })

  it('two who finish it, and mother and daughter who rate it: it is done once, and rated once', async () => {
    const { elder, id, staff } = await bookOne()
    const colleague = await buildUser()
    const { unitId } = (await Order.findOne({ _id: id }).lean<OrderRecord>()) ?? {}
    await buildMembership(colleague, 'unitStaff', { unitId: String(unitId), areaCode: testAreas.community })
    const press = (user: TestUser, body: OrderActionInput) =>
      api(user).call(actOnOrder, { params: { id }, body, requestKey: newKey() })
    await press(staff, { action: 'accept' })
    const { code = '', startsAt } = await api(elder).ok(orderContracts.getOrder, { params: { id } })
    deps.clock.set(startsAt)
    expect((await press(staff, { action: 'start', code })).status).toBe(200)
    deps.clock.advance(30, 'minutes')
    const finish = { action: 'finish' as const, record: bathed }
    const finished = await Promise.all([press(staff, finish), press(colleague, finish)])
    const [won, lost] = finished.map(({ status }) => status).sort()
    expect(won).toBe(200)
    // Once it is done a colleague who did not do it reads it with a reason only.
    expect([403, 409]).toContain(lost)
    const daughter = await buildProxy()
    await buildBond({ proxy: daughter, personId: elder.personId }, { scopes: ['orders'] })
    const confirmed = await Promise.all([
      press(elder, { action: 'confirm', grade: 5, reasons: [] }),
      press(daughter, { action: 'confirm', grade: 3, reasons: [] }),
    ])
    expect(confirmed.map(({ status }) => status).sort()).toEqual([200, 409])
    const { history = [], rating } = (await Order.findOne({ _id: id }).lean<OrderRecord>()) ?? {}
    const steps = history.map(({ action }) => action)
    expect(steps.filter((step) => step === 'finish' || step === 'confirm')).toEqual(['finish', 'confirm'])
    expect(rating?.grade).toBe(confirmed[0].status === 200 ? 5 : 3)
  })

  it('two desks that move it to the same place: one does, and it has that one place', async () => {
    const { id } = await bookOne()
    const other = await buildProvider({ name: '另一家', certificates: ['careWorker'] })
    const offeringId = await buildOffering(other, 'siteBath')
    const { startsAt } = (await Order.findOne({ _id: id }).lean<OrderRecord>()) ?? {}
    const body = { action: 'move' as const, offeringId, startsAt: startsAt?.toISOString() ?? '' }
    const desks = [await buildSecretary(), await buildSecretary(), await buildSecretary()]
    const answers = await Promise.all(
      desks.map((desk) => api(desk).call(actOnOrder, { params: { id }, body, requestKey: newKey() })),
    )
    expect(answers.map(({ status }) => status)).toContain(200)
    await moveOutbox(deps)
    const slots = await Slot.find().lean<SlotRecord[]>()
    const taken = slots.map(({ offeringId: of, left, reservations }) => [
      of.toString() === offeringId,
      left,
      reservations.length,
    ])
    expect(taken.sort()).toEqual([
      [false, 20, 0],
      [true, 19, 1],
    ])
  })

  it('a bath that mother and daughter book at the same moment: one of them does, and again once it is called off', async () => {
    const { id, elder } = await bookOne()
    await api(elder).ok(actOnOrder, {
      params: { id },
      body: { action: 'cancel', reason: 'changed', feeFen: 0 },
      requestKey: newKey(),
    })
    await moveOutbox(deps)
    const { offeringId, startsAt, personId } = (await Order.findOne({ _id: id }).lean<OrderRecord>()) ?? {}
    const daughter = await buildProxy()
    await buildBond({ proxy: daughter, personId: String(personId) }, { scopes: ['orders'] })
    const bath = {
      itemCode: 'siteBath',
      offeringId: String(offeringId),
      startsAt: startsAt?.toISOString() ?? '',
    }
    const press = (user: TestUser, body: object) =>
      api(user).call(placeOrder, { body: { ...bath, ...body }, requestKey: newKey() })
    const forHer = { personId: String(personId) }
    const answers = await Promise.all([press(elder, {}), press(daughter, forHer), press(daughter, forHer)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    for (const answer of answers) if (answer.status === 409) expectError(answer, 'care.ordered_already')
    expect((await readSlot()).left).toBe(19)
  })

  it('the same press sent five times acts once', async () => {
    const { elder, id, staff } = await bookOne()
    const requestKey = newKey()
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() =>
        api(staff).call(actOnOrder, { params: { id }, body: { action: 'accept' }, requestKey }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    const order = await Order.findOne({ _id: id }).lean<OrderRecord>()
    expect(order?.history.filter(({ action }) => action === 'accept')).toHaveLength(1)
    // Under the same key another button, or another order: nobody is told that it is done.
    const note = { action: 'note' as const, text: '带毛巾' }
    expectError(
      await api(staff).call(actOnOrder, { params: { id }, body: note, requestKey }),
      'request.already_done',
    )
    const { offeringId, startsAt, requestKey: placed } = order ?? {}
    const again = (at: Date) =>
      api(elder).call(placeOrder, {
        body: { itemCode: 'siteBath', offeringId: String(offeringId), startsAt: at.toISOString() },
        ...(placed === undefined ? {} : { requestKey: placed }),
      })
    expect((await again(startsAt ?? new Date(0))).body).toMatchObject({ id })
    expectError(await again(new Date('2026-11-30T05:00:00.000Z')), 'request.already_done')
  })

  it('and every step of the clock that the table does not know is refused', async () => {
    const { id } = await bookOne()
    const order = await Order.findOne({ _id: id }).lean<OrderRecord>()
    if (!order) throw new Error('no order')
    for (const state of orderStates)
      for (const step of orderSteps)
        if (orderStepTransitions[state][step] === undefined)
          await expect(takeOrderStep({ ...order, state }, step, deps)).rejects.toMatchObject({
            code: 'care.invalid_transition',
          })
  })
})

describe('one helper', () => {
  const everyDay = [0, 1, 2, 3, 4, 5, 6]

  it('is never given two orders at one time, however many give them at once, and is free again when one is taken back', async () => {
    const unit = await buildProvider({ name: '助浴点', certificates: ['careWorker'] })
    const windows = [
      { weekdays: everyDay, from: '14:00', to: '15:00', capacity: 3 },
      { weekdays: everyDay, from: '14:30', to: '15:30', capacity: 3 },
    ]
    await buildOffering(unit, 'siteBath', { windows })
    const dispatchers = [unit.staff, await buildHelper(unit), await buildHelper(unit)]
    const ids: string[] = []
    for (const name of ['周桂珍', '李阿婆', '吴根娣']) {
      const elder = await buildElder(deps, { name })
      const { proposal, others } = await api(elder).ok(getProposal, { params: { code: 'siteBath' } })
      const option = ids.length === 0 ? proposal : others[0]
      const { offeringId = '', startsAt = '' } = option ?? {}
      const body = { itemCode: 'siteBath', offeringId, startsAt }
      ids.push((await api(elder).ok(placeOrder, { body })).id)
    }
    deps.clock.advance(9, 'seconds')
    await sweepOrders(deps)
    const starts = await Order.distinct('startsAt', {})
    expect(starts).toHaveLength(2)

    const helperIds = [unit.staff.id]
    const give = (i: number) =>
      api(dispatchers[i] ?? unit.staff).call(actOnOrder, {
        params: { id: ids[i] ?? '' },
        body: { action: 'assign', helperIds },
        requestKey: newKey(),
      })
    const answers = await Promise.all([give(0), give(1), give(2)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    for (const answer of answers.filter(({ status }) => status === 409))
      expectError(answer, 'care.helper_busy')
    const held = await Order.find({ 'helpers.userId': unit.staff.id }, { _id: 1 }).lean()
    expect(held).toHaveLength(1)
    const readTaken = async () => (await HelperDay.find().lean()).flatMap(({ taken }) => taken)
    expect(await readTaken()).toMatchObject([{ orderId: held[0]?._id }])

    const won = answers.findIndex(({ status }) => status === 200)
    const back = { action: 'return', reason: 'sick' } as const
    await api(unit.staff).ok(actOnOrder, { params: { id: ids[won] ?? '' }, body: back })
    expect(await readTaken()).toEqual([])
    // The same one again: what the first giving freed, told late, does not free the second.
    expect((await give(won)).status).toBe(200)
    await moveOutbox(deps)
    expect(await readTaken()).toMatchObject([{ orderId: held[0]?._id }])
    expectError(await give((won + 1) % 3), 'care.helper_busy')
  })

  it('who begins at a door that nobody was named for is at no other one until it is done', async () => {
    const unit = await buildProvider({ name: '助浴队', certificates: ['careWorker'] })
    const windows = [{ weekdays: everyDay, from: '14:00', to: '15:00', capacity: 3 }]
    await buildOffering(unit, 'bedBath', { windows, isAcceptedAtOnce: true })
    const ids: string[] = []
    for (const name of ['周桂珍', '李阿婆']) {
      const elder = await buildElder(deps, { name })
      const { proposal } = await api(elder).ok(getProposal, { params: { code: 'bedBath' } })
      const { offeringId = '', startsAt = '' } = proposal ?? {}
      ids.push((await api(elder).ok(placeOrder, { body: { itemCode: 'bedBath', offeringId, startsAt } })).id)
    }
    deps.clock.advance(9, 'seconds')
    await sweepOrders(deps)
    await sweepOrders(deps)
    const orders = await Order.find({ _id: { $in: ids } }).lean<OrderRecord[]>()
    deps.clock.set(orders[0]?.startsAt ?? '')
    const press = (order: OrderRecord, body: OrderActionInput) =>
      api(unit.staff).call(actOnOrder, { params: { id: order._id.toString() }, body, requestKey: newKey() })
    const start = (order: OrderRecord) => press(order, { action: 'start', code: openCode(order, deps) })
    const answers = await Promise.all(orders.map(start))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const [waiting, begun] = [409, 200].map(
      (status) => orders[answers.findIndex((each) => each.status === status)],
    )
    if (!waiting || !begun) throw new Error('both or none began')
    expectError(await start(waiting), 'care.helper_busy')
    await press(begun, { action: 'finish', record: { outcome: 'notDone', text: '她说今天不洗了' } })
    expect((await start(waiting)).status).toBe(200)
  })
})
