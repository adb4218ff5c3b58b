import { boardRules } from '@linli/shared/forum/forum'
import { postStateTexts } from '@linli/shared/forum/post.state'
import { Types } from 'mongoose'
import { registerRoomAccess } from '../../realtime/roomAccess'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { onContentDecided } from '../contentCheck/contentCheck.events'
import { registerMediaAccess } from '../media/mediaAccess'
import { insertMissing } from '../messages/insertMissing'
import { registerOutboxSource } from '../messages/outbox'
import { onNeedMoved } from '../needs/need.followers'
import { registerReportable } from '../moderation/reportable'
import type { Actor } from '../users/actor'
import { registerHiddenRecords } from '../users/hiddenRecords'
import { registerAccountDeletion, registerAccountMerge, registerOwnData } from '../users/userHooks'
import { applyCommentEntry, expandComment, takeCommentVerdict } from './comment.effects'
import { ForumComment, type CommentRecord } from './comment.model'
import { readsNames } from './comment.view'
import { findReadableComment } from './comment.service'
import { applyMemberEntry, eraseWritten } from './forum.home'
import { ForumMember, memberKeyOf, type ForumMemberRecord } from './forumMember.model'
import { applyPostEntry, expandPost, takePostVerdict } from './post.effects'
import { ForumPost, type ForumPostRecord, type WrittenRecord } from './post.model'
import { isAuthor, isOpenTo, isSubject } from './post.policy'
import { assertPartyMayAct, findReadablePost, findReadableThread } from './post.service'
import { announcePostChange } from './thread.announce'
import { recountLikesOf } from './thread.likes'
import {
  Follow,
  followKeyOf,
  ForumLike,
  likeKeyOf,
  type FollowRecord,
  type LikeRecord,
} from './thread.models'
import { fieldOf, withFile } from './written.check'
import { isAboutModerator } from './written.subject'

const mostOwn = 1000

const listOwnPosts = (userId: string): Promise<ForumPostRecord[]> =>
  ForumPost.find({ authorId: userId }).sort({ _id: -1 }).limit(mostOwn).lean<ForumPostRecord[]>()
const listOwnComments = (userId: string): Promise<CommentRecord[]> =>
  ForumComment.find({ authorId: userId }).sort({ _id: -1 }).limit(mostOwn).lean<CommentRecord[]>()

const findAccess = async (actor: Actor, read: () => Promise<WrittenRecord>) => {
  try {
    return isAuthor(actor, await read()) ? ('full' as const) : ('checked' as const)
  } catch {
    return 'none' as const
  }
}

const readPost = (actor: Actor, id: string) => findReadablePost(actor, id)
const readComment = async (actor: Actor, id: string) => (await findReadableComment(actor, id)).comment

/** What carries a key of one person is made anew for the other; a unique key is never changed (adr/0007). */
async function moveKeyed(from: string, into: string, now: Date): Promise<void> {
  const userId = new Types.ObjectId(into)
  const likes = await ForumLike.find({ userId: from }).lean<LikeRecord[]>()
  await insertMissing(
    ForumLike,
    likes.map(({ targetId }) => ({
      _id: new Types.ObjectId(),
      key: likeKeyOf(targetId, into),
      targetId,
      userId,
    })),
  )
  const follows = await Follow.find({ userId: from }).lean<FollowRecord[]>()
  await insertMissing(
    Follow,
    follows.map(({ postId, readCount }) => ({
      _id: new Types.ObjectId(),
      key: followKeyOf(postId, into),
      postId,
      userId,
      readCount,
    })),
  )
  const members = await ForumMember.find({ userId: from }).lean<ForumMemberRecord[]>()
  await insertMissing(
    ForumMember,
    members.map(({ community, acceptedRule, leftAt }) => ({
      _id: new Types.ObjectId(),
      key: memberKeyOf(community, into),
      community,
      userId,
      ...dropUndefined({ acceptedRule, leftAt }),
    })),
  )
  // Whose the older words are is not told apart any more: of both accounts they stay without a name.
  for (const { community, namelessUntil } of members)
    if (namelessUntil)
      await ForumMember.updateOne({ key: memberKeyOf(community, into) }, { $max: { namelessUntil } })
  await removeKeyed(from, now)
}

async function removeKeyed(userId: string, now: Date): Promise<void> {
  await recountLikesOf(userId, now)
  await ForumLike.deleteMany({ userId })
  await Follow.deleteMany({ userId })
  await ForumMember.deleteMany({ userId })
}

/** Of these posts those that are about the actor. */
async function listPostsAbout(actor: Actor, ids: readonly string[]): Promise<Set<string>> {
  const posts = await ForumPost.find({ _id: { $in: ids } }, { subject: 1 }).lean<ForumPostRecord[]>()
  return new Set(posts.filter((post) => isSubject(actor, post)).map(({ _id }) => _id.toString()))
}

/** Of these comments those that are about the actor, or under what is. */
async function listCommentsAbout(actor: Actor, ids: readonly string[]): Promise<Set<string>> {
  const comments = await ForumComment.find({ _id: { $in: ids } }, { postId: 1, subject: 1 }).lean<
    CommentRecord[]
  >()
  const about = await listPostsAbout(
    actor,
    comments.map(({ postId }) => postId.toString()),
  )
  return new Set(
    comments
      .filter((comment) => isSubject(actor, comment) || about.has(comment.postId.toString()))
      .map(({ _id }) => _id.toString()),
  )
}

function registerAccounts(): void {
  registerAccountMerge({
    name: 'forum',
    async move(from, into, deps) {
      const authorId = new Types.ObjectId(into)
      await ForumPost.updateMany({ authorId: from }, { $set: { authorId } })
      await ForumComment.updateMany({ authorId: from }, { $set: { authorId } })
      await ForumPost.updateMany({ 'subject.id': from }, { $set: { 'subject.id': authorId } })
      await ForumComment.updateMany({ 'subject.id': from }, { $set: { 'subject.id': authorId } })
      await moveKeyed(from, into, deps.clock.now())
    },
  })
  registerOwnData({
    name: 'forum',
    async describe(userId) {
      const [posts, comments] = [await listOwnPosts(userId), await listOwnComments(userId)]
      if (posts.length + comments.length === 0) return []
      const items = posts.map(({ board, state }) => ({
        label: boardRules[board].name,
        value: postStateTexts[state],
      }))
      return [{ title: '邻里圈', items: [...items, { label: '留言', value: `${comments.length} 条` }] }]
    },
    async collect(userId) {
      const view = ({ text, state, createdAt, editedAt }: WrittenRecord) => ({
        text,
        state,
        createdAt,
        editedAt,
      })
      const posts = await listOwnPosts(userId)
      const comments = await listOwnComments(userId)
      return {
        posts: posts.map((post) => ({
          ...view(post),
          board: post.board,
          price: post.price,
          place: post.place,
        })),
        comments: comments.map(view),
      }
    },
  })
  registerAccountDeletion({
    name: 'forum',
    async erase(userId, deps) {
      await eraseWritten(userId, {}, deps)
      await removeKeyed(userId, deps.clock.now())
      return []
    },
  })
}

/** What other features ask of the forum; called once, where the routes are listed. */
export function registerForumHooks(): void {
  registerOutboxSource<ForumPostRecord>({
    name: 'forumPost',
    model: ForumPost,
    expand: (post, entry) => Promise.resolve(expandPost(post, entry)),
    apply: applyPostEntry,
  })
  registerOutboxSource<CommentRecord>({
    name: 'forumComment',
    model: ForumComment,
    expand: expandComment,
    apply: applyCommentEntry,
  })
  registerOutboxSource<ForumMemberRecord>({
    name: 'forumMember',
    model: ForumMember,
    expand: () => Promise.resolve([]),
    apply: applyMemberEntry,
  })
  onContentDecided('forumPost', takePostVerdict)
  onContentDecided('forumComment', takeCommentVerdict)
  registerMediaAccess('forumPost', (actor, id, _, mediaId) =>
    findAccess(actor, async () => withFile(await readPost(actor, id), mediaId)),
  )
  registerMediaAccess('forumComment', (actor, id, _, mediaId) =>
    findAccess(actor, async () => withFile(await readComment(actor, id), mediaId)),
  )
  registerRoomAccess(
    'thread',
    async (actor, id) => (await findAccess(actor, () => findReadableThread(actor, id))) !== 'none',
  )
  registerRoomAccess('threadNames', async (actor, id) => {
    const access = await findAccess(actor, async () => {
      const post = await findReadableThread(actor, id)
      assertThat(readsNames(actor, post), 'forum.not_a_member')
      return post
    })
    return access !== 'none'
  })
  registerHiddenRecords('forumPost', listPostsAbout)
  registerHiddenRecords('forumComment', listCommentsAbout)
  onNeedMoved(async ({ forumPostId }, deps) => {
    if (forumPostId) await announcePostChange(forumPostId, deps)
  })
  registerReportable('forumPost', async (actor, id, deps) => {
    const post = await findReadablePost(actor, id)
    assertPartyMayAct(actor, 'report', post)
    const isAbove = await isAboutModerator(post, deps)
    return { field: fieldOf(post.edition), community: post.community, isAbove }
  })
  registerReportable('forumComment', async (actor, id, deps) => {
    const { comment, post } = await findReadableComment(actor, id)
    assertThat(!isAuthor(actor, comment) && isOpenTo(actor, 'report', post), 'access.denied')
    const isAbove = (await isAboutModerator(post, deps)) || (await isAboutModerator(comment, deps))
    return { field: fieldOf(comment.edition), community: comment.community, isAbove }
  })
  registerAccounts()
}
