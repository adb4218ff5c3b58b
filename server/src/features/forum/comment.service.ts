import type { OutputOf } from '@linli/shared/contract'
import type { commentContracts } from '@linli/shared/forum/comment.contract'
import { forumLimits } from '@linli/shared/forum/forum'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { readOldestFirst, type IdRange } from '../../lib/timedIds'
import { attachMedia } from '../media/media.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { assertMayGoOn } from './comment.limit'
import { ForumComment, type CommentRecord } from './comment.model'
import { assertMayWrite } from './forum.members'
import type { ForumPostRecord } from './post.model'
import { assertMayAnswerAs } from './post.lifted'
import { isAuthor, isOpenTo, isSubject } from './post.policy'
import {
  assertMayActOnPost,
  describePresent,
  findMade,
  findReadablePost,
  findReadableThread,
  makeWritten,
  refuseOvertaken,
  toPress,
} from './post.service'
import { recountChanged } from './thread.counts'
import { follow } from './thread.follow'
import { pressCommentLike } from './thread.likes'
import { settleOfficialAnswer } from './thread.official'

type CreateBody = OutputOf<typeof commentContracts.createComment.body>
type EditBody = OutputOf<typeof commentContracts.editComment.body>
type ListQuery = OutputOf<typeof commentContracts.listComments.query>

/** A comment with its post, for whoever may read both. */
export async function findReadableComment(
  actor: Actor,
  id: string,
): Promise<{ comment: CommentRecord; post: ForumPostRecord }> {
  const comment = await ForumComment.findOne({ _id: id }).lean<CommentRecord>()
  assertThat(comment && !isSubject(actor, comment), 'record.not_found')
  const post = await findReadableThread(actor, comment.postId.toString())
  const isReadable = comment.state === 'visible' || (isAuthor(actor, comment) && comment.state !== 'deleted')
  assertThat(isReadable, 'record.not_found')
  return { comment, post }
}

/** Others read what is visible; of what was taken away after it was answered the place stays. */
const isShown = (actor: Actor, comment: CommentRecord): boolean =>
  (comment.state === 'visible' && !isSubject(actor, comment)) ||
  comment.hasReplies === true ||
  (isAuthor(actor, comment) && comment.state !== 'deleted')

/** A page of what was said, the oldest first; one row more than asked when there is more. */
export async function listComments(
  actor: Actor,
  post: ForumPostRecord,
  { cursor, limit }: ListQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<CommentRecord[]> {
  const read = (range: IdRange, most: number) =>
    ForumComment.find({ postId: post._id, ...range }, { outbox: 0 })
      .sort({ _id: 1 })
      .limit(most)
      .lean<CommentRecord[]>()
  const isKept = (comment: CommentRecord): boolean => isShown(actor, comment)
  const span = { start: post.createdAt, now: deps.clock.now() }
  return readOldestFirst({ read, isKept, cursor, limit: limit + 1 }, span)
}

async function assertAnswerable(post: ForumPostRecord, replyTo: string | undefined): Promise<void> {
  if (replyTo === undefined) return
  const answered = await ForumComment.findOne({ _id: replyTo }, { postId: 1, state: 1 }).lean()
  const isHere = answered?.postId.equals(post._id) === true
  const present = { state: isHere ? answered.state : 'deleted' }
  assertThat(isHere && answered.state === 'visible', 'forum.not_now', present)
}

/** Says something to a post: others read it after the check. Sent again it is the same comment. */
export async function createComment(
  actor: Actor,
  postId: string,
  body: CreateBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<{ comment: CommentRecord; post: ForumPostRecord }> {
  const post = await findReadablePost(actor, postId)
  const press = toPress(actor, requestKey, { postId, ...body })
  const earlier = await findMade(ForumComment, press)
  if (earlier) return { comment: earlier, post }
  const { as, unitId, text, photoIds, replyTo } = body
  assertMayActOnPost(actor, 'comment', post)
  await assertMayAnswerAs(actor, as, post)
  const voice = await assertMayWrite(actor, { community: post.community, as, unitId, texts: [text] }, deps)
  await assertAnswerable(post, replyTo)
  if (!voice.isOfficial) await assertMayGoOn(actor, post.community, deps)
  const written = makeWritten(actor, voice, post.community, press, deps)
  const target = { kind: 'forumComment', id: written._id.toString(), requestKey }
  const comment = {
    ...written,
    postId: post._id,
    ...(replyTo === undefined ? {} : { replyTo: new Types.ObjectId(replyTo) }),
    text,
    media: await attachMedia(actor, photoIds, target, deps),
    likes: 0,
    outbox: [makeOutboxEntry('comment.written', {}, deps)],
    hasOutbox: true,
  } satisfies CommentRecord
  // As with a post: the resend finds the comment made.
  await follow(post._id, actor.userId, deps)
  try {
    await ForumComment.create(comment)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const first = await findMade(ForumComment, press)
    assertThat(first, 'request.retry')
    await attachMedia(actor, photoIds, { ...target, id: first._id.toString() }, deps)
    return { comment: first, post }
  }
  kickOutbox(ForumComment)
  return { comment, post }
}

/** New words wait for their own check; the old ones stay with the moderators. */
export async function editComment(
  actor: Actor,
  id: string,
  { version, text }: EditBody,
  deps: Deps,
): Promise<{ comment: CommentRecord; post: ForumPostRecord }> {
  const { comment, post } = await findReadableComment(actor, id)
  assertThat(isAuthor(actor, comment), 'access.denied')
  assertThat(comment.state !== 'hidden', 'forum.not_now', describePresent(comment))
  // Sent again because the answer was lost.
  if (comment.version > version && comment.edition > 1 && comment.text === text) return { comment, post }
  // Who quarrelled does not have the last word in a thread that was stopped; deleting is always open.
  assertThat(!post.isLocked, 'forum.locked')
  const { community, as, unitId } = comment
  await assertMayAnswerAs(actor, as, post)
  await assertMayWrite(actor, { community, as, unitId: unitId?.toString(), texts: [text] }, deps)
  assertThat(comment.edition < forumLimits.edits, 'forum.too_many_edits')
  const { modifiedCount } = await ForumComment.updateOne(
    { _id: id, state: comment.state, version },
    {
      $set: {
        text,
        state: 'checking',
        edition: comment.edition + 1,
        editedAt: deps.clock.now(),
        hasOutbox: true,
      },
      $inc: { version: 1 },
      $push: { outbox: makeOutboxEntry('comment.written', {}, deps) },
    },
  )
  if (modifiedCount === 0) await refuseOvertaken(ForumComment, comment._id)
  await settleOfficialAnswer(comment, deps)
  await recountChanged(comment, false, deps)
  kickOutbox(ForumComment)
  return findReadableComment(actor, id)
}

/** Gone at once; pressed twice it is gone once. */
export async function deleteComment(actor: Actor, id: string, deps: Deps): Promise<void> {
  const comment = await ForumComment.findOne({ _id: id }).lean<CommentRecord>()
  assertThat(comment, 'record.not_found')
  if (!isAuthor(actor, comment)) await findReadableComment(actor, id)
  assertThat(isAuthor(actor, comment), 'access.denied')
  if (comment.state !== 'deleted') await eraseComment(comment, deps)
}

export async function eraseComment(comment: CommentRecord, deps: Deps): Promise<void> {
  await ForumComment.updateOne(
    { _id: comment._id },
    {
      $set: { state: 'deleted', text: '', media: [], hasOutbox: true },
      $unset: { subject: 1 },
      $inc: { version: 1 },
      $push: { outbox: makeOutboxEntry('comment.written', {}, deps) },
    },
  )
  await settleOfficialAnswer(comment, deps)
  await recountChanged(comment, false, deps)
  kickOutbox(ForumComment)
}

export async function likeComment(
  actor: Actor,
  id: string,
  isOn: boolean,
  deps: Pick<Deps, 'clock'>,
): Promise<{ isOn: boolean; likes: number }> {
  const { comment, post } = await findReadableComment(actor, id)
  assertThat(!isAuthor(actor, comment) && isOpenTo(actor, 'like', post), 'access.denied')
  const press = { targetId: comment._id, userId: actor.userId, isOn }
  await pressCommentLike(press, deps.clock.now())
  const after = await ForumComment.findOne({ _id: id }, { likes: 1 }).lean()
  return { isOn, likes: Math.max(0, after?.likes ?? 0) }
}
