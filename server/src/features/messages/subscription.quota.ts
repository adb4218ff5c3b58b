import type { TemplateKey } from '@linli/shared/messages/templates'
import type { Types } from 'mongoose'
import { isDuplicate } from '../../lib/isDuplicate'
import { SubscriptionQuota } from './subscriptionQuota.model'

type UserId = string | Types.ObjectId

/** Which way the news of an accept came; see the model on why it matters. */
export type AcceptSource = 'client' | 'push'

const steps = {
  client: { ahead: { $gte: 0 }, behind: { $lt: 0 }, lead: 1 },
  push: { ahead: { $lte: 0 }, behind: { $gt: 0 }, lead: -1 },
} as const

/** The person allowed one more message; the same accept heard by the other way adds nothing. */
export async function addAccept(userId: UserId, template: TemplateKey, source: AcceptSource): Promise<void> {
  const { ahead, behind, lead } = steps[source]
  const counts = await SubscriptionQuota.updateOne(
    { userId, template, lead: ahead },
    { $inc: { lead, remaining: 1 } },
  )
  if (counts.modifiedCount === 1) return
  const known = await SubscriptionQuota.updateOne({ userId, template, lead: behind }, { $inc: { lead } })
  if (known.modifiedCount === 1) return
  try {
    await SubscriptionQuota.create({ userId, template, lead, remaining: 1 })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await addAccept(userId, template, source)
  }
}

/** Takes one message before it is sent. @returns false when none is left; then nothing may be sent. */
export async function takeOne(userId: UserId, template: TemplateKey): Promise<boolean> {
  const { modifiedCount } = await SubscriptionQuota.updateOne(
    { userId, template, remaining: { $gt: 0 } },
    { $inc: { remaining: -1 } },
  )
  return modifiedCount === 1
}

/** WeChat did not take the message that was paid for. */
export async function giveBackOne(userId: UserId, template: TemplateKey): Promise<void> {
  await SubscriptionQuota.updateOne({ userId, template }, { $inc: { remaining: 1 } })
}

/** The person said no, or WeChat says that nothing is left. */
export async function clearQuota(userId: UserId, template: TemplateKey): Promise<void> {
  await SubscriptionQuota.updateOne({ userId, template }, { $set: { remaining: 0, lead: 0 } })
}

/** Messages left, by template; absent where none was ever allowed. */
export async function readQuota(userId: UserId): Promise<Map<TemplateKey, number>> {
  const rows = await SubscriptionQuota.find({ userId }).lean()
  return new Map(rows.map(({ template, remaining }) => [template, remaining]))
}
