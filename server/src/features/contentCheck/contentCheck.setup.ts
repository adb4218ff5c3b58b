import { Types } from 'mongoose'
import { registerAccountDeletion, registerAccountMerge } from '../users/userHooks'
import { registerOutboxSource, type OutboxEntry } from '../messages/outbox'
import type { Message } from '../messages/message'
import { registerWechatEvent } from '../messages/push.service'
import { ContentCheck, type ContentCheckFields } from './contentCheck.model'
import { takeMediaVerdict } from './contentCheck.service'

const words = {
  'content.passed': {
    title: '您写的内容已经通过审核',
    body: '可以看到这件事的邻居，现在能看到您写的内容了。',
  },
  'content.hidden': {
    title: '您写的内容暂时没有公开',
    body: '其他居民看不到这段内容，社区和正在办理的人仍然看得到，办事不受影响。',
  },
} as const

function isTold(event: string): event is keyof typeof words {
  return event in words
}

/** What the author is told of a decision. */
function writeMessages(check: ContentCheckFields, entry: OutboxEntry): Message[] {
  if (!isTold(entry.event)) return []
  const { title, body } = words[entry.event]
  const reason = typeof entry.data.reason === 'string' ? `原因：${entry.data.reason}。` : ''
  const help = entry.event === 'content.hidden' ? '有疑问请联系社区，可以请社区再看一次。' : ''
  return [
    {
      userId: check.userId.toString(),
      event: entry.event,
      title,
      body: `${body}${reason}${help}`,
      page: check.page,
      district: check.district,
      ...(check.subjectKind === 'need' ? { need: check.subjectId } : {}),
    },
  ]
}

registerOutboxSource({
  name: 'contentCheck',
  model: ContentCheck,
  expand: (check, entry) => Promise.resolve(writeMessages(check, entry)),
})

registerWechatEvent('mediaChecked', takeMediaVerdict)

registerAccountMerge({
  name: 'contentCheck',
  async move(from, into) {
    const target = new Types.ObjectId(into)
    await ContentCheck.updateMany({ userId: from }, { $set: { userId: target } })
    await ContentCheck.updateMany({ aboutUserId: from }, { $set: { aboutUserId: target } })
  },
})

registerAccountDeletion({
  name: 'contentCheck',
  async erase(userId) {
    await ContentCheck.updateMany(
      { userId },
      { $unset: { texts: 1, nextAt: 1, hasOutbox: 1 }, $set: { media: [], outbox: [], state: 'hidden' } },
    )
    return []
  },
})
