import { orderContracts } from '@linli/shared/elderCare/order.contract'
import { Types } from 'mongoose'
import { buildCatalogue, buildElder, buildOffering, buildProvider } from '../../../test/elderCare.factory'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import { Order, type OrderRecord } from './order.model'
import { findShutDoor, settleDoors } from './order.safe'
import { listOrdersAhead } from './order.stop'

const { api, deps } = startTestApp()
const now = new Date('2026-11-23T02:00:00.000Z')
const day = 24 * 60 * 60 * 1000

let order: OrderRecord
let personId: Types.ObjectId

beforeEach(async () => {
  deps.clock.set(now)
  await buildCatalogue(deps)
  const elder = await buildElder(deps)
  const unit = await buildProvider({ certificates: ['careWorker'] })
  const offeringId = await buildOffering(unit, 'siteBath')
  const body = { itemCode: 'siteBath', offeringId, startsAt: '2026-11-24T02:30:00.000Z' }
  await api(elder).ok(orderContracts.placeOrder, { body, requestKey: newKey() })
  order = await Order.findOne().orFail().lean<OrderRecord>()
  personId = order.personId
})

const put = (changes: Partial<OrderRecord>[]) =>
  Order.collection.insertMany(
    changes.map((change) => {
      const _id = new Types.ObjectId()
      return { ...order, _id, requestKey: _id.toString(), outbox: [], hasOutbox: false, ...change }
    }),
  )

/** So many others of hers, on one day after another. */
const many = (count: number, change: Partial<OrderRecord>) =>
  Array.from({ length: count }, (_, i) => ({ ...change, startsAt: new Date(now.getTime() + i * day) }))

describe('of the many open orders of one elder', () => {
  it.each(['before', 'after'])(
    'the one whose door stayed shut is found and settled, written %s the others',
    async (when) => {
      const shut: Partial<OrderRecord>[] = [{ state: 'accepted', startsAt: now, noAnswer: { at: now } }]
      const others = many(120, { state: 'assigned' })
      await put(when === 'before' ? [...shut, ...others] : [...others, ...shut])
      expect(await findShutDoor(personId)).toEqual(now)
      await settleDoors(
        { personId, outcome: 'well', at: now, seenAt: now, seenBy: '邻居', how: 'spoken' },
        deps,
      )
      expect(await findShutDoor(personId)).toBeUndefined()
    },
  )

  it('those ahead are all there, the soonest first, behind hundreds that wait to be confirmed', async () => {
    await Order.deleteMany({})
    await put([...many(250, { state: 'finished' }), ...many(230, { state: 'assigned' }).reverse()])
    const ahead = await listOrdersAhead({ personId })
    expect(ahead).toHaveLength(230)
    expect(ahead.map(({ startsAt }) => startsAt)).toEqual(many(230, {}).map(({ startsAt }) => startsAt))
  })
})
