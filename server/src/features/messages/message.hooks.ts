import { Types } from 'mongoose'
import { isDuplicate } from '../../lib/isDuplicate'
import { registerAccountDeletion, registerAccountMerge, registerOwnData } from '../users/userHooks'
import { Delivery } from './delivery.model'
import { InboxMessage, type InboxMessageRow } from './inboxMessage.model'
import { MessagePreference } from './messagePreference.model'
import { coverLetters } from './takenAway'
import { SubscriptionQuota } from './subscriptionQuota.model'

const name = 'messages'
const maxExported = 1000

/** The quota belongs to the WeChat account, which now signs in to the other one; what that has counts. */
async function moveQuota(fromUserId: string, intoUserId: string): Promise<void> {
  for (const { _id } of await SubscriptionQuota.find({ userId: fromUserId }, { _id: 1 }).lean()) {
    try {
      await SubscriptionQuota.updateOne({ _id }, { $set: { userId: new Types.ObjectId(intoUserId) } })
    } catch (error) {
      if (!isDuplicate(error)) throw error
      await SubscriptionQuota.deleteOne({ _id })
    }
  }
}

const listNewest = (userId: string): Promise<InboxMessageRow[]> =>
  InboxMessage.find({ userId }).sort({ _id: -1 }).limit(maxExported).lean<InboxMessageRow[]>().exec()

/** What messages do when accounts merge, are looked at by their owner, or end. */
export function registerMessageHooks(): void {
  registerAccountMerge({
    name,
    async move(fromUserId, intoUserId) {
      const userId = new Types.ObjectId(intoUserId)
      await InboxMessage.updateMany({ userId: fromUserId }, { $set: { userId } })
      await Delivery.updateMany({ userId: fromUserId, isOpen: true }, { $set: { userId } })
      await moveQuota(fromUserId, intoUserId)
      await MessagePreference.deleteMany({ userId: fromUserId })
    },
  })
  registerOwnData({
    name,
    async describe(userId) {
      const count = await InboxMessage.countDocuments({ userId }, { limit: maxExported })
      const value = count === maxExported ? `${maxExported} 条以上` : `${count} 条`
      return [{ title: '我的消息', items: [{ label: '收到的消息', value: `${value}，保存半年` }] }]
    },
    async collect(userId) {
      const rows = await coverLetters(await listNewest(userId))
      return rows.map(({ title, body, createdAt, readAt }) => ({ title, body, createdAt, readAt }))
    },
  })
  registerAccountDeletion({
    name,
    async erase(userId) {
      await InboxMessage.deleteMany({ userId })
      await Delivery.deleteMany({ userId })
      await SubscriptionQuota.deleteMany({ userId })
      await MessagePreference.deleteMany({ userId })
      return []
    },
  })
}
