import { Schema } from 'mongoose'
import { mongoose } from '../database/mongoose'
import type { Message } from '../features/messages/message'
import {
  addOutboxIndex,
  makeOutboxEntry,
  outboxFields,
  registerOutboxSource,
  type OutboxEntry,
} from '../features/messages/outbox'
import { moveOutbox } from '../features/messages/outbox.mover'
import { registerQuoted } from '../features/messages/takenAway'
import { testAreas } from './users.factory'
import type { TestDeps } from './testApp'

const bellSchema = new Schema({ name: String, ...outboxFields })
addOutboxIndex(bellSchema)

/** Something that tells people when it is rung. */
export const Bell = mongoose.model('TestBell', bellSchema)

/** What the source does besides telling people; tests may replace it. */
export const bellSource: { apply: (entry: OutboxEntry) => Promise<void> } = {
  apply: () => Promise.resolve(),
}

registerOutboxSource({
  name: 'bells',
  model: Bell,
  expand: (_bell, entry) => Promise.resolve(entry.data.messages as Message[]),
  apply: (_bell, entry) => bellSource.apply(entry),
})

/** What is quoted of a bell is taken away while it is muffled. */
registerQuoted('bells', Bell, { name: 1 }, ({ name }) => name === 'muffled')

/** A message to someone, about nothing in particular. */
export function buildMessage(userId: string, overrides: Partial<Message> = {}): Message {
  return {
    userId,
    event: 'bell.rung',
    title: '门铃响了',
    body: '有人在门口，网格员小李五分钟后到。',
    page: 'pages/messages/index',
    district: testAreas.district,
    ...overrides,
  }
}

/** A message that also goes out as a subscription message. */
export function buildSubscribeMessage(userId: string, overrides: Partial<Message> = {}): Message {
  return buildMessage(userId, {
    subscribe: {
      template: 'needProgress',
      data: {
        thing1: '水管漏水',
        phrase2: '已接单',
        thing3: '友谊路物业',
        time4: '2026-11-23 10:00',
        thing5: '今天上门',
      },
    },
    ...overrides,
  })
}

/** A bell that was rung: stored with what it has to tell. */
export async function ringBell(
  messages: Message[],
  deps: TestDeps,
): Promise<{ id: string; entry: OutboxEntry }> {
  const entry = makeOutboxEntry('bell.rung', { messages }, deps)
  const bell = await Bell.create({ name: 'bell', outbox: [entry], hasOutbox: true })
  return { id: bell._id.toString(), entry }
}

/** The same, and told. */
export async function tell(messages: Message[], deps: TestDeps): Promise<void> {
  await ringBell(messages, deps)
  await moveOutbox(deps)
}
