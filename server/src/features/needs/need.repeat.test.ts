import { needContracts } from '@linli/shared/needs/need.contract'
import { mongo } from 'mongoose'
import { expectError } from '../../test/apiClient'
import {
  buildNeighbourhood,
  newKey,
  press,
  raiseNeed,
  readRecord,
  type Neighbourhood,
} from '../../test/needs.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildResident } from '../../test/users.factory'
import { Need } from './need.model'

let app: TestApp
let people: Neighbourhood
beforeEach(async () => {
  app = startTestApp()
  people = await buildNeighbourhood()
})

describe('an idempotency key that was used before', () => {
  test('with other words, or another category, raises nothing and says so', async () => {
    const requestKey = newKey()
    const body = { category: people.category.code, text: '厨房漏水' }
    const raise = (input: object) =>
      app.api(people.resident).call(needContracts.createNeed, { body: { ...body, ...input }, requestKey })
    const first = await app.api(people.resident).ok(needContracts.createNeed, { body, requestKey })
    expectError(await raise({ text: '三楼打架' }), 'request.already_done')
    expectError(await raise({ place: { kind: 'here', text: '门口' } }), 'request.already_done')
    expect((await raise({})).body).toMatchObject({ id: first.id })
    expect((await readRecord(first.id)).text).toBe('厨房漏水')
    expect(await Need.countDocuments()).toBe(1)
  })

  test('by another person is a press of their own', async () => {
    const requestKey = newKey()
    const body = { category: people.category.code, text: '厨房漏水' }
    const first = await app.api(people.resident).ok(needContracts.createNeed, { body, requestKey })
    const other = await buildResident({})
    const second = await app.api(other).ok(needContracts.createNeed, { body, requestKey })
    expect(second.id).not.toBe(first.id)
  })

  test('for another person at the desk raises nothing', async () => {
    const requestKey = newKey()
    const intake = (name: string) =>
      app.api(people.secretary).call(needContracts.intakeNeed, {
        body: { category: people.category.code, source: 'counter', text: '水管漏了', person: { name } },
        requestKey,
      })
    expect((await intake('赵先生')).status).toBe(201)
    expectError(await intake('钱女士'), 'request.already_done')
    expect(await Need.countDocuments()).toBe(1)
  })

  test('for another step of the same need takes none', async () => {
    const need = await raiseNeed(app, people)
    const requestKey = newKey()
    await press(app, people.worker, need.id, { action: 'accept' }, requestKey)
    const other = await press(app, people.worker, need.id, { action: 'resolve', text: '好了' }, requestKey)
    expectError(other, 'request.already_done')
    expect((await readRecord(need.id)).state).toBe('accepted')
  })
})

describe('needs that arrive while the database is lost', () => {
  afterEach(() => jest.restoreAllMocks())

  test('are never called taken: whoever sent them is asked to send them again, and gets one', async () => {
    // So the driver says that the connection broke: a failure of the whole, with no write refused.
    const broken = new mongo.MongoBulkWriteError(
      new mongo.MongoNetworkError('connection 7 to 127.0.0.1 closed'),
      { insertedCount: 0 } as mongo.BulkWriteResult,
    )
    const body = { category: people.category.code, text: '厨房漏水' }
    const keys = [newKey(), newKey(), newKey()]
    const raise = (requestKey: string) =>
      app.api(people.resident).call(needContracts.createNeed, { body, requestKey })
    const insert = jest.spyOn(Need.collection, 'insertMany').mockRejectedValue(broken)
    for (const answer of await Promise.all(keys.map(raise))) expectError(answer, 'request.retry')
    expect(await Need.countDocuments()).toBe(0)
    insert.mockRestore()
    for (const answer of await Promise.all(keys.map(raise))) expect(answer.status).toBe(201)
    expect(await Need.countDocuments()).toBe(keys.length)
  })
})

describe('a step that is sent again', () => {
  test('after it took the need out of the sight of who did it is answered as done', async () => {
    const need = await raiseNeed(app, people)
    const requestKey = newKey()
    const body = { action: 'return', reason: 'notOurs', text: '不归我们管' } as const
    const first = await press(app, people.worker, need.id, body, requestKey)
    expect(first.status).toBe(200)
    const again = await press(app, people.worker, need.id, body, requestKey)
    expect({ status: again.status, body: again.body }).toEqual({ status: 200, body: first.body })
    expect((await readRecord(need.id)).history.filter(({ action }) => action === 'return')).toHaveLength(1)
    const another = await press(app, people.worker, need.id, body)
    expectError(another, 'record.not_found')
  })
})
