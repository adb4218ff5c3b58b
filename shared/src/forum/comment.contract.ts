import { z } from 'zod'
import { defineContract } from '../contract'
import { mediaView } from '../media/media.contract'
import { pageOf, pageQuery } from '../pagination'
import { id, idParams, instant, text } from '../schemas'
import { commentActions, forumLimits, writerKinds } from './forum'
import { authorView, editions } from './post.contract'
import { postStates } from './post.state'

const onThread = ['forum.not_a_member', 'record.not_found'] as const

export const commentView = z.object({
  id,
  version: z.int(),
  state: z.enum(postStates),
  stateText: z.string().optional(),
  /** Absent for what was deleted or is hidden: its place stays, so that answers to it are understood. */
  author: authorView.optional(),
  text: z.string(),
  media: z.array(mediaView),
  at: instant,
  editedAt: instant.optional(),
  /** The community or a unit answers in its own name. */
  isOfficial: z.boolean(),
  likes: z.int().min(0),
  isLiked: z.boolean(),
  /** What it answers: name and first words, as they may be read now. */
  replyTo: z.object({ id, name: z.string(), excerpt: z.string() }).optional(),
  /** As of a post. */
  isSettled: z.boolean().optional(),
  hiddenBecause: z.string().optional(),
  caseId: id.optional(),
  actions: z.array(z.enum(commentActions)),
})
export type CommentView = z.output<typeof commentView>

export const listComments = defineContract({
  method: 'get',
  path: '/api/forum/posts/:id/comments',
  summary: '帖子的留言，早的在前',
  access: 'user',
  params: idParams,
  query: z.strictObject(pageQuery),
  response: pageOf(commentView),
  success: 200,
  errors: onThread,
})

export const createComment = defineContract({
  method: 'post',
  path: '/api/forum/posts/:id/comments',
  summary: '留言，或回复一条留言；核对之后邻居才能看到',
  access: 'user',
  params: idParams,
  body: z.strictObject({
    as: z.enum(writerKinds).default('resident'),
    unitId: id.optional(),
    text: text(forumLimits.commentText),
    photoIds: z.array(id).max(forumLimits.commentPhotos).default([]),
    replyTo: id.optional(),
  }),
  response: commentView,
  success: 201,
  repeats: 'record',
  errors: [
    ...onThread,
    'forum.preview_needed',
    'forum.locked',
    'forum.lifted',
    'forum.not_now',
    'forum.muted',
    'forum.too_many_comments',
    'forum.personal_number',
    'forum.contact_outside',
    'media.not_usable',
    'request.already_done',
    'request.retry',
  ],
  perMinute: 20,
})

export const editComment = defineContract({
  method: 'patch',
  path: '/api/forum/comments/:id',
  summary: '修改自己的留言；改过的要重新核对',
  access: 'user',
  params: idParams,
  body: z.strictObject({ version: z.int().min(0), text: text(forumLimits.commentText) }),
  response: commentView,
  success: 200,
  errors: [
    ...onThread,
    'forum.not_now',
    'forum.locked',
    'forum.lifted',
    'forum.muted',
    'forum.personal_number',
    'forum.contact_outside',
    'forum.too_many_edits',
    'forum.changed_meanwhile',
  ],
})

export const deleteComment = defineContract({
  method: 'delete',
  path: '/api/forum/comments/:id',
  summary: '删除自己的留言',
  access: 'user',
  params: idParams,
  success: 204,
  errors: [...onThread, 'forum.not_now'],
})

export const likeComment = defineContract({
  method: 'put',
  path: '/api/forum/comments/:id/like',
  summary: '给留言点赞或取消',
  access: 'user',
  params: idParams,
  body: z.strictObject({ isOn: z.boolean() }),
  response: z.object({ isOn: z.boolean(), likes: z.int().min(0) }),
  success: 200,
  errors: [...onThread, 'forum.not_now'],
})

export const listCommentEditions = defineContract({
  ...editions,
  path: '/api/forum/comments/:id/editions',
  summary: '留言每次修改的原文，给审核人员看',
})

export const commentContracts = {
  listComments,
  createComment,
  editComment,
  deleteComment,
  likeComment,
  listCommentEditions,
}
