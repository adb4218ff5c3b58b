import { z } from 'zod'
import { defineContract } from '../contract'
import { moderationRules } from '../moderation/moderation'
import { areaCode, id, instant, text } from '../schemas'
import { forumBoards, nameRules, writerKinds } from './forum'

/** What somebody may be here besides a neighbour. */
const voice = z.object({ as: z.enum(writerKinds), unitId: id.optional(), name: z.string() })

const boardView = z.object({
  code: z.enum(forumBoards),
  name: z.string(),
  about: z.string(),
  hasPrice: z.boolean(),
  /** In whose name one may begin a post here; empty: only read. */
  writeAs: z.array(voice),
})

export const forumHome = z.object({
  community: z.object({ code: areaCode, name: z.string() }),
  /** `full`: reads and writes. `notices`: joined and not yet verified, reads the notices. */
  access: z.enum(['full', 'notices']),
  boards: z.array(boardView),
  /** In whose name one may comment. */
  voices: z.array(voice),
  nameRule: z.enum(nameRules),
  /** How neighbours read one's name. */
  myName: z.string(),
  /** Has seen and accepted that name, under the present rule. */
  hasAccepted: z.boolean(),
  hasLeft: z.boolean(),
  isModerator: z.boolean(),
  /** Cannot write until then. */
  mute: z.object({ until: instant, reason: z.string() }).optional(),
})
export type ForumHome = z.output<typeof forumHome>

export const getForumHome = defineContract({
  method: 'get',
  path: '/api/forum/home',
  summary: '一个社区的邻里圈：有哪些板块，我在这里叫什么、能做什么',
  access: 'user',
  query: z.strictObject({ community: areaCode }),
  response: forumHome,
  success: 200,
  errors: ['forum.not_a_member'],
})

/** Of one's home, and of every community one works for: a unit of a street has many. */
export const listForums = defineContract({
  method: 'get',
  path: '/api/forum/mine',
  summary: '我能进的邻里圈：家里的，和我为它服务的',
  access: 'user',
  response: z.object({ items: z.array(z.object({ code: areaCode, name: z.string() })) }),
  success: 200,
})

export const acceptForumName = defineContract({
  method: 'post',
  path: '/api/forum/name',
  summary: '看过邻居会怎样称呼我，同意',
  access: 'user',
  body: z.strictObject({ community: areaCode, nameRule: z.enum(nameRules) }),
  response: forumHome,
  success: 200,
  errors: ['forum.not_a_member', 'request.conflict'],
})

export const leaveForum = defineContract({
  method: 'post',
  path: '/api/forum/leave',
  summary: '离开邻里圈：不再收消息，发过的留下但不显示名字，或者一起删掉',
  access: 'user',
  body: z.strictObject({ community: areaCode, posts: z.enum(['keep', 'delete']) }),
  success: 204,
  errors: ['forum.not_a_member'],
})

export const getForumDigest = defineContract({
  method: 'get',
  path: '/api/forum/digest',
  summary: '今天邻里圈的摘要，可以一次复制到微信群；没有姓名、电话和住址',
  access: 'user',
  query: z.strictObject({ community: areaCode }),
  response: z.object({ text: z.string(), posts: z.int() }),
  success: 200,
  errors: ['forum.not_a_member'],
})

const rule = z.object({ code: z.string(), text: z.string() })

const { least, most } = moderationRules.comments.bounds
const commentLimit = z.int().min(least).max(most)

const settings = z.object({
  nameRule: z.enum(nameRules),
  hideThreshold: z.number(),
  rules: z.array(rule),
  /** What one person may say below posts. */
  comments: z.object({ perHour: z.int(), perDay: z.int() }),
})

/** Everybody who may read may know the rules. */
export const getForumSettings = defineContract({
  method: 'get',
  path: '/api/forum/settings',
  summary: '邻里圈的公约和称呼方式',
  access: 'user',
  query: z.strictObject({ community: areaCode }),
  response: settings,
  success: 200,
  errors: ['forum.not_a_member'],
})

export const setForumSettings = defineContract({
  method: 'put',
  path: '/api/forum/settings',
  summary: '书记修改公约、称呼方式和反映多少次先收起来',
  access: ['secretary'],
  body: z.strictObject({
    community: areaCode,
    nameRule: z.enum(nameRules),
    hideThreshold: z.number().min(1).max(20),
    /** Left out, it stays. */
    comments: z.strictObject({ perHour: commentLimit, perDay: commentLimit }).optional(),
    rules: z
      .array(z.strictObject({ code: z.string().regex(/^[a-zA-Z0-9]{1,20}$/), text: text(60, 2) }))
      .min(1)
      .max(20),
  }),
  response: settings,
  success: 200,
})

/**
 * What neighbours want an answer to: on the two boards for asking, whatever is about somebody's work, and what reads as a
 * question where people just talk (`asks`).
 */
export const askedKinds = ['deliberation', 'mutualHelp', 'complaint', 'neighbours'] as const

const answers = {
  asked: z.int(),
  /** In the name of the community or of a unit. */
  answered: z.int(),
  /** Of those answered half waited no longer, hours; absent where none was. */
  medianHours: z.number().optional(),
}

const forumFigures = z.object({
  kinds: z.array(z.object({ kind: z.enum(askedKinds), ...answers, /** Became needs. */ needs: z.int() })),
  /** The oldest first; months of which not everything was counted are left out. */
  months: z.array(
    z.object({
      from: instant,
      posts: z.int(),
      /** Who began them, each once. */
      people: z.int(),
      comments: z.int(),
      ...answers,
    }),
  ),
})
export type ForumFigures = z.output<typeof forumFigures>

export const getForumFigures = defineContract({
  method: 'get',
  path: '/api/forum/figures',
  summary: '邻里圈近半年：多少人说话，问的事多久有官方答复',
  access: 'user',
  query: z.strictObject({ community: areaCode }),
  response: forumFigures,
  success: 200,
  errors: ['forum.not_a_member'],
  perMinute: 20,
})

export const forumContracts = {
  getForumFigures,
  getForumHome,
  listForums,
  acceptForumName,
  leaveForum,
  getForumDigest,
  getForumSettings,
  setForumSettings,
}
