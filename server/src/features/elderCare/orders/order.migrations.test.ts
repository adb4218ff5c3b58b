import '../../../database/mongoose'
import { Types } from 'mongoose'
import { migrate } from '../../../database/migrations'
import { newKey } from '../../../test/needs.factory'
import { startTestApp } from '../../../test/testApp'
import { FollowUp, type FollowUpRecord } from '../followUps/followUp.model'
import { openNote, sealNote } from '../followUps/followUp.service'
import { Order, type OrderRecord } from './order.model'
import { orderMigrations } from './order.migrations'
import { openSaid } from './order.said'
import { Plan } from '../plans/plan.model'
import { readUsual } from './usual.service'

const { deps } = startTestApp()
const at = new Date('2026-11-20T03:00:00.000Z')
const [helper, personId] = [new Types.ObjectId(), new Types.ObjectId()]
const item = { careClass: 'bath', proofs: [], minutes: 60 }
const said = '腰疼得起不来'

/** As an older program wrote them: words in the open, no time for a dispute, nobody remembered. */
const old = (fields: object) => ({
  ...{ createdBy: personId, requestKey: newKey() },
  ...{
    _id: new Types.ObjectId(),
    version: 3,
    open: true,
    personId,
    item,
    disputes: 1,
    startsAt: at,
    endsAt: at,
  },
  ...{ helpers: [{ userId: helper, name: '王姐', isVolunteer: false }], finishedAt: at },
  history: [
    { id: 'a', action: 'finish', at },
    { id: 'b', action: 'dispute', at, text: said },
  ],
  ...fields,
})

it('brings orders of an older program to the present form, once, and leaves the others alone', async () => {
  const [disputed, over] = [old({ state: 'disputed' }), old({ state: 'settled', open: false, history: [] })]
  const unbegun = old({ state: 'accepted', isLate: true, history: [] })
  const rated = old({
    ...{ state: 'settled', open: false, note: said, rating: { grade: 2, reasons: [], text: said, at } },
    history: [{ id: 'd', action: 'confirm', at, details: { grade: 2 } }],
  })
  await Order.collection.insertMany([disputed, over, unbegun, rated])
  await Plan.collection.insertOne({ _id: new Types.ObjectId(), itemName: '午餐', note: said })
  const ids = [new Types.ObjectId(), new Types.ObjectId()] as const
  const rows = ids.map((_id, i) => ({
    _id,
    key: `row ${i}`,
    note: i === 0 ? said : sealNote(_id, said, deps),
  }))
  await FollowUp.collection.insertMany(rows)
  const lines: string[] = []
  const say = (line: string) => lines.push(line.trim().split(' records')[0] ?? '')
  // A server of the older program moves the order in the very moment, with words of its own.
  const moved = { id: 'c', action: 'note', at, text: said }
  const write = Order.collection.updateOne.bind(Order.collection)
  jest.spyOn(Order.collection, 'updateOne').mockImplementationOnce(async (...args) => {
    await write({ _id: disputed._id }, { $set: { history: [...disputed.history, moved], version: 4 } })
    return write(...args)
  })
  await migrate(orderMigrations, deps, say)
  await migrate(orderMigrations, deps, say)
  expect(lines).toEqual([
    'sealOrderWords: 1',
    'sealFollowUpNotes: 1',
    'setOrderDeadlines: 2',
    'rememberUsualHelpers: 1',
    'sealRatingsDropNotes: 1',
    'dropPlanNotes: 1',
  ])
  const kept = await Order.findOne({ _id: rated._id }).orFail().lean<OrderRecord>()
  expect(JSON.stringify([kept, await Plan.find().lean()])).not.toContain(said)
  expect(openSaid(kept, deps)).toEqual({ d: said })
  const order = await Order.findOne({ _id: disputed._id }).orFail().lean<OrderRecord>()
  expect(JSON.stringify(order)).not.toContain(said)
  expect(openSaid(order, deps)).toEqual({ b: said, c: said })
  expect(order.history.map(({ id, action }) => [id, action])).toEqual([
    ['a', 'finish'],
    ['b', 'dispute'],
    ['c', 'note'],
  ])
  const answerBy = new Date('2026-11-23T03:00:00.000Z')
  expect([order.answerBy, order.checkAt]).toEqual([answerBy, answerBy])
  expect(await Order.findOne({ _id: over._id }).lean()).toEqual(over)
  const checkAt = new Date('2026-11-21T00:00:00.000Z')
  expect(await Order.findOne({ _id: unbegun._id }).lean()).toMatchObject({ checkAt })
  for (const row of await FollowUp.find().lean<FollowUpRecord[]>()) {
    expect(row.note).not.toContain(said)
    expect(openNote(row, deps)).toBe(said)
  }
  expect((await readUsual([order]))(order)).toBe(helper.toString())
})
