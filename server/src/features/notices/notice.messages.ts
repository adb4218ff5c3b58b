import { noticeKindNames } from '@linli/shared/notices/notice'
import { triageOf, type Post } from '@linli/shared/users/posts'
import type { Model, Types } from 'mongoose'
import type { Deps } from '../../deps'
import { giveWay } from '../../lib/giveWay'
import { inParts } from '../../lib/inParts'
import { toPlace } from '../../lib/placeFields'
import { Delivery } from '../messages/delivery.model'
import { readInboxMessage } from '../messages/inbox.service'
import { InboxMessage } from '../messages/inboxMessage.model'
import { formatMessageTime, type Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { readAreaNames } from '../users/me.view'
import { listPostPeople } from '../users/postPeople.service'
import type { NoticeRecord } from './notice.model'

/** Of the message that brings a notice to a person. */
const noticeEvent = 'notice.published'

export const pageOfNotice = (id: { toString(): string }): string =>
  `packages/notices/pages/notice/index?id=${id.toString()}`

/** The first part of the keys of all its messages: repeated, each is there once. */
export const causeOfNotice = (id: Types.ObjectId): string => `notice:${id.toString()}:published`

/** The first part of the keys of what families are told. */
export const causeOfFamily = (id: Types.ObjectId): string => `notice:${id.toString()}:family`

const firstWords = 60
const cut = (text: string): string => {
  const points = Array.from(text.replace(/\s+/gu, ' '))
  return points.length > firstWords ? `${points.slice(0, firstWords).join('')}…` : points.join('')
}

/** What one person is sent. An SMS only where people must be reached: it costs, and says where to read on. */
export function writeNoticeMessage(notice: NoticeRecord, userId: string, at: Date): Message {
  const { _id, title, text, kind, mustReach, district, signedBy } = notice
  return {
    userId,
    event: noticeEvent,
    title: `${noticeKindNames[kind]}：${title}`,
    body: `${cut(text)}（${signedBy ?? '社区'}）`,
    page: pageOfNotice(_id),
    district,
    ...(mustReach ? { isUrgent: true, smsText: smsTextOf(notice) } : {}),
    subscribe: {
      template: 'notice',
      data: { thing1: title, time2: formatMessageTime(at), thing3: cut(text) },
    },
  }
}

export const smsTextOf = ({ title }: Pick<NoticeRecord, 'title'>): string =>
  `【邻里】社区公告：${title}。请打开“邻里”小程序看全文，或者问社区工作人员。`

export const causeOfWithdrawal = (id: Types.ObjectId): string => `notice:${id.toString()}:withdrawn`

/** To whoever was sent it, had read it or was told of it; by SMS too where it had to reach everybody. */
export const writeWithdrawalMessage = (
  notice: NoticeRecord,
  userId: string,
  { bySms, bySubscription } = { bySms: true, bySubscription: false },
): Message => ({
  userId,
  event: 'notice.withdrawn',
  title: `已撤回：${notice.title}`,
  body: `这条公告已经撤回，请不要照着做。原因：${notice.withdrawn?.reason ?? ''}`,
  page: pageOfNotice(notice._id),
  district: notice.district,
  isUrgent: true,
  ...(notice.mustReach && bySms ? { smsText: withdrawalSmsOf(notice) } : {}),
  ...(bySubscription && notice.withdrawn
    ? {
        subscribe: {
          template: 'notice' as const,
          data: {
            thing1: `已撤回：${notice.title}`,
            time2: formatMessageTime(notice.withdrawn.at),
            thing3: cut(`请不要照着做。${notice.withdrawn.reason}`),
          },
        },
      }
    : {}),
})

export const withdrawalSmsOf = ({ title }: Pick<NoticeRecord, 'title'>): string =>
  `【邻里】社区公告“${title}”已经撤回，请不要照着做。有疑问请问社区工作人员。`

const inboxKeyOf = (id: Types.ObjectId, userId: string): string => `${causeOfNotice(id)}:${userId}:inbox`

/** Whether it was sent to this person. */
export const findInboxMessage = async (id: Types.ObjectId, userId: string): Promise<boolean> =>
  (await InboxMessage.exists({ key: inboxKeyOf(id, userId) })) !== null

export async function markInboxRead(actor: Actor, id: Types.ObjectId, deps: Deps): Promise<void> {
  const keys = [inboxKeyOf(id, actor.userId), `${causeOfFamily(id)}:${actor.userId}:inbox`]
  const messages = await InboxMessage.find({ key: { $in: keys }, isRead: false }, { _id: 1 }).lean()
  for (const { _id } of messages) await readInboxMessage(actor, _id.toString(), deps)
}

const readAtOnce = 4000
const changedAtOnce = 400

type Keyed = Model<{ key: string }>
type Change = (ids: readonly Types.ObjectId[]) => Promise<unknown>

/** The next messages of one cause, by their keys: a district has hundreds of thousands. @returns where to go on. */
async function changeNext(
  model: Keyed,
  { cause, last, change }: { cause: string; last: string; change: Change },
): Promise<string | undefined> {
  const rows = await model
    .find({ key: { $gt: last === '' ? `${cause}:` : last, $lt: `${cause};` } }, { key: 1 })
    .sort({ key: 1 })
    .limit(readAtOnce)
    .lean<{ _id: Types.ObjectId; key: string }[]>()
  for (const part of inParts(rows, changedAtOnce)) {
    await change(part.map(({ _id }) => _id))
    await giveWay()
  }
  return rows.length < readAtOnce ? undefined : rows.at(-1)?.key
}

/** Why a delivery of it does not leave any more. */
export const skippedReason = 'withdrawn'

/** What has not left yet does not leave. */
const skip =
  (now: Date): Change =>
  (ids) =>
    Delivery.updateMany(
      { _id: { $in: ids }, isOpen: true },
      {
        $set: { state: 'skipped', reason: skippedReason, finishedAt: now },
        $unset: { isOpen: 1, nextAttemptAt: 1 },
      },
    )

const cover = ({ title, withdrawn }: NoticeRecord, now: Date): Change => {
  const $set = {
    title: `已撤回：${title}`,
    body: `这条公告已经撤回。原因：${withdrawn?.reason ?? ''}`,
    isRead: true,
    changedAt: now,
  }
  return (ids) => InboxMessage.updateMany({ _id: { $in: ids } }, { $set })
}

/**
 * What was withdrawn is read nowhere any more, and what has not left yet does not leave, which comes first: the next few
 * thousand messages, from a cursor on (empty: from the beginning). Repeatable.
 * @returns where to go on; undefined at the end.
 */
export async function hideNextMessages(
  notice: NoticeRecord,
  cursor: string,
  now: Date,
): Promise<string | undefined> {
  const causes = [causeOfNotice(notice._id), causeOfFamily(notice._id)]
  const walks = [
    ...causes.map((cause) => ({ model: Delivery as Keyed, cause, change: skip(now) })),
    ...causes.map((cause) => ({ model: InboxMessage as Keyed, cause, change: cover(notice, now) })),
  ]
  const [at, last = ''] = cursor.split('|')
  const place = Number(at)
  const walk = walks[place]
  if (!walk) return undefined
  const { model, cause, change } = walk
  const end = await changeNext(model, { cause, change, last })
  return end === undefined ? `${place + 1}|` : `${place}|${end}`
}

/** Those of one's unread messages that bring a notice. */
export const countUnread = (userId: string): Promise<number> =>
  InboxMessage.countDocuments({ userId, isRead: false, event: noticeEvent }, { limit: 100 }).exec()

const deskWords: Partial<Record<string, (notice: NoticeRecord) => { title: string; body: string }>> = {
  'notice.submitted': ({ title, writerName }) => ({
    title: '有一条公告等人看过',
    body: `${writerName}写的“${title}”，请您看看能不能发。`,
  }),
  'notice.approved': ({ title, approverName = '' }) => ({
    title: '有一条公告等您签发',
    body: `“${title}”${approverName}看过了，请发言人签发。`,
  }),
  'notice.sentBack': ({ title, sentBackReason = '' }) => ({
    title: '您写的公告请再改改',
    body: `“${title}”退回来了。原因：${sentBackReason}`,
  }),
  'notice.doubted': ({ title }) => ({
    title: '已经发出的必达公告，核对没有通过',
    body: `“${title}”还在外面，大家还看得到。请发言人现在看一看：写错了就撤回，收到过的人会马上收到撤回通知；没有错就不用做什么。`,
  }),
  'notice.refused': ({ title }) => ({
    title: '已经发出的公告撤回了',
    body: `“${title}”没有通过核对，已经撤回。收到过、看过、被告知过的人会收到撤回通知。要再通知大家，请另写一条。`,
  }),
  'notice.held': ({ title }) => ({
    title: '签好的公告还没有发出去',
    body: `“${title}”的文字和照片还在核对，通过了就自动发。着急的话，请没有写它的同事，或者上一级，在“内容审核”里先看一看。`,
  }),
}

/** Who has the next step: other people of the desk, the desk above, or who wrote it. */
async function listNext(notice: NoticeRecord, event: string, now: Date): Promise<string[]> {
  const { writerId, signerId = writerId } = notice
  if (event === 'notice.sentBack') return [writerId.toString()]
  if (event === 'notice.held') return [...new Set([writerId.toString(), signerId.toString()])]
  const own = await listPostPeople(triageOf(toPlace(notice)), now)
  if (event === 'notice.doubted' || event === 'notice.refused')
    return [...new Set([...own, signerId.toString()])]
  const others = own.filter((userId) => userId !== writerId.toString())
  if (event === 'notice.approved') return own
  const { street, district, community } = notice
  const above = community === undefined ? { district } : { district, street }
  return others.length > 0 ? others : listPostPeople(triageOf(above), now)
}

/** Nobody works in a community: the desk above goes to its doors, or sends somebody there. */
async function tellUnstaffed(notice: NoticeRecord, { data, event, at }: OutboxEntry): Promise<Message[]> {
  const { community, post } = data as { community: string; post: Post }
  const name = (await readAreaNames([community])).get(community) ?? ''
  const told = await listPostPeople(post, at)
  return told.map((userId) => ({
    ...{ userId, event, district: notice.district, isUrgent: true, page: pageOfNotice(notice._id) },
    title: `必达公告：${name}没有人上门`,
    body: `“${notice.title}”，${name}现在没有在岗的人。还没有知道的居民改由您这里上门，任务已经派到您的待办，每人每天按名额派。请尽快给社区安排人。`,
  }))
}

/** Told only while it still is somebody's turn: what was signed meanwhile asks nobody any more. */
const turnIn: Partial<Record<string, NoticeRecord['state']>> = {
  'notice.submitted': 'submitted',
  'notice.approved': 'approved',
}

/** Those at the desk are told whose turn it is. */
export async function expandNotice(notice: NoticeRecord, entry: OutboxEntry, deps: Deps): Promise<Message[]> {
  if (entry.event === 'notice.unstaffed') return tellUnstaffed(notice, entry)
  const words = deskWords[entry.event]?.(notice)
  const turn = turnIn[entry.event]
  if (!words || (turn !== undefined && notice.state !== turn)) return []
  const told = await listNext(notice, entry.event, deps.clock.now())
  return told.map((userId) => ({
    userId,
    event: entry.event,
    ...words,
    page: pageOfNotice(notice._id),
    district: notice.district,
    ...(notice.mustReach ? { isUrgent: true } : {}),
  }))
}
