import { appealableKindNames, isDeskKind } from '@linli/shared/contentCheck/contentCheck'
import { Types } from 'mongoose'
import { inParts } from '../../lib/inParts'
import { registerAccountDeletion, registerAccountMerge } from '../users/userHooks'
import { registerOutboxSource, type OutboxEntry } from '../messages/outbox'
import type { Message } from '../messages/message'
import { registerWechatEvent } from '../messages/push.service'
import { endMuteOfCase } from '../moderation/mute.service'
import { settleNameReports, settleReports } from '../moderation/report.service'
import { ContentCheck, type ContentCheckFields, type StoredContentCheck } from './contentCheck.model'
import { ownHiddenPage } from './contentReview.own'
import { takeMediaVerdict } from './contentCheck.service'
import { leaveOutKept } from './keptContent'
import { onContentDecided } from './contentCheck.events'
import { takeName, takeNameVerdict } from './takenName'

interface Told {
  title: string
  body: string
}

/** About work: what is being done is not delayed by it. */
const workWords: Record<string, Told> = {
  'content.passed': {
    title: '您写的内容已经通过审核',
    body: '可以看到这件事的邻居，现在能看到您写的内容了。',
  },
  'content.hidden': {
    title: '您写的内容暂时没有公开',
    body: '其他居民看不到这段内容，社区和正在办理的人仍然看得到，办事不受影响。',
  },
}

const forumWords: Record<string, Told> = {
  'content.passed': { title: '您在邻里圈写的内容可以看了', body: '看过以后没有问题，邻居们现在能看到。' },
  'content.hidden': {
    title: '您在邻里圈写的内容没有公开',
    body: '邻居们看不到这条内容，只有您和社区看得到。',
  },
  'content.suspended': {
    title: '您在邻里圈写的内容先收起来了',
    body: '有人反映这条内容，先不让大家看到。社区或街道的人会来看，看过后告诉您结果。',
  },
}

/** Of a nickname, which stands above all that somebody writes. */
const nameWords: Record<string, Told> = {
  'content.passed': {
    title: '您的昵称可以用了',
    body: '上一级看过了，没有问题。您没有另起昵称的话，邻居们又看到原来的这个。',
  },
  'content.hidden': {
    title: '您的昵称收回了',
    body: '邻居们现在看到的是“邻居”，您写的话都还在。在“我的”里可以另起一个昵称。',
  },
}

/** What a desk writes in its own name, before or after it is out. */
const deskWords: Record<string, Told> = {
  'content.passed': { title: '您写的内容已经通过审核', body: '上一级看过了，没有问题，可以继续。' },
  'content.hidden': {
    title: '您写的内容没有通过核对',
    body: '这段内容不公开：还没有发出的退回给您改，已经发出的不再显示。',
  },
}

/** A notice that is out: by whose word it is withdrawn depends on whether people must know it. */
const noticeWords: Record<string, Told> = {
  ...deskWords,
  'content.hidden': {
    title: '您写的公告没有通过核对',
    body: '还没有发出的退回给您改，已经发出的撤回。已经发出的必达公告不自动撤回，大家还看得到：已经请发言人马上看，由发言人决定。',
  },
}
const decidedNoticeWords: Record<string, Told> = {
  ...deskWords,
  'content.hidden': {
    title: '您写的公告没有通过核对',
    body: '上一级看过了，这条公告不公开：还没有发出的退回给您改，已经发出的撤回，收到过的人会收到撤回通知。',
  },
}

function findWords({ subjectKind }: ContentCheckFields, { data }: OutboxEntry): Record<string, Told> {
  if (subjectKind === 'notice') return data.byDesk === true ? decidedNoticeWords : noticeWords
  if (isDeskKind(subjectKind)) return deskWords
  if (subjectKind === 'forumName') return nameWords
  return subjectKind.startsWith('forum') ? forumWords : workWords
}

/** Its author finds it, with the button to appeal, also when the post it stood under is gone. */
const isAppealable = ({ subjectKind }: ContentCheckFields): boolean => subjectKind in appealableKindNames

/** What its author can do next, where something can be done. */
function writeHelp(check: ContentCheckFields, { event, data }: OutboxEntry): string {
  if (event !== 'content.hidden') return ''
  if (data.isFinal === true) return '这是上一级看过后的决定。有疑问请打电话给社区。'
  if (!isAppealable(check)) return '有疑问请联系社区，可以请社区再看一次。'
  return '觉得不对的话，打开这条消息，点“请上一级再看看”，可以申诉一次。'
}

/** What the author is told of a decision. */
function writeMessages(check: ContentCheckFields, entry: OutboxEntry): Message[] {
  const told = findWords(check, entry)[entry.event]
  if (!told) return []
  const isHidden = entry.event !== 'content.passed'
  const reason = typeof entry.data.reason === 'string' ? `原因：${entry.data.reason}。` : ''
  return [
    {
      userId: check.userId.toString(),
      event: entry.event,
      title: told.title,
      body: `${told.body}${reason}${writeHelp(check, entry)}`,
      page: isHidden && isAppealable(check) ? ownHiddenPage : check.page,
      district: check.district,
      ...(check.subjectKind === 'need' ? { need: check.subjectId } : {}),
    },
  ]
}

registerOutboxSource({
  name: 'contentCheck',
  model: ContentCheck,
  expand: (check, entry) => Promise.resolve(writeMessages(check, entry)),
  async apply(check, entry, deps) {
    await settleReports(check, entry)
    if (entry.event === 'content.nameTaken') await settleNameReports(check, entry)
    await takeName(check, entry, deps)
    if (entry.data.byDesk === true && entry.event === 'content.passed') await endMuteOfCase(check._id, deps)
  },
})

onContentDecided('forumName', takeNameVerdict)

registerWechatEvent('mediaChecked', takeMediaVerdict)

registerAccountMerge({
  name: 'contentCheck',
  async move(from, into) {
    const target = new Types.ObjectId(into)
    await ContentCheck.updateMany({ userId: from }, { $set: { userId: target } })
    await ContentCheck.updateMany({ aboutUserId: from }, { $set: { aboutUserId: target } })
  },
})

const erasedAtOnce = 500

registerAccountDeletion({
  name: 'contentCheck',
  async erase(userId) {
    const subject = { subjectKind: 1, subjectId: 1 } as const
    const written = await ContentCheck.find({ userId }, subject).lean<
      Pick<StoredContentCheck, '_id' | 'subjectKind' | 'subjectId'>[]
    >()
    for (const part of inParts(await leaveOutKept(written), erasedAtOnce))
      await ContentCheck.updateMany(
        { _id: { $in: part.map(({ _id }) => _id) } },
        {
          $unset: { texts: 1, appeal: 1, nextAt: 1, hasOutbox: 1, rank: 1 },
          $set: { media: [], outbox: [], state: 'hidden', caseState: 'withdrawn' },
        },
      )
    return []
  },
})
