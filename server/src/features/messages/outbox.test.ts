import {
  Bell,
  bellSource,
  buildMessage,
  buildSubscribeMessage,
  ringBell,
  tell,
} from '../../test/messages.factory'
import { createTestDeps, type TestDeps } from '../../test/testApp'
import { buildUser } from '../../test/users.factory'
import { Delivery } from './delivery.model'
import { planDeliveries, readRecipients } from './delivery.plan'
import { InboxMessage } from './inboxMessage.model'
import { kickOutbox, listOutboxSources, makeOutboxEntry } from './outbox'
import { moveOutbox, storeDeliveries } from './outbox.mover'
import { User } from '../users/user.model'

let deps: TestDeps
beforeEach(() => {
  deps = createTestDeps()
  bellSource.apply = () => Promise.resolve()
})

describe('moving the outbox', () => {
  it('makes one delivery per person and channel, shows it in the inbox and empties the outbox', async () => {
    const [first, second] = [await buildUser({ clearPhone: '13812345678' }, deps), await buildUser()]
    const { id } = await ringBell(
      [buildSubscribeMessage(first.id, { smsText: '有新进展' }), buildMessage(second.id)],
      deps,
    )
    await moveOutbox(deps)

    const rows = await Delivery.find().lean()
    const reached = rows.map(({ userId, channel, state }) => [userId.toString(), channel, state].join(' '))
    expect(reached.sort()).toEqual(
      [
        `${first.id} inbox sent`,
        `${first.id} sms waiting`,
        `${first.id} subscribe waiting`,
        `${second.id} inbox sent`,
      ].sort(),
    )
    expect(await InboxMessage.countDocuments({ userId: first.id, isRead: false })).toBe(1)
    const bell = await Bell.findById(id).lean()
    expect(bell).toMatchObject({ outbox: [] })
    expect(bell).not.toHaveProperty('hasOutbox')
    expect(deps.published).toContainEqual({
      name: 'inbox.changed',
      rooms: [`user:${second.id}`],
      data: { unread: 1 },
    })
  })

  it('tells each once when four servers move at the same time', async () => {
    const users = [await buildUser(), await buildUser()]
    for (let i = 0; i < 5; i += 1)
      await ringBell(
        users.map((user) => buildMessage(user.id)),
        deps,
      )
    await Promise.all([1, 2, 3, 4].map(() => moveOutbox(deps)))
    expect(await Delivery.countDocuments()).toBe(10)
    expect(await InboxMessage.countDocuments()).toBe(10)
    expect(await Bell.countDocuments({ hasOutbox: true })).toBe(0)
  })

  it('tells everyone once after a crash between inbox and deliveries, and before the entry was taken out', async () => {
    const users = [await buildUser(), await buildUser()]
    const messages = users.map((user) => buildMessage(user.id))
    const { id, entry } = await ringBell(messages, deps)
    const keyed = messages.map((message) => ({ cause: `bells:${id}:${entry.id}`, message }))
    const plan = planDeliveries(
      keyed,
      await readRecipients(
        users.map((user) => user.id),
        deps,
      ),
      deps,
    )
    await InboxMessage.collection.insertMany(plan.inbox.slice(0, 1)) // died after the first inbox message
    await moveOutbox(deps)
    await storeDeliveries(keyed, deps) // another server was at the same entry, and dies before clearing it
    await Bell.updateOne({ _id: id }, { $set: { outbox: [entry], hasOutbox: true } })
    await moveOutbox(deps)

    expect(await InboxMessage.countDocuments()).toBe(2)
    expect(await Delivery.countDocuments()).toBe(2)
    expect(await Bell.countDocuments({ hasOutbox: true })).toBe(0)
  })

  it('keeps an entry that is pushed while others are moved', async () => {
    const user = await buildUser()
    const { id } = await ringBell([buildMessage(user.id)], deps)
    const late = makeOutboxEntry(
      'bell.rung',
      { messages: [buildMessage(user.id, { title: '又响了' })] },
      deps,
    )
    bellSource.apply = async () => {
      bellSource.apply = () => Promise.resolve()
      await Bell.updateOne({ _id: id }, { $push: { outbox: late }, $set: { hasOutbox: true } })
    }
    await moveOutbox(deps)
    expect(await Bell.findById(id).lean()).toMatchObject({ hasOutbox: true, outbox: [{ id: late.id }] })
    await moveOutbox(deps)
    expect(await InboxMessage.countDocuments({ userId: user.id })).toBe(2)
  })

  it('goes on with the others when one document cannot be told of', async () => {
    const user = await buildUser()
    await Bell.create({
      name: 'broken',
      hasOutbox: true,
      outbox: [makeOutboxEntry('bell.broken', { messages: 'none' }, deps)],
    })
    bellSource.apply = (entry) =>
      entry.event === 'bell.broken' ? Promise.reject(new Error('broken')) : Promise.resolve()
    await tell([buildMessage(user.id)], deps)
    expect(await InboxMessage.countDocuments()).toBe(1)
    expect(await Bell.countDocuments({ hasOutbox: true })).toBe(1)
  })

  it('tells nobody whose account is gone', async () => {
    const user = await buildUser({ deletedAt: new Date() })
    await tell([buildMessage(user.id)], deps)
    expect(await Delivery.countDocuments()).toBe(0)
    expect(await Bell.countDocuments({ hasOutbox: true })).toBe(0)
  })

  it('stops listening to kicks when told so', () => {
    const wake = jest.fn()
    const stop = listOutboxSources()
      .find(({ name }) => name === 'bells')
      ?.filled.listen(wake)
    kickOutbox(User)
    kickOutbox(Bell)
    stop?.()
    kickOutbox(Bell)
    expect(wake).toHaveBeenCalledTimes(1)
  })
})
