import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { buildDelivery, chooseChannels, readRecipients } from './delivery.plan'
import { Delivery } from './delivery.model'
import { InboxMessage } from './inboxMessage.model'
import { insertMissing } from './insertMissing'
import { formatMessageTime, type Message } from './message'
import { deliveriesStored } from './delivery.service'

const batchSize = 500

interface Bundle {
  userId: string
  district: string
  unread: number
}

/**
 * One message a morning instead of one per task, to whoever has not looked at them in the app yet. Once a day
 * per person and channel, however many servers run it.
 */
export async function sendDigests(deps: Deps): Promise<void> {
  let size: number
  do size = await sendBatch(deps)
  while (size === batchSize)
  deliveriesStored.send()
}

async function sendBatch(deps: Deps): Promise<number> {
  const rows = await InboxMessage.find({ awaitsDigest: true }, { userId: 1, district: 1, isRead: 1 })
    .limit(batchSize)
    .lean<{ _id: Types.ObjectId; userId: Types.ObjectId; district: string; isRead: boolean }[]>()
  const bundles = new Map<string, Bundle>()
  for (const { userId, district, isRead } of rows) {
    if (isRead) continue
    const bundle = bundles.get(userId.toString()) ?? { userId: userId.toString(), district, unread: 0 }
    bundles.set(bundle.userId, { ...bundle, unread: bundle.unread + 1 })
  }
  const now = deps.clock.now()
  const recipients = await readRecipients([...bundles.keys()], deps)
  const deliveries = [...bundles.values()].flatMap((bundle) => {
    const recipient = recipients.get(bundle.userId)
    if (!recipient) return []
    const message = writeDigest(bundle, now)
    const cause = `digest:${toShanghaiDay(now)}:${bundle.userId}`
    return chooseChannels(message, recipient, deps).map((channel) =>
      buildDelivery(`${cause}:${channel}`, channel, message, now),
    )
  })
  await insertMissing(Delivery, deliveries)
  await InboxMessage.updateMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { $unset: { awaitsDigest: 1 } })
  return rows.length
}

function writeDigest({ userId, district, unread }: Bundle, now: Date): Message {
  return {
    userId,
    district,
    event: 'queue.summarised',
    title: `有 ${unread} 条任务消息还没看`,
    body: `昨天以来有 ${unread} 条任务消息还没看，请打开邻里的消息页查看。`,
    page: 'pages/messages/index',
    isQueue: true,
    isUrgent: true,
    subscribe: {
      template: 'newWork',
      data: {
        thing1: `${unread} 条任务消息还没看`,
        thing2: '打开邻里的消息页查看',
        time3: formatMessageTime(now),
        thing4: '每天早上汇总一次，可在设置里改',
      },
    },
  }
}
