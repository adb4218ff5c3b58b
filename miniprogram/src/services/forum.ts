import type { commentContracts } from '@linli/shared/forum/comment.contract'
import type { forumContracts } from '@linli/shared/forum/forum.contract'
import type { postContracts } from '@linli/shared/forum/post.contract'
import type { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { readUserId } from '../stores/session'
import { after } from './cursor'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'
import { submit } from './outgoing'

type Forum = typeof forumContracts
type Posts = typeof postContracts
type Comments = typeof commentContracts
type Moderation = typeof moderationContracts

export type ForumHome = CallOutput<Forum['getForumHome']>
export type Voice = ForumHome['voices'][number]
export type Board = ForumHome['boards'][number]['code']
export type PostSummary = CallOutput<Posts['listPosts']>['items'][number]
export type PostView = CallOutput<Posts['getPost']>
export type PostAction = PostView['actions'][number]
export type PostContent = CallInput<Posts['createPost']>['body']
export type CommentView = CallOutput<Comments['listComments']>['items'][number]
export type CommentContent = CallInput<Comments['createComment']>['body']
export type ReportReason = CallInput<Moderation['reportContent']>['body']['reason']

export const getForumHome = (community: string) =>
  call<Forum['getForumHome']>('get', '/api/forum/home', { query: { community } })

export const listForums = () => call<Forum['listForums']>('get', '/api/forum/mine')

/** I have seen how neighbours will call me. */
export const acceptForumName = (community: string, nameRule: ForumHome['nameRule']) =>
  call<Forum['acceptForumName']>('post', '/api/forum/name', { body: { community, nameRule } })

export const leaveForum = (community: string, posts: 'keep' | 'delete') =>
  call<Forum['leaveForum']>('post', '/api/forum/leave', { body: { community, posts } })

export const getForumFigures = (community: string) =>
  call<Forum['getForumFigures']>('get', '/api/forum/figures', { query: { community } })
export const getForumDigest = (community: string) =>
  call<Forum['getForumDigest']>('get', '/api/forum/digest', { query: { community } })

export const listPosts = (community: string, board: Board | undefined, cursor?: string) =>
  call<Posts['listPosts']>('get', '/api/forum/posts', {
    query: { community, ...(board === undefined ? {} : { board }), ...after(cursor) },
  })

/** What neighbours ask and nobody has answered. */
export const listWaitingPosts = (community: string, cursor?: string) =>
  call<Posts['listWaitingPosts']>('get', '/api/forum/posts/waiting', {
    query: { community, ...after(cursor) },
  })

export const listMyPosts = (cursor?: string) =>
  call<Posts['listMyPosts']>('get', '/api/forum/posts/mine', { query: after(cursor) })

export const listFollowedPosts = (cursor?: string) =>
  call<Posts['listFollowedPosts']>('get', '/api/forum/posts/followed', { query: after(cursor) })

export const searchPosts = (community: string, q: string, cursor?: string) =>
  call<Posts['searchPosts']>('get', '/api/forum/posts/search', { query: { community, q, ...after(cursor) } })

export const getPost = (id: string) =>
  call<Posts['getPost']>('get', '/api/forum/posts/:id', { params: { id } })

/** Every edition as it was written, for whoever moderates. */
export const listPostEditions = (id: string) =>
  call<Posts['listPostEditions']>('get', '/api/forum/posts/:id/editions', { params: { id } })

export const listCommentEditions = (id: string) =>
  call<Comments['listCommentEditions']>('get', '/api/forum/comments/:id/editions', { params: { id } })

export const getPostCard = (id: string) =>
  call<Posts['getPostCard']>('get', '/api/forum/posts/:id/card', { params: { id } })

/** Stored on this phone first, sent once, whatever happens to the network or the app. */
export const publishPost = (body: PostContent, draftKey: string) =>
  submit<Posts['createPost']>(
    'post',
    '/api/forum/posts',
    { body },
    { label: '发帖', userId: readUserId(), draftKey },
  )

export const editPost = (id: string, body: CallInput<Posts['editPost']>['body'], draftKey: string) =>
  submit<Posts['editPost']>(
    'patch',
    '/api/forum/posts/:id',
    { params: { id }, body },
    { label: '修改帖子', userId: readUserId(), draftKey },
  )

export const deletePost = (id: string) =>
  call<Posts['deletePost']>('delete', '/api/forum/posts/:id', { params: { id } })

export const actOnPost = (id: string, body: CallInput<Posts['actOnPost']>['body']) =>
  call<Posts['actOnPost']>('post', '/api/forum/posts/:id/actions', { params: { id }, body })

export const raisePostNeed = (id: string, category: string) =>
  call<Posts['raisePostNeed']>('post', '/api/forum/posts/:id/need', { params: { id }, body: { category } })

export const likePost = (id: string, isOn: boolean) =>
  call<Posts['likePost']>('put', '/api/forum/posts/:id/like', { params: { id }, body: { isOn } })

export const followPost = (id: string, isOn: boolean) =>
  call<Posts['followPost']>('put', '/api/forum/posts/:id/follow', { params: { id }, body: { isOn } })

/** Nothing of it is new any more; losing this only leaves a number too high. */
export const markPostRead = (id: string) => {
  call<Posts['readPost']>('post', '/api/forum/posts/:id/read', { params: { id } }).catch(() => undefined)
}

export const listComments = (id: string, cursor?: string) =>
  call<Comments['listComments']>('get', '/api/forum/posts/:id/comments', {
    params: { id },
    query: after(cursor),
  })

export const writeComment = (id: string, body: CommentContent, draftKey: string) =>
  submit<Comments['createComment']>(
    'post',
    '/api/forum/posts/:id/comments',
    { params: { id }, body },
    { label: '留言', userId: readUserId(), draftKey },
  )

export const editComment = (id: string, version: number, text: string) =>
  call<Comments['editComment']>('patch', '/api/forum/comments/:id', {
    params: { id },
    body: { version, text },
  })

export const deleteComment = (id: string) =>
  call<Comments['deleteComment']>('delete', '/api/forum/comments/:id', { params: { id } })

export const likeComment = (id: string, isOn: boolean) =>
  call<Comments['likeComment']>('put', '/api/forum/comments/:id/like', { params: { id }, body: { isOn } })

/** Somebody says that something does not belong here; kept until it has arrived. */
export const reportContent = (body: CallInput<Moderation['reportContent']>['body'], draftKey?: string) =>
  submit<Moderation['reportContent']>(
    'post',
    '/api/content-reports',
    { body },
    { label: '反映不合适的内容', userId: readUserId(), draftKey },
  )
