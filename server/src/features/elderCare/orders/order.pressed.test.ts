import { orderContracts, type OrderView } from '@linli/shared/elderCare/order.contract'
import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import {
  buildCatalogue,
  buildElder,
  buildOffering,
  buildProvider,
  type TestElder,
  type TestProvider,
} from '../../../test/elderCare.factory'
import { expectError } from '../../../test/apiClient'
import { newKey } from '../../../test/needs.factory'
import { actOnSos, raiseSos, readSosRecord } from '../../../test/safety.factory'
import { startTestApp } from '../../../test/testApp'
import { buildGridWorker } from '../../../test/users.factory'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { FollowUp } from '../followUps/followUp.model'
import { SosCase } from '../../safety/sos.model'
import { Order } from './order.model'
import { sweepOrders } from './order.sweep'

const app = startTestApp()
const { api, deps } = app
const { getProposal, placeOrder, actOnOrder, getOrder } = orderContracts

let elder: TestElder
let unit: TestProvider
let order: OrderView
let code: string

const press = (body: OrderActionInput, requestKey = newKey()) =>
  api(unit.staff).call(actOnOrder, { params: { id: order.id }, body, requestKey })
const clean = { outcome: 'done' as const, checklist: ['水温合适', '头发吹干', '地面擦干'] }
/** Minutes after the time that was agreed. */
const at = (minutes: number): string =>
  new Date(new Date(order.startsAt).getTime() + minutes * 60_000).toISOString()

/** A visit of an hour and a half, taken by somebody whose way leads through cellars. */
beforeEach(async () => {
  deps.clock.set('2026-11-23T02:00:00.000Z')
  await buildCatalogue(deps)
  unit = await buildProvider({ name: '临江洗头', certificates: ['careWorker'] })
  await buildOffering(unit, 'homeHairWash', {
    windows: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '14:00', to: '15:30', capacity: 2 }],
  })
  elder = await buildElder(deps)
  const { proposal } = await api(elder).ok(getProposal, { params: { code: 'homeHairWash' } })
  const { offeringId = '', startsAt = '' } = proposal ?? {}
  const body = { itemCode: 'homeHairWash', offeringId, startsAt }
  const { id } = await api(elder).ok(placeOrder, { body, requestKey: newKey() })
  deps.clock.advance(9, 'seconds')
  await sweepOrders(deps)
  order = await api(elder).ok(getOrder, { params: { id } })
  code = order.code ?? ''
  await press({ action: 'accept' })
})

describe('a visit without a network', () => {
  it('counts from when it was pressed, once, and says that it was told later', async () => {
    deps.clock.set(at(70))
    await sweepOrders(deps) // nobody heard of her: she counts as late
    expect(await Order.findOne({ _id: order.id }).lean()).toMatchObject({ isLate: true })
    const begin = { action: 'start' as const, code, at: at(2) }
    const key = newKey()
    const answers = await Promise.all([press(begin, key), press(begin, key)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const end = { action: 'finish' as const, record: clean, at: at(45) }
    expect((await press(end)).body).toMatchObject({ state: 'finished' })
    expect(await Order.findOne({ _id: order.id }).lean()).toMatchObject({
      ...{ startedAt: new Date(at(2)), finishedAt: new Date(at(45)), isLate: false },
      record: { at: new Date(at(45)) },
    })
    const { timeline } = await api(elder).ok(getOrder, { params: { id: order.id } })
    expect(timeline.slice(-2).map(({ title }) => title)).toEqual([
      '核对身份，开始服务（14:02 的事，有网络后补发）',
      '做完了（14:45 的事，有网络后补发）',
    ])
    expect(timeline.filter(({ action }) => action === 'start')).toHaveLength(1)
  })

  it('told on another day says to the family on which, and not that somebody is there now', async () => {
    deps.clock.set(at(20 * 60))
    await press({ action: 'start', code, at: at(2) })
    await moveOutbox(deps)
    const readTold = (event: string) => InboxMessage.findOne({ userId: elder.id, event }).orFail().lean()
    expect(await readTold('careOrder.start')).toMatchObject({
      title: '养老服务：核对身份，开始服务（11月24日 14:02 的事，有网络后补发）',
      body: '服务人员昨天 14:02 开始的，还没有收到做完的记录',
    })
    deps.clock.set(at(3 * 24 * 60))
    await press({ action: 'finish', record: clean, at: at(45) })
    await moveOutbox(deps)
    expect((await readTold('careOrder.finish')).title).toBe(
      '养老服务：做完了（11月24日 14:45 的事，有网络后补发）',
    )
  })

  it('says when she left, and when nobody opened, also where both are told later', async () => {
    deps.clock.set(at(40))
    const depart = { action: 'depart' as const, at: at(-30) }
    expect((await press({ ...depart, at: at(90) })).body).toMatchObject({ code: 'request.invalid' })
    await press(depart)
    expect((await press({ action: 'noAnswer', at: at(3) })).body).toMatchObject({ isSafetyOpen: true })
    expect(await Order.findOne({ _id: order.id }).lean()).toMatchObject({
      ...{ departedAt: new Date(at(-30)), noAnswer: { at: new Date(at(3)) } },
    })
    const { timeline } = await api(elder).ok(getOrder, { params: { id: order.id } })
    expect(timeline.slice(-2).map(({ title }) => title)).toEqual([
      '出发了（13:30 的事，有网络后补发）',
      '敲门没人应，已请社区联系（14:03 的事，有网络后补发）',
    ])
  })

  it('whose door stayed shut after somebody saw her calls her people, also by a phone whose clock is slow', async () => {
    const grid = await buildGridWorker()
    const { id } = (await raiseSos(app, elder)).body
    deps.clock.set(at(7))
    await actOnSos(app, grid, id, { action: 'arrive' })
    deps.clock.set(at(10))
    await press({ action: 'noAnswer', at: at(6) })
    await moveOutbox(deps)
    expect(await Order.findOne({ _id: order.id }).lean()).toMatchObject({
      noAnswer: { at: new Date(at(10)) },
    })
    expect(await readSosRecord(id)).toMatchObject({ state: 'raised' })
    await actOnSos(app, grid, id, { action: 'speak' })
    await actOnSos(app, grid, id, { action: 'close', outcome: 'well', text: '在睡觉，没有听见' })
    await moveOutbox(deps)
    const { noAnswer } = await Order.findOne({ _id: order.id }).orFail().lean()
    expect(noAnswer?.safeAt).toEqual(new Date(at(10)))
  })

  it.each([
    ['at once by a slow phone, ends it', 62, 61, 'closed'],
    ['late, from before it, does not', 62, 20, 'raised'],
  ] as const)('that was begun after all and is told %s', async (_, now, pressed, state) => {
    deps.clock.set(at(60))
    await press({ action: 'noAnswer' })
    await moveOutbox(deps)
    deps.clock.set(at(now))
    expect((await press({ action: 'start', code, at: at(pressed - 3) })).body.state).toBe('started')
    await moveOutbox(deps)
    expect(await SosCase.find().lean()).toMatchObject([{ state }])
  })

  it('that is told at once says nothing of it, also by a phone whose clock is a little off', async () => {
    for (const [action, minutes] of [
      ['start', 4],
      ['finish', 29],
    ] as const) {
      deps.clock.set(at(minutes + 3))
      const body = action === 'start' ? { action, code } : { action, record: clean }
      expect((await press({ ...body, at: at(minutes) })).status).toBe(200)
    }
    const { timeline } = await api(elder).ok(getOrder, { params: { id: order.id } })
    expect(timeline.slice(-2).map(({ title }) => title)).toEqual(['核对身份，开始服务', '做完了'])
  })

  it('may be told the next morning, not at a time that cannot be, and never by what was not allowed then', async () => {
    deps.clock.set(at(60))
    const impossible: string[] = [at(-24 * 60), at(90), at(-60 * 24 * 3)]
    for (const each of impossible)
      expect((await press({ action: 'start', code, at: each })).status).toBeGreaterThanOrEqual(400)
    deps.clock.set(at(18 * 60))
    // Without a time it would be today, which is not the day of the visit.
    const { message } = expectError(await press({ action: 'start', code }), 'care.day_over')
    expect(message).toContain('请打电话告诉社区')
    expect((await press({ action: 'start', code, at: at(3) })).status).toBe(200)
    expectError(await press({ action: 'finish', record: clean, at: at(-30) }), 'request.invalid')
    expectError(await press({ action: 'finish', record: clean, at: at(19 * 60) }), 'request.invalid')
    expect((await press({ action: 'finish', record: clean, at: at(60) })).body).toMatchObject({
      state: 'finished',
    })
  })

  it('that was called off meanwhile is refused, and the desk hears of it once', async () => {
    deps.clock.set(at(30))
    const cancel = { action: 'cancel' as const, reason: 'changed' as const, feeFen: order.priceFen ?? 0 }
    await api(elder).ok(actOnOrder, { params: { id: order.id }, body: cancel })
    deps.clock.set(at(60))
    const begin = { action: 'start' as const, code, at: at(5) }
    for (let i = 0; i < 2; i += 1) expectError(await press(begin), 'care.cancelled_meanwhile')
    expect(await FollowUp.find().lean()).toMatchObject([{ kind: 'doneAnyway', isOpen: true }])
    // Begun after it was called off, it is only too late.
    expectError(await press({ ...begin, at: at(45) }), 'care.invalid_transition')
    expect(await FollowUp.countDocuments()).toBe(1)
  })

  it('that is called late at night is begun after midnight, stands in both lists, and by noon it is too late', async () => {
    const lock = await buildProvider({ name: '开锁', licences: ['firm'] })
    await buildOffering(lock, 'lockOpening', {
      windows: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '00:00', to: '23:59', capacity: 2 }],
    })
    deps.clock.set('2026-11-23T15:30:00.000Z') // 23:30 in Shanghai
    const { proposal } = await api(elder).ok(getProposal, { params: { code: 'lockOpening' } })
    const { offeringId = '', startsAt = '' } = proposal ?? {}
    const body = { itemCode: 'lockOpening', offeringId, startsAt }
    const { id } = await api(elder).ok(placeOrder, { body, requestKey: newKey() })
    deps.clock.advance(9, 'seconds')
    await sweepOrders(deps)
    const params = { id }
    const pressLock = (pressed: OrderActionInput) =>
      api(lock.staff).call(actOnOrder, { params, body: pressed, requestKey: newKey() })
    await pressLock({ action: 'accept' })
    deps.clock.set('2026-11-23T16:05:00.000Z')
    for (const day of ['2026-11-23', '2026-11-24', undefined]) {
      const query = { post: `unit:${lock.id}`, scope: 'day' as const, ...(day ? { day } : {}) }
      const { items } = await api(lock.staff).ok(orderContracts.listOrderQueue, { query })
      expect(items.map((item) => item.id)).toEqual([id])
    }
    const { actions } = await api(lock.staff).ok(getOrder, { params })
    expect(actions).toEqual(expect.arrayContaining(['start', 'noAnswer']))
    const told = { action: 'start' as const, code: (await api(elder).ok(getOrder, { params })).code ?? '' }
    deps.clock.set('2026-11-24T04:00:00.000Z')
    expectError(await pressLock(told), 'care.day_over')
    expect((await pressLock({ ...told, at: '2026-11-23T16:05:00.000Z' })).status).toBe(200)
  })

  it('is refused before its day, and said from when it can be done', async () => {
    deps.clock.set(at(-24 * 60))
    for (const body of [{ action: 'start', code }, { action: 'depart' }, { action: 'noAnswer' }] as const)
      expect(expectError(await press(body), 'care.too_early').details).toMatchObject({
        state: 'accepted',
        from: at(-14 * 60),
      })
  })

  it('is too late to be told two days after', async () => {
    deps.clock.set(at(2 * 24 * 60))
    for (const body of [{ action: 'start', code }, { action: 'noAnswer' }, { action: 'depart' }] as const) {
      expectError(await press({ ...body, at: at(3) }), 'care.day_over')
      expectError(await press(body), 'care.day_over')
    }
  })
})
