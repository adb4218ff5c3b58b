import { triageOf } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import type { Message } from '../messages/message'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import { ForumComment, type CommentRecord } from './comment.model'
import { nameKeyOf, readNeighbourNames } from './forum.names'
import { filterReaders } from './forum.readers'
import { pageOfPost } from './post.effects'
import { ForumPost, type ForumPostRecord } from './post.model'
import { recountChanged, recountComments } from './thread.counts'
import { takeTurnToTell } from './thread.follow'
import { settleOfficialAnswer } from './thread.official'
import { Follow, followKeyOf, type FollowRecord } from './thread.models'
import { bringReportsBeforeVerdict, requestCheck, takeVerdict } from './written.check'
import { settleCommentSubject, takeCommentSubject } from './written.subject'

/** More follow no thread of one community: the largest of 宝山 have some thousand people on the app. */
const mostTold = 10_000

/** What follows a change of a comment, at least once. */
export async function applyCommentEntry(
  comment: CommentRecord,
  entry: OutboxEntry,
  deps: Deps,
): Promise<void> {
  if (entry.event !== 'comment.written') return
  // Should the press that took it away have died before it could count.
  if (comment.state === 'deleted') {
    await settleOfficialAnswer(comment, deps)
    await recountChanged(comment, false, deps)
  }
  const post = await ForumPost.findOne({ _id: comment.postId }, { subject: 1 }).lean<
    Pick<ForumPostRecord, 'subject'>
  >()
  const page = pageOfPost(comment.postId)
  const subject = (await settleCommentSubject(comment)) ?? post?.subject
  await requestCheck(comment, { kind: 'forumComment', texts: [comment.text], page, subject }, deps)
}

/** Whoever has the thread open takes what was written within it for new, by itself. */
const lateMilliseconds = 60_000

/** What neighbours read already is taken away, or comes to an earlier place than the last. */
const isOld = ({ state, edition, createdAt }: CommentRecord, now: Date): boolean =>
  state === 'visible' ||
  state === 'hidden' ||
  edition > 1 ||
  now.getTime() - createdAt.getTime() > lateMilliseconds

/** The check, the reports or a moderator decided. The first time it is readable, those whom it concerns are told. */
export async function takeCommentVerdict(decision: ContentDecision, deps: Deps): Promise<void> {
  const written = await ForumComment.findOne({ _id: decision.subject.id }).lean<CommentRecord>()
  if (!written) return
  const isNamed = await takeCommentSubject(decision)
  await bringReportsBeforeVerdict('forumComment', written, decision, deps)
  const before = await takeVerdict(ForumComment, decision, (comment, to) =>
    to === 'visible' && !comment.toldAt
      ? {
          $set: { hasOutbox: true, toldAt: deps.clock.now() },
          $push: { outbox: makeOutboxEntry('comment.published', {}, deps) },
        }
      : {},
  )
  const comment = before ?? written
  const isPassed = decision.state === 'pass'
  // Also when the state was taken before: the run that took it may have died before it did the rest.
  await settleOfficialAnswer(comment, deps)
  if (comment.replyTo && isPassed)
    await ForumComment.updateOne({ _id: comment.replyTo }, { $set: { hasReplies: true } })
  if (isNamed || (before && isOld(before, deps.clock.now()))) await recountChanged(comment, isPassed, deps)
  else await recountComments(comment.postId, deps)
  // One's own words are not new to oneself.
  if (before && isPassed)
    await Follow.updateOne(
      { key: followKeyOf(before.postId, before.authorId.toString()) },
      { $inc: { readCount: 1 } },
    )
  kickOutbox(ForumComment)
}

async function readAnsweredAuthor(comment: CommentRecord): Promise<string | undefined> {
  if (!comment.replyTo) return undefined
  const answered = await ForumComment.findOne({ _id: comment.replyTo }, { authorId: 1 }).lean()
  return answered?.authorId.toString()
}

/** An answer of the community concerns everybody who follows. */
async function listFollowers(comment: CommentRecord): Promise<string[]> {
  if (!comment.isOfficial) return []
  const rows = await Follow.find({ postId: comment.postId }, { userId: 1 })
    .limit(mostTold)
    .lean<Pick<FollowRecord, 'userId'>[]>()
  return rows.map(({ userId }) => userId.toString())
}

async function nameAuthor(comment: CommentRecord, deps: Deps): Promise<string> {
  if (comment.as !== 'resident') return comment.voiceName ?? '社区'
  const who = { userId: comment.authorId, community: comment.community }
  return (await readNeighbourNames([who], deps)).get(nameKeyOf(who))?.name ?? '有邻居'
}

const listDesk = ({ district, street, community }: CommentRecord, now: Date): Promise<string[]> =>
  listPostPeople(triageOf(dropUndefined({ district, street, community })), now)

/** Whom a comment concerns: who is answered, whose post it is, and for an official answer all who follow. */
async function listConcerned(
  comment: CommentRecord,
  post: ForumPostRecord,
  now: Date,
): Promise<Map<string, 'reply' | 'own' | 'official' | 'notice'>> {
  const concerned = new Map<string, 'reply' | 'own' | 'official' | 'notice'>()
  // A notice has no author in the forum: what is asked below it, the desk of the community hears.
  for (const userId of post.noticeId && comment.as === 'resident' ? await listDesk(comment, now) : [])
    concerned.set(userId, 'notice')
  for (const userId of await listFollowers(comment)) concerned.set(userId, 'official')
  if (!post.noticeId) concerned.set(post.authorId.toString(), 'own')
  const answered = await readAnsweredAuthor(comment)
  if (answered !== undefined) concerned.set(answered, 'reply')
  concerned.delete(comment.authorId.toString())
  return concerned
}

const titles = {
  reply: (name: string) => `${name}回复了您`,
  own: (name: string) => `${name}在您的帖子下留言了`,
  notice: (name: string) => `${name}在公告下留言了，请看看要不要回复`,
  official: (name: string) => `${name}回答了您关注的帖子`,
}

/** Instant only for what concerns somebody; everybody else reads it in the day's digest (must-get-right 17). */
export async function expandComment(
  comment: CommentRecord,
  entry: OutboxEntry,
  deps: Deps,
): Promise<Message[]> {
  if (entry.event !== 'comment.published') return []
  const post = await ForumPost.findOne({ _id: comment.postId }).lean<ForumPostRecord>()
  if (post?.state !== 'visible') return []
  const name = await nameAuthor(comment, deps)
  const messages: Message[] = []
  const concerned = await listConcerned(comment, post, entry.at)
  if (comment.subject?.kind === 'user') concerned.delete(comment.subject.id.toString())
  const readers = await filterReaders([...concerned.keys()], post, entry.at)
  for (const [userId, why] of concerned) {
    if (!readers.has(userId)) continue
    // A question to the desk is work of its own: bundled with what else waits there, whoever follows or not.
    const isOnce = why === 'reply' || why === 'own'
    if (isOnce && !(await takeTurnToTell(post._id, userId, entry.id))) continue
    messages.push({
      userId,
      event: entry.event,
      title: titles[why](name),
      body: '打开帖子就能看到，也可以接着说。',
      page: pageOfPost(post._id),
      district: comment.district,
      ...(why === 'notice' ? { isQueue: true } : {}),
    })
  }
  return messages
}
