import { followUpContracts } from '@linli/shared/elderCare/followUp.contract'
import type { OrderView } from '@linli/shared/elderCare/order.contract'
import { runJobOnce } from '../../../jobs'
import { makeCareOrders, openCareScene } from '../../../test/careOrders.factory'
import { buildOffering, type TestElder, type TestProvider } from '../../../test/elderCare.factory'
import { startTestApp } from '../../../test/testApp'
import { testAreas, type TestUser } from '../../../test/users.factory'
import { InboxMessage } from '../../messages/inboxMessage.model'
import { moveOutbox } from '../../messages/outbox.mover'
import { followPersonChange } from '../../register/person.hooks'
import { Person } from '../../register/person.model'
import { Order } from '../orders/order.model'

const app = startTestApp()
const { api, deps } = app
const { act, bookFirst, sweep } = makeCareOrders(app)

let elder: TestElder
let unit: TestProvider
let secretary: TestUser

/** Her hair was washed at home. */
async function serve(): Promise<OrderView> {
  const { id, startsAt, code } = await bookFirst(elder, 'homeHairWash')
  await act(unit.staff, { id }, { action: 'accept' })
  deps.clock.set(startsAt)
  await act(unit.staff, { id }, { action: 'start', code })
  deps.clock.advance(60, 'minutes')
  const checklist = ['水温合适', '头发吹干', '地面擦干']
  const done = await act(unit.staff, { id }, { action: 'finish', record: { outcome: 'done', checklist } })
  await moveOutbox(deps)
  return done
}

async function die(): Promise<void> {
  await Person.updateOne({ _id: elder.personId }, { $set: { state: 'deceased' } })
  await followPersonChange(elder.personId, 'deceased', deps)
  await moveOutbox(deps)
}

const readCalls = async () => {
  const query = { post: `triage:${testAreas.community}` }
  return (await api(secretary).ok(followUpContracts.listFollowUps, { query })).items
}

beforeEach(async () => {
  ;({ elder, secretary, unit } = await openCareScene(app, { name: '临江助浴队' }))
  await buildOffering(unit, 'homeHairWash', {
    windows: [{ weekdays: [0, 1, 2, 3, 4, 5, 6], from: '14:00', to: '15:00', capacity: 2 }],
  })
})

describe('whoever has died is not called', () => {
  it('nor was to be: what was open ends with the change, and one task says what the family is asked', async () => {
    await serve()
    deps.clock.advance(73, 'hours')
    await sweep()
    expect(await readCalls()).toMatchObject([{ kind: 'callDue' }])
    await die()
    const calls = await readCalls()
    expect(calls).toMatchObject([
      {
        kind: 'personGone',
        todo: expect.stringContaining('做完了还没有问过的：上门洗头，问家人做得好不好') as string,
      },
    ])
    expect(calls[0]?.person).toEqual({ name: '周桂珍' })
    await InboxMessage.deleteMany({})
    deps.clock.advance(23, 'hours')
    await runJobOnce('escalateCareFollowUps', deps)
    await moveOutbox(deps)
    expect(await InboxMessage.find({ title: /回访/ }).lean()).toEqual([])
  })

  it('by the clock, which would have had her called three days after it was done', async () => {
    await serve()
    await die()
    deps.clock.advance(73, 'hours')
    await sweep()
    expect((await readCalls()).map(({ kind }) => kind)).toEqual(['personGone'])
    deps.clock.advance(14, 'days')
    for (let i = 0; i < 2; i += 1) await sweep()
    expect(await Order.findOne().lean()).toMatchObject({ state: 'confirmed' })
  })

  it('about what she said was not done well: it goes up, and the family is told', async () => {
    const order = await serve()
    await act(elder, order, { action: 'dispute', text: '没洗干净' })
    await moveOutbox(deps)
    await die()
    expect(await readCalls()).toMatchObject([
      { kind: 'personGone', todo: expect.stringContaining('说没做好、还没有定的：上门洗头') as string },
    ])
    for (let week = 0; week < 3; week += 1) {
      deps.clock.advance(8, 'days')
      await sweep()
    }
    expect(await Order.findOne().lean()).toMatchObject({ state: 'disputed' })
    expect((await readCalls()).map(({ kind }) => kind)).toEqual(['personGone'])
  })
})
