import type { Actor } from '../users/actor'
import { MessagePreference } from './messagePreference.model'

export type QueueMessages = 'instant' | 'digest'

/** Bundled unless the person chose otherwise. Source: must-get-right 17. */
export async function readPreference(actor: Actor): Promise<QueueMessages> {
  const row = await MessagePreference.findOne({ userId: actor.userId }).lean()
  return row?.queueMessages ?? 'digest'
}

export async function savePreference(actor: Actor, queueMessages: QueueMessages): Promise<QueueMessages> {
  await MessagePreference.updateOne({ userId: actor.userId }, { $set: { queueMessages } }, { upsert: true })
  return queueMessages
}
