import {
  getMessagePreference,
  listChanges,
  listMessages,
  readAllMessages,
  readMessage,
  setMessagePreference,
} from '@linli/shared/messages/message.contract'
import { Types } from 'mongoose'
import { expectError } from '../../test/apiClient'
import { countReads } from '../../test/countReads'
import { buildMessage, buildSubscribeMessage, tell } from '../../test/messages.factory'
import { startTestApp, type TestApp, type TestDeps } from '../../test/testApp'
import { buildUser, type TestUser } from '../../test/users.factory'
import { Delivery } from './delivery.model'
import { sendDigests } from './digest.job'
import { InboxMessage } from './inboxMessage.model'

let app: TestApp
let deps: TestDeps
let user: TestUser
let other: TestUser
beforeEach(async () => {
  app = startTestApp()
  deps = app.deps
  user = await buildUser({ workAccount: 'LiQiang' })
  other = await buildUser()
})

const tellTitles = async (...titles: string[]) => {
  for (const title of titles) {
    await tell([buildMessage(user.id, { title })], deps)
    deps.clock.advance(1, 'minutes')
  }
}

describe('the inbox', () => {
  it('lists what one was told, newest first, in pages, with the number of unread', async () => {
    const need = new Types.ObjectId().toString()
    await tellTitles('一', '二')
    deps.clock.advance(40, 'days')
    await tellTitles('三')
    await tell([buildMessage(user.id, { title: '四', need, isUrgent: true })], deps)
    await tell([buildMessage(other.id)], deps)

    const first = await app.api(user).ok(listMessages, { query: { limit: 3 } })
    expect(first.items.map(({ title }) => title)).toEqual(['四', '三', '二'])
    expect(first.items[0]).toMatchObject({ needId: need, isUrgent: true, isRead: false })
    expect(first.unread).toBe(4)
    const rest = await app.api(user).ok(listMessages, { query: { limit: 3, cursor: first.nextCursor } })
    expect(rest.items.map(({ title }) => title)).toEqual(['一'])
    expect(rest).not.toHaveProperty('nextCursor')
    expectError(await app.api(user).call(listMessages, { query: { cursor: 'x' } }), 'request.invalid')
    expectError(await app.api().call(listMessages), 'session.required')
  })

  it('asks the database as often for forty messages as for four', async () => {
    await tellTitles('一', '二', '三', '四')
    const list = () => app.api(user).ok(listMessages, { query: { limit: 50 } })
    await list()
    const few = await countReads(list)
    const stored = await InboxMessage.find().lean()
    const more = Array.from({ length: 9 }, (_, round) =>
      stored.map((row) => ({ ...row, _id: new Types.ObjectId(), key: `${row._id.toString()}:${round}` })),
    )
    await InboxMessage.collection.insertMany(more.flat())
    const { items } = await list()
    expect(items).toHaveLength(40)
    // On a slow machine who calls, kept for two seconds, is read again.
    expect(await countReads(list)).toBeLessThanOrEqual(few + 4)
    expect(few).toBeLessThanOrEqual(8)
  })

  it('marks one as read, once, and tells the other devices', async () => {
    await tellTitles('一', '二')
    const { items } = await app.api(user).ok(listMessages)
    const params = { id: items[0]?.id ?? '' }
    expect(await app.api(user).ok(readMessage, { params })).toEqual({ unread: 1 })
    expect(await app.api(user).ok(readMessage, { params })).toEqual({ unread: 1 })
    expect(deps.published).toContainEqual({
      name: 'inbox.changed',
      rooms: [`user:${user.id}`],
      data: { unread: 1 },
    })
    expectError(await app.api(other).call(readMessage, { params }), 'record.not_found')
    expectError(await app.api().call(readMessage, { params }), 'session.required')
    expectError(await app.api(user).callLoose(readMessage, { params: { id: 'x' } }), 'request.invalid')
  })

  it('says of a day what it is when it is read, not what it was', async () => {
    await tellTitles('午餐送上门：明天 10:30–12:00 送来')
    deps.clock.advance(24, 'hours')
    const [next] = (await app.api(user).ok(listMessages)).items
    expect(next?.title).toBe('午餐送上门：今天 10:30–12:00 送来')
  })

  it('marks all as read that were seen, not what came since', async () => {
    await tellTitles('一', '二')
    const { items } = await app.api(user).ok(listMessages)
    await tellTitles('三')
    await tell([buildMessage(other.id)], deps)
    const body = { upTo: items[0]?.id ?? '' }
    expect(await app.api(user).ok(readAllMessages, { body })).toEqual({ unread: 1 })
    expect(await InboxMessage.countDocuments({ userId: other.id, isRead: false })).toBe(1)
    expectError(await app.api(user).callLoose(readAllMessages, { body: {} }), 'request.invalid')
    expectError(await app.api().call(readAllMessages, { body }), 'session.required')
  })
})

describe('catching up', () => {
  it('names what came and what was read elsewhere since the cursor, and nothing of others', async () => {
    await tellTitles('早就看过')
    deps.clock.advance(1, 'hours')
    const start = await app.api(user).ok(listChanges)
    expect(start).toMatchObject({ isComplete: true, changes: [], unread: 1 })

    deps.clock.advance(1, 'minutes')
    await tellTitles('离线时来的')
    await tell([buildMessage(other.id)], deps)
    const [newest, old] = (await app.api(user).ok(listMessages)).items
    await app.api(user).ok(readMessage, { params: { id: old?.id ?? '' } })
    const missed = await app.api(user).ok(listChanges, { query: { since: start.cursor } })
    const ids = missed.changes.map(({ kind, id }) => `${kind} ${id}`)
    expect(ids.sort()).toEqual([`message ${newest?.id ?? ''}`, `message ${old?.id ?? ''}`].sort())
    expect(missed).toMatchObject({ isComplete: true, unread: 1 })

    deps.clock.advance(1, 'minutes')
    const again = await app.api(user).ok(listChanges, { query: { since: missed.cursor } })
    const quiet = await app.api(user).ok(listChanges, { query: { since: again.cursor } })
    expect(again.changes).toEqual([{ kind: 'message', id: old?.id }]) // read within the overlap
    expect(quiet.changes).toHaveLength(0)
  })

  it('finds a change whose server has a clock that is behind', async () => {
    const { cursor } = await app.api(user).ok(listChanges)
    deps.clock.advance(-10, 'seconds')
    await tell([buildMessage(user.id)], deps)
    deps.clock.advance(10, 'seconds')
    expect((await app.api(user).ok(listChanges, { query: { since: cursor } })).changes).toHaveLength(1)
  })

  it('asks for everything anew after too much, or too long', async () => {
    const { cursor } = await app.api(user).ok(listChanges)
    await tell([buildMessage(user.id)], deps)
    const [row] = await InboxMessage.find().lean()
    const many = Array.from({ length: 200 }, (_, i) => ({ ...row, _id: new Types.ObjectId(), key: `k${i}` }))
    await InboxMessage.collection.insertMany(many)
    const flood = await app.api(user).ok(listChanges, { query: { since: cursor } })
    expect(flood).toMatchObject({ isComplete: false, changes: [], unread: 100 })
    deps.clock.advance(8, 'days')
    const late = await app.api(user).ok(listChanges, { query: { since: cursor } })
    expect(late).toMatchObject({ isComplete: false, changes: [] })
    expectError(await app.api(user).call(listChanges, { query: { since: '$' } }), 'request.invalid')
    expectError(await app.api().call(listChanges), 'session.required')
  })
})

describe('the digest', () => {
  const tellQueue = (isUrgent = false) =>
    tell([buildSubscribeMessage(user.id, { isQueue: true, isUrgent }), buildSubscribeMessage(other.id)], deps)
  const countOutside = (userId: string) => Delivery.countDocuments({ userId, channel: { $ne: 'inbox' } })

  it('bundles ordinary messages about a queue, once a morning, for who has not read them', async () => {
    await tellQueue()
    await tellQueue()
    expect(await InboxMessage.countDocuments({ userId: user.id })).toBe(2)
    expect([await countOutside(user.id), await countOutside(other.id)]).toEqual([0, 2])

    await Promise.all([1, 2, 3].map(() => sendDigests(deps)))
    const sent = await Delivery.find({ userId: user.id, event: 'queue.summarised' }).lean()
    expect(sent.map(({ channel }) => channel).sort()).toEqual(['subscribe', 'workMessage'])
    expect(sent[0]?.content?.title).toBe('有 2 条任务消息还没看')
    await sendDigests(deps)
    expect(await countOutside(user.id)).toBe(2)

    await tellQueue()
    await InboxMessage.updateMany({ userId: user.id }, { $set: { isRead: true } })
    deps.clock.advance(1, 'days')
    await sendDigests(deps)
    expect(await countOutside(user.id)).toBe(2)
  })

  it('leaves urgent messages and those who want each at once alone', async () => {
    await tellQueue(true)
    expect(await countOutside(user.id)).toBe(2)
    expect(await app.api(user).ok(getMessagePreference)).toEqual({ queueMessages: 'digest' })
    await app.api(user).ok(setMessagePreference, { body: { queueMessages: 'instant' } })
    expect(await app.api(user).ok(getMessagePreference)).toEqual({ queueMessages: 'instant' })
    await tellQueue()
    expect(await countOutside(user.id)).toBe(4)
    await sendDigests(deps)
    expect(await countOutside(user.id)).toBe(4)

    const wrong = await app.api(user).callLoose(setMessagePreference, { body: { queueMessages: 'never' } })
    expectError(wrong, 'request.invalid')
    expectError(await app.api().call(getMessagePreference), 'session.required')
    const body = { queueMessages: 'instant' } as const
    expectError(await app.api().call(setMessagePreference, { body }), 'session.required')
  })
})
