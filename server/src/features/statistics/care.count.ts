import type { AnyBulkWriteOperation, ClientSession } from 'mongoose'
import type { JobDefinition } from '../../jobs/job'
import { inTransaction } from '../../lib/inTransaction'
import { Order } from '../elderCare/orders/order.model'
import { listOrderAreas, listOrderContributions, type CountedOrder } from './care.contributions'
import {
  CareCount,
  CareMonth,
  type CareCountRecord,
  type CareMetric,
  type CareMonthRecord,
} from './care.model'
import { Differences } from './statistic.differences'
import { countAllDue, countBatchSize, makeMarker } from './statistic.due'

/** Notes that an order changed. */
export const markOrderForCounting = makeMarker(CareCount)

const countedFields = {
  ...{ item: 1, state: 1, open: 1, isLate: 1, 'record.outcome': 1, releasedAt: 1, finishedAt: 1 },
  ...{ rating: 1, history: 1, district: 1, street: 1, community: 1 },
} as const

const toRecordOperation = ({ _id, ...counted }: CareCountRecord): AnyBulkWriteOperation<CareCountRecord> => ({
  updateOne: { filter: { _id }, update: { $set: counted, $unset: { isDirty: 1 } } },
})

/** Both move or neither does, as with needs. */
async function countWithin(session: ClientSession): Promise<number> {
  const due = await CareCount.find({ isDirty: true })
    .limit(countBatchSize)
    .session(session)
    .lean<CareCountRecord[]>()
  if (due.length === 0) return 0
  const orders = await Order.find({ _id: { $in: due.map(({ _id }) => _id) } }, countedFields)
    .session(session)
    .lean<CountedOrder[]>()
  const differences = new Differences<CareMetric>()
  const records = due.map((before): CareCountRecord => {
    const order = orders.find(({ _id }) => _id.equals(before._id))
    const after = order
      ? { areas: listOrderAreas(order), counts: listOrderContributions(order) }
      : { areas: [], counts: [] }
    const careClass = order?.item.careClass ?? before.careClass ?? ''
    differences.add(before.areas ?? [], before.careClass ?? '', '', before.counts ?? [], -1)
    differences.add(after.areas, careClass, '', after.counts, 1)
    return { _id: before._id, ...after, careClass }
  })
  await CareCount.bulkWrite(records.map(toRecordOperation), { session })
  const operations = differences.toOperations<CareMonthRecord>()
  if (operations.length > 0) await CareMonth.bulkWrite(operations, { session })
  return due.length
}

export const countOrdersJob: JobDefinition = {
  name: 'countCareOrders',
  everySeconds: 10,
  run: (_, signal) => countAllDue(() => inTransaction(countWithin), signal),
}
