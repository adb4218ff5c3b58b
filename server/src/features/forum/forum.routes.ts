import { boardRules } from '@linli/shared/forum/forum'
import { commentContracts } from '@linli/shared/forum/comment.contract'
import { forumContracts } from '@linli/shared/forum/forum.contract'
import { postContracts } from '@linli/shared/forum/post.contract'
import { formatDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { route, type Route } from '../../http/route'
import { assertThat } from '../../lib/appError'
import { openTexts } from '../contentCheck/contentCheck.service'
import { canReview } from '../contentCheck/contentReview.policy'
import { viewCheckedMedia } from '../contentCheck/contentReview.view'
import { readForumSettings, saveForumSettings } from '../moderation/forumSettings.service'
import type { Actor } from '../users/actor'
import { listHiddenRecords } from '../users/hiddenRecords'
import { readAreaNames } from '../users/me.view'
import type { CommentRecord } from './comment.model'
import { createComment, deleteComment, editComment, likeComment, listComments } from './comment.service'
import { viewComments } from './comment.view'
import { writeForumDigest } from './forum.digest'
import { readForumFigures } from './forum.figures'
import { acceptForumName, leaveForum, listForums, readForumHome } from './forum.home'
import { assertForumAccess } from './forum.members'
import { listFollowed, listMyPosts, listPinned, listPosts, listWaiting, searchPosts } from './post.feed'
import { ForumPost, type ForumPostRecord } from './post.model'
import { actOnPost } from './post.moves'
import { raisePostNeed } from './post.need'
import {
  assertMayActOnPost,
  createPost,
  deletePost,
  editPost,
  findReadablePost,
  findReadableThread,
} from './post.service'
import { viewPost, viewPosts } from './post.view'
import { likeThread, readCounts } from './thread.counts'
import { follow, markRead, unfollow } from './thread.follow'
import { listEditions } from './written.check'

/** A page of rows in the order they were read. */
async function viewPage(rows: readonly ForumPostRecord[], limit: number, actor: Actor, deps: Deps) {
  const shown = rows.slice(0, limit)
  const views = await viewPosts(shown, actor, deps)
  const nextCursor = rows.length > limit ? shown.at(-1)?._id.toString() : undefined
  return { items: [...views.values()], ...(nextCursor === undefined ? {} : { nextCursor }) }
}

async function viewOneComment(
  { comment, post }: { comment: CommentRecord; post: ForumPostRecord },
  actor: Actor,
  deps: Deps,
) {
  const [view] = await viewComments([comment], post, actor, deps)
  assertThat(view, 'record.not_found')
  return view
}

async function likePost(actor: Actor, id: string, isOn: boolean, deps: Deps) {
  const post = await findReadablePost(actor, id)
  assertMayActOnPost(actor, 'like', post)
  return { isOn, likes: await likeThread(post._id, actor.userId, isOn, deps) }
}

async function followPost(actor: Actor, id: string, isOn: boolean, deps: Deps) {
  const post = await findReadablePost(actor, id)
  assertMayActOnPost(actor, 'follow', post)
  if (isOn) await follow(post._id, actor.userId, deps)
  else await unfollow(post._id, actor.userId)
  return { isOn }
}

/** For the desk a case of it lies on, or would: whoever may decide about it now. */
async function readEditions(actor: Actor, kind: 'forumPost' | 'forumComment', id: string, deps: Deps) {
  const isHidden = (await listHiddenRecords(kind, actor, [id])).has(id)
  const editions = isHidden ? [] : await listEditions(kind, new Types.ObjectId(id))
  // What may be about the desk is the level's above in every edition.
  const isAboutDesk = editions.some((edition) => edition.isAboutDesk)
  const readable = editions.filter(
    (edition) => canReview(actor, edition) && !(isAboutDesk && edition.reviewArea === edition.community),
  )
  assertThat(readable.length > 0, 'record.not_found')
  return readable.map((edition) => ({
    id: edition._id.toString(),
    text: openTexts(edition, deps).join('\n'),
    media: viewCheckedMedia(edition, actor, deps),
    at: edition.requestedAt.toISOString(),
    state: edition.state,
  }))
}

async function readCard(id: string, deps: Deps) {
  const post = await ForumPost.findOne({ _id: id }).lean<ForumPostRecord>()
  assertThat(post?.state === 'visible' && !post.subject, 'record.not_found')
  const names = await readAreaNames([post.community])
  const counts = await readCounts([post._id])
  return {
    title: `${boardRules[post.board].name}里的一个帖子（${formatDay(post.createdAt, deps.clock.now())}）`,
    communityName: names.get(post.community) ?? '',
    comments: counts.get(id)?.comments ?? 0,
  }
}

const homeRoutes: Route[] = [
  route(forumContracts.getForumHome, ({ actor, query, deps }) => readForumHome(actor, query.community, deps)),
  route(forumContracts.listForums, async ({ actor }) => ({ items: await listForums(actor) })),
  route(forumContracts.acceptForumName, ({ actor, body, deps }) => acceptForumName(actor, body, deps)),
  route(forumContracts.leaveForum, ({ actor, body, deps }) => leaveForum(actor, body, deps)),
  route(forumContracts.getForumDigest, ({ actor, query, deps }) =>
    writeForumDigest(actor, query.community, deps),
  ),
  route(forumContracts.getForumFigures, ({ actor, query, deps }) =>
    readForumFigures(actor, query.community, deps),
  ),
  route(forumContracts.getForumSettings, ({ actor, query }) => {
    assertForumAccess(actor, query.community)
    return readForumSettings(query.community)
  }),
  route(forumContracts.setForumSettings, ({ actor, body, deps }) => saveForumSettings(actor, body, deps)),
]

const listRoutes: Route[] = [
  route(postContracts.listPosts, async ({ actor, query, deps }) => {
    const [rows, pinned] = await Promise.all([
      listPosts(actor, query, deps),
      query.cursor === undefined ? listPinned(actor, query) : [],
    ])
    const page = await viewPage(rows, query.limit, actor, deps)
    return { ...page, pinned: [...(await viewPosts(pinned, actor, deps)).values()] }
  }),
  route(postContracts.listWaitingPosts, async ({ actor, query, deps }) =>
    viewPage(await listWaiting(actor, query, deps), query.limit, actor, deps),
  ),
  route(postContracts.listMyPosts, async ({ actor, query, deps }) =>
    viewPage(await listMyPosts(actor, query, deps), query.limit, actor, deps),
  ),
  route(postContracts.listFollowedPosts, async ({ actor, query, deps }) => {
    const { rows, nextCursor } = await listFollowed(actor, query)
    const views = await viewPosts(
      rows.map(({ post }) => post),
      actor,
      deps,
    )
    const items = rows.flatMap(({ follow: { readCount }, post }) => {
      const view = views.get(post._id.toString())
      return view ? [{ ...view, unread: Math.max(0, view.counts.comments - readCount) }] : []
    })
    return { items, ...(nextCursor === undefined ? {} : { nextCursor }) }
  }),
  route(postContracts.searchPosts, async ({ actor, query, deps }) =>
    viewPage(await searchPosts(actor, query, deps), query.limit, actor, deps),
  ),
]

const postRoutes: Route[] = [
  route(postContracts.createPost, async ({ actor, body, requestKey, deps }) =>
    viewPost(await createPost(actor, body, requestKey, deps), actor, deps),
  ),
  route(postContracts.getPost, async ({ actor, params, deps }) =>
    viewPost(await findReadablePost(actor, params.id), actor, deps),
  ),
  route(postContracts.editPost, async ({ actor, params, body, deps }) =>
    viewPost(await editPost(actor, params.id, body, deps), actor, deps),
  ),
  route(postContracts.deletePost, ({ actor, params, deps }) => deletePost(actor, params.id, deps)),
  route(postContracts.actOnPost, async ({ actor, params, body, deps }) =>
    viewPost(await actOnPost(actor, params.id, body, deps), actor, deps),
  ),
  route(postContracts.raisePostNeed, async ({ actor, params, body, deps }) =>
    viewPost(await raisePostNeed(actor, params.id, body, deps), actor, deps),
  ),
  route(postContracts.likePost, ({ actor, params, body, deps }) =>
    likePost(actor, params.id, body.isOn, deps),
  ),
  route(postContracts.followPost, ({ actor, params, body, deps }) =>
    followPost(actor, params.id, body.isOn, deps),
  ),
  route(postContracts.readPost, async ({ actor, params }) => {
    const post = await findReadablePost(actor, params.id)
    await markRead(post._id, actor.userId)
  }),
  route(postContracts.listPostEditions, async ({ actor, params, deps }) => ({
    items: await readEditions(actor, 'forumPost', params.id, deps),
  })),
  route(postContracts.getPostCard, ({ params, deps }) => readCard(params.id, deps)),
]

const commentRoutes: Route[] = [
  route(commentContracts.listCommentEditions, async ({ actor, params, deps }) => ({
    items: await readEditions(actor, 'forumComment', params.id, deps),
  })),
  route(commentContracts.listComments, async ({ actor, params, query, deps }) => {
    const post = await findReadableThread(actor, params.id)
    const rows = await listComments(actor, post, query, deps)
    const shown = rows.slice(0, query.limit)
    const items = await viewComments(shown, post, actor, deps)
    return rows.length > query.limit ? { items, nextCursor: shown.at(-1)?._id.toString() } : { items }
  }),
  route(commentContracts.createComment, async ({ actor, params, body, requestKey, deps }) =>
    viewOneComment(await createComment(actor, params.id, body, requestKey, deps), actor, deps),
  ),
  route(commentContracts.editComment, async ({ actor, params, body, deps }) =>
    viewOneComment(await editComment(actor, params.id, body, deps), actor, deps),
  ),
  route(commentContracts.deleteComment, ({ actor, params, deps }) => deleteComment(actor, params.id, deps)),
  route(commentContracts.likeComment, ({ actor, params, body, deps }) =>
    likeComment(actor, params.id, body.isOn, deps),
  ),
]

export const forumRoutes: Route[] = [...homeRoutes, ...listRoutes, ...postRoutes, ...commentRoutes]
