import { z } from 'zod'
import { defineContract } from '../contract'
import { mediaView } from '../media/media.contract'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, text } from '../schemas'
import { commentActions, forumBoards, forumLimits, writerKinds } from './forum'
import { postActions, postStates } from './post.state'

const onPost = ['forum.not_a_member', 'record.not_found'] as const

/** Who wrote it, as the community's rule names neighbours. */
export const authorView = z.object({
  name: z.string(),
  /** The desk or a unit that speaks as such: its words stand out. */
  kind: z.enum(writerKinds),
  /** Chosen by a party member: 「党员」. */
  badge: z.string().optional(),
  isMine: z.boolean(),
})

/** What a post became when its author had it taken on: state and dates, nothing else. */
const linkedNeed = z.object({
  stateText: z.string(),
  isOpen: z.boolean(),
  raisedAt: instant,
  changedAt: instant,
  /** Only for its author, who may open it. */
  id: id.optional(),
})

/** The motion its author made of it: where it is, and the way there. */
const linkedMotion = z.object({ id, stateText: z.string(), raisedAt: instant })

const counts = z.object({ comments: z.int().min(0), likes: z.int().min(0) })

/** A row of a feed. */
export const postSummary = z.object({
  id,
  board: z.enum(forumBoards),
  state: z.enum(postStates),
  /** For the author, while others do not read it. */
  stateText: z.string().optional(),
  author: authorView,
  excerpt: z.string(),
  price: z.string().optional(),
  photos: z.array(mediaView),
  hasVoice: z.boolean(),
  at: instant,
  counts,
  isPinned: z.boolean(),
  isLocked: z.boolean(),
  isAnswered: z.boolean(),
  hasOfficialAnswer: z.boolean(),
  need: linkedNeed.omit({ id: true }).optional(),
  motion: linkedMotion.optional(),
  /** New comments since the reader last opened it; only in the list of followed posts. */
  unread: z.int().optional(),
})
export type PostSummary = z.output<typeof postSummary>

export const postView = postSummary.omit({ excerpt: true, hasVoice: true, unread: true }).extend({
  version: z.int(),
  /** Whose forum it stands in: there one has one's voices, or is muted. */
  community: areaCode,
  /** As in `thread.changed`. */
  changes: z.int().min(0),
  postChanges: z.int().min(0),
  text: z.string(),
  media: z.array(mediaView),
  place: z.string().optional(),
  editedAt: instant.optional(),
  isLiked: z.boolean(),
  isFollowing: z.boolean(),
  need: linkedNeed.optional(),
  /** Somebody of the community offers to take it on; its author says yes or no. */
  needOffer: z.object({ category: z.string(), categoryName: z.string(), by: z.string() }).optional(),
  /** Why it is not shown, for its author. */
  hiddenBecause: z.string().optional(),
  /** The notice that it shows; opened there in full. */
  noticeId: id.optional(),
  /** The case its author may appeal. */
  caseId: id.optional(),
  /** For the community's desk: the level above looks at it, and until it has decided she is a neighbour here. */
  isLifted: z.boolean().optional(),
  /** The level above let it pass after an appeal: it cannot be reported any more. */
  isSettled: z.boolean().optional(),
  actions: z.array(z.enum(postActions)),
  /** What the reader may do to comments of others. */
  onComments: z.array(z.enum(commentActions)),
})
export type PostView = z.output<typeof postView>

const media = {
  photoIds: z.array(id).max(forumLimits.photos).default([]),
  voiceId: id.optional(),
}

const place = text(forumLimits.placeText)

export const listPosts = defineContract({
  method: 'get',
  path: '/api/forum/posts',
  summary: '邻里圈的帖子，新的在前；第一页附置顶的帖子',
  access: 'user',
  query: z.strictObject({ ...pageQuery, community: areaCode, board: z.enum(forumBoards).optional() }),
  response: pageOf(postSummary).extend({ pinned: z.array(postSummary) }),
  success: 200,
  errors: ['forum.not_a_member'],
})

export const listWaitingPosts = defineContract({
  method: 'get',
  path: '/api/forum/posts/waiting',
  summary: '还没有人答复的提问，等得最久的在前；给社区的人看',
  access: ['secretary', 'communityWorker'],
  query: z.strictObject({ ...pageQuery, community: areaCode }),
  response: pageOf(postSummary),
  success: 200,
})

export const listMyPosts = defineContract({
  method: 'get',
  path: '/api/forum/posts/mine',
  summary: '我发的帖子',
  access: 'user',
  query: z.strictObject(pageQuery),
  response: pageOf(postSummary),
  success: 200,
})

export const listFollowedPosts = defineContract({
  method: 'get',
  path: '/api/forum/posts/followed',
  summary: '我关注的帖子，各有几条没看的留言',
  access: 'user',
  query: z.strictObject(pageQuery),
  response: pageOf(postSummary),
  success: 200,
})

export const searchPosts = defineContract({
  method: 'get',
  path: '/api/forum/posts/search',
  summary: '在邻里圈里找',
  access: 'user',
  query: z.strictObject({ ...pageQuery, community: areaCode, q: text(forumLimits.searchText) }),
  response: pageOf(postSummary),
  success: 200,
  errors: ['forum.not_a_member'],
})

export const createPost = defineContract({
  method: 'post',
  path: '/api/forum/posts',
  summary: '发帖；核对之后邻居才能看到',
  access: 'user',
  body: z.strictObject({
    community: areaCode,
    board: z.enum(forumBoards),
    as: z.enum(writerKinds).default('resident'),
    /** For `unit`: which of one's units speaks. */
    unitId: id.optional(),
    text: text(forumLimits.postText),
    price: text(forumLimits.priceText).optional(),
    place: place.optional(),
    /** The worker or unit that it is about: they see neither it nor its author. */
    subject: z.strictObject({ kind: z.enum(['unit', 'user']), id }).optional(),
    ...media,
  }),
  response: postView,
  success: 201,
  repeats: 'record',
  errors: [
    'forum.not_a_member',
    'forum.preview_needed',
    'forum.board_closed',
    'forum.personal_number',
    'forum.contact_outside',
    'forum.muted',
    'forum.too_many_today',
    'media.not_usable',
    'request.already_done',
    'request.retry',
  ],
  perMinute: 10,
})

export const getPost = defineContract({
  method: 'get',
  path: '/api/forum/posts/:id',
  summary: '一个帖子',
  access: 'user',
  params: idParams,
  response: postView,
  success: 200,
  errors: onPost,
})

export const editPost = defineContract({
  method: 'patch',
  path: '/api/forum/posts/:id',
  summary: '修改自己的帖子；改过的要重新核对',
  access: 'user',
  params: idParams,
  body: z.strictObject({
    version: z.int().min(0),
    text: text(forumLimits.postText),
    price: text(forumLimits.priceText).nullable().optional(),
    place: place.nullable().optional(),
    /** In their order; those it has stay as they are. */
    photoIds: z.array(id).max(forumLimits.photos).optional(),
  }),
  response: postView,
  success: 200,
  errors: [
    ...onPost,
    'media.not_usable',
    'forum.not_now',
    'forum.locked',
    'forum.personal_number',
    'forum.contact_outside',
    'forum.muted',
    'forum.too_many_edits',
    'forum.changed_meanwhile',
  ],
})

export const deletePost = defineContract({
  method: 'delete',
  path: '/api/forum/posts/:id',
  summary: '删除自己的帖子',
  access: 'user',
  params: idParams,
  success: 204,
  errors: [...onPost, 'forum.not_now'],
})

export const actOnPost = defineContract({
  method: 'post',
  path: '/api/forum/posts/:id/actions',
  summary: '置顶、停止回复、标为已解答、建议转成诉求',
  access: 'user',
  params: idParams,
  body: z.discriminatedUnion('action', [
    z.strictObject({ action: z.enum(['pin', 'unpin', 'lock', 'unlock', 'markAnswered', 'unmarkAnswered']) }),
    z.strictObject({ action: z.literal('offerNeed'), category: z.string().min(1).max(40) }),
    z.strictObject({ action: z.literal('refuseNeed') }),
  ]),
  response: postView,
  success: 200,
  errors: [
    ...onPost,
    'forum.not_now',
    'forum.lifted',
    'forum.too_many_pins',
    'need.category_unknown',
    'forum.changed_meanwhile',
  ],
})

export const raisePostNeed = defineContract({
  method: 'post',
  path: '/api/forum/posts/:id/need',
  summary: '作者同意，把帖子转成诉求；帖子上只显示进度和日期',
  access: 'user',
  params: idParams,
  body: z.strictObject({ category: z.string().min(1).max(40) }),
  response: postView,
  success: 200,
  errors: [
    ...onPost,
    'forum.not_now',
    'need.category_unknown',
    'need.category_closed',
    'need.public_place_only',
    'need.community_missing',
    'need.place_missing',
    'need.intake_paused',
    'media.not_usable',
    'request.retry',
  ],
})

export const likePost = defineContract({
  method: 'put',
  path: '/api/forum/posts/:id/like',
  summary: '点赞或取消',
  access: 'user',
  params: idParams,
  body: z.strictObject({ isOn: z.boolean() }),
  response: z.object({ isOn: z.boolean(), likes: z.int().min(0) }),
  success: 200,
  errors: [...onPost, 'forum.not_now'],
})

export const followPost = defineContract({
  method: 'put',
  path: '/api/forum/posts/:id/follow',
  summary: '关注或不再关注',
  access: 'user',
  params: idParams,
  body: z.strictObject({ isOn: z.boolean() }),
  response: z.object({ isOn: z.boolean() }),
  success: 200,
  errors: [...onPost, 'forum.not_now'],
})

export const readPost = defineContract({
  method: 'post',
  path: '/api/forum/posts/:id/read',
  summary: '看过了现有的留言',
  access: 'user',
  params: idParams,
  success: 204,
  errors: onPost,
})

/** As something was written each time, for whoever moderates. */
export const editions = {
  method: 'get',
  access: ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer'],
  params: idParams,
  response: z.object({
    items: z.array(
      z.object({ id, text: z.string(), media: z.array(mediaView), at: instant, state: z.string() }),
    ),
  }),
  success: 200,
  errors: ['record.not_found'],
} as const

export const listPostEditions = defineContract({
  ...editions,
  path: '/api/forum/posts/:id/editions',
  summary: '帖子每次修改的原文，给审核人员看',
})

/** What a forwarded post shows to anybody: where and when, no word of it and nobody's name. */
export const getPostCard = defineContract({
  method: 'get',
  path: '/api/forum/posts/:id/card',
  summary: '转发出去的帖子卡片',
  access: 'public',
  params: idParams,
  response: z.object({ title: z.string(), communityName: z.string(), comments: z.int() }),
  success: 200,
  errors: ['record.not_found'],
})

export const postContracts = {
  listPosts,
  listWaitingPosts,
  listMyPosts,
  listFollowedPosts,
  searchPosts,
  createPost,
  getPost,
  editPost,
  deletePost,
  actOnPost,
  raisePostNeed,
  likePost,
  followPost,
  readPost,
  listPostEditions,
  getPostCard,
}
