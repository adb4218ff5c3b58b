import type { FollowUpKind } from '@linli/shared/elderCare/followUp'
import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import type { OrderActionInput } from '@linli/shared/elderCare/order.actions'
import type { OrderView } from '@linli/shared/elderCare/order.contract'
import { runJobOnce } from '../../../jobs'
import { makeCareOrders, openCareScene, type CareScene } from '../../../test/careOrders.factory'
import { buildOffering } from '../../../test/elderCare.factory'
import { startTestApp } from '../../../test/testApp'
import { buildStreetOfficer, testAreas, type TestUser } from '../../../test/users.factory'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { followPersonChange } from '../../register/person.hooks'
import { Person } from '../../register/person.model'
import { Order, type OrderRecord } from '../orders/order.model'
import { applyOrderEntry } from '../orders/order.effects'

const app = startTestApp()
const { api, deps } = app
const { act, bookFirst, sweep } = makeCareOrders(app)
const [desk, above] = [`triage:${testAreas.community}`, `triage:${testAreas.street}`]

let scene: CareScene
let street: TestUser
let order: OrderView

const read = async (user: TestUser, post: string) =>
  (await api(user).ok(followUpContracts.listFollowUps, { query: { post } })).items
const readKinds = async () => (await read(scene.secretary, desk)).map(({ kind }) => kind)

async function pass(minutes: number): Promise<void> {
  deps.clock.advance(minutes, 'minutes')
  await sweep()
  await Promise.all([1, 2].map(() => runJobOnce('escalateCareFollowUps', deps)))
  await moveOutbox(deps)
}

/** A bath in her bed tomorrow at two, which the unit has. */
beforeEach(async () => {
  scene = await openCareScene(app, { name: '临江助浴队' })
  street = await buildStreetOfficer()
  await buildOffering(scene.unit, 'bedBath', {
    windows: [{ weekdays: [2], from: '14:00', to: '15:00', capacity: 2 }],
  })
  order = await bookFirst(scene.elder, 'bedBath')
})

const byUnit = (body: OrderActionInput) => act(scene.unit.staff, order, body)
const begin = () => byUnit({ action: 'start', code: order.code ?? '' })

async function comeTo(minutes = 0): Promise<void> {
  await byUnit({ action: 'accept' })
  deps.clock.set(order.startsAt)
  await pass(minutes)
}

async function knock(): Promise<void> {
  await comeTo()
  await byUnit({ action: 'noAnswer' })
}

it('a call about a shut door that nobody makes goes to the street after its minutes, once, by two servers', async () => {
  await knock()
  await moveOutbox(deps)
  expect(await read(scene.secretary, desk)).toMatchObject([{ kind: 'noAnswer', isOverdue: false }])
  await pass(14)
  expect(await read(street, above)).toEqual([])
  await pass(1)
  expect(await read(street, above)).toMatchObject([{ kind: 'noAnswer', orderId: order.id }])
  await pass(3)
  const told = async ({ id }: TestUser) =>
    (await InboxMessage.find({ userId: id, event: 'careFollowUp.overdue' }).lean()).map(({ title }) => title)
  for (const user of [scene.secretary, street])
    expect(await told(user)).toEqual(['【还没处理】养老服务：敲门没人应'])
  const [call] = await read(scene.secretary, desk)
  const ending = { params: { id: call?.id ?? '' }, body: { note: '在女儿家，平安' } }
  expect(await api(street).ok(followUpContracts.endFollowUp, ending)).toMatchObject({ isOpen: false })
  expect(await read(street, above)).toEqual([])
})

const checklist = ['水温合适', '保暖遮挡', '皮肤没有破损']
const vitals = { systolic: 130, diastolic: 80, pulse: 70 }

it.each<[string, FollowUpKind, () => Promise<unknown>, () => Promise<unknown>]>([
  ['she opens after all', 'noAnswer', knock, begin],
  [
    'she says herself that she is well',
    'noAnswer',
    knock,
    () => act(scene.elder, order, { action: 'reportSafe', text: '在洗手间，没听见' }),
  ],
  [
    'the register says that she is in hospital',
    'noAnswer',
    knock,
    async () => {
      await Person.updateOne({ _id: scene.elder.personId }, { $set: { state: 'hospital' } })
      await followPersonChange(scene.elder.personId, 'hospital', deps)
    },
  ],
  ['who was late is there', 'late', () => comeTo(21), begin],
  [
    'it is called off',
    'late',
    () => comeTo(21),
    () => act(scene.elder, order, { action: 'cancel', reason: 'changed', feeFen: 0 }),
  ],
  ['somebody says yes', 'unaccepted', () => pass(5 * 60), () => byUnit({ action: 'accept' })],
  [
    'it is done at last',
    'unfinished',
    async () => {
      await comeTo()
      await begin()
      await pass(4 * 60)
    },
    () =>
      byUnit({
        action: 'finish',
        record: { outcome: 'done', checklist, vitals: { before: vitals, after: vitals } },
      }),
  ],
])('nobody is asked any more, nor told that it was not seen to, once %s', async (_, kind, happen, answer) => {
  await happen()
  await moveOutbox(deps)
  expect(await readKinds()).toEqual([kind])
  await answer()
  await moveOutbox(deps)
  expect(await readKinds()).toEqual([])
  await InboxMessage.deleteMany({})
  await runJobOnce('escalateCareFollowUps', deps)
  await pass(3 * 60)
  expect(
    await InboxMessage.countDocuments({
      event: 'careFollowUp.overdue',
      title: /没人应|没到|没有人接单|没有结束/,
    }),
  ).toBe(0)
})

it('a door that stays shut again is asked about again, also where the first one is told of once more', async () => {
  await comeTo()
  const shut = async () => {
    await byUnit({ action: 'noAnswer' })
    await moveOutbox(deps)
  }
  await shut()
  await act(scene.elder, order, { action: 'reportSafe', text: '没听见' })
  const { outbox } = await Order.findOne().orFail().lean<OrderRecord>()
  await moveOutbox(deps)
  await shut()
  expect(await readKinds()).toEqual(['noAnswer'])
  for (const entry of outbox)
    await applyOrderEntry(await Order.findOne().orFail().lean<OrderRecord>(), entry, deps)
  expect(await readKinds()).toEqual(['noAnswer'])
})
