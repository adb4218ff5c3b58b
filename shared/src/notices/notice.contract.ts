import { z } from 'zod'
import { defineContract } from '../contract'
import { pageOf, pageQuery } from '../pagination'
import { limits } from '../limits'
import { mediaView } from '../media/media.contract'
import { areaCode, id, idParams, instant, text } from '../schemas'
import {
  noticeDeskRoles,
  noticeGroups,
  noticeHelperRoles,
  noticeKinds,
  noticeLimits,
  reachChannels,
  reachStates,
  riskReasons,
  staffReachChannels,
} from './notice'
import { noticeActions, noticeStates } from './notice.state'

const workers = [...noticeDeskRoles, ...noticeHelperRoles] as const

const age = z.int().min(0).max(noticeLimits.age)
const audienceFields = {
  /** Streets, communities, grids, estates or buildings within the issuing area; none: all of it. */
  areas: z.array(areaCode).max(noticeLimits.areas).default([]),
  groups: z.array(z.enum(noticeGroups)).max(noticeGroups.length).default([]),
  ageFrom: age.optional(),
  ageTo: age.optional(),
}
const audienceInput = z.strictObject(audienceFields)

/** How many it is for, and how many of them have an account to read it with. */
const audienceCount = z.object({
  people: z.int(),
  withAccount: z.int(),
  withoutAccount: z.int(),
  /** Left out, because an age is asked for and theirs is not known. */
  unknownAge: z.int(),
  /** There are more than were counted, in a whole district. */
  isAtLeast: z.boolean(),
})
export type AudienceCount = z.output<typeof audienceCount>

const content = z.strictObject({
  areaCode,
  kind: z.enum(noticeKinds),
  title: text(noticeLimits.title, 2),
  text: text(noticeLimits.text, 2),
  photoIds: z.array(id).max(limits.photosPerEntry).default([]),
  audience: audienceInput,
  mustReach: z.boolean().default(false),
  /** For 必达: so long after it went out the visits begin. */
  visitAfterMinutes: z
    .int()
    .min(noticeLimits.visitAfterMinutes.least)
    .max(noticeLimits.visitAfterMinutes.most)
    .optional(),
  /** Left out: as soon as it is signed. */
  publishAt: instant.optional(),
  expiresAt: instant.optional(),
})
export type NoticeContent = z.output<typeof content>

export const noticeSummary = z.object({
  id,
  kind: z.enum(noticeKinds),
  kindName: z.string(),
  title: z.string(),
  areaName: z.string(),
  /** 「1号楼，60 岁以上的所有居民」; absent: everybody of the area that issues it. */
  forWhom: z.string().optional(),
  mustReach: z.boolean(),
  state: z.enum(noticeStates),
  stateText: z.string(),
  /** 「临江新村社区新闻发言人 陈书宁」; once it is signed. */
  signedBy: z.string().optional(),
  publishedAt: instant.optional(),
  expiresAt: instant.optional(),
  /** Sent to this person, who has not opened it. */
  isUnread: z.boolean(),
})
export type NoticeSummary = z.output<typeof noticeSummary>

/** A share of the audience as it may be shown: nothing that points at fewer than five people. */
const shareView = z.object({ percent: z.int().optional(), isFew: z.boolean() })

const historyView = z.object({
  id,
  at: instant,
  who: z.string(),
  title: z.string(),
  text: z.string().optional(),
})

const deskPart = z.object({
  content,
  writerName: z.string(),
  approverName: z.string().optional(),
  audienceText: z.string(),
  /** Why it came back, while it is a draft. */
  sentBackReason: z.string().optional(),
  /** Why what is signed has not gone out, and what happens next. */
  heldText: z.string().optional(),
  /** How far the sending is: in people, or in communities where there are too many to count them first. */
  progress: z.object({ done: z.int(), total: z.int(), of: z.enum(['people', 'communities']) }).optional(),
  /** Of those with an account, who has opened it. */
  read: shareView.optional(),
  visitsFrom: instant.optional(),
  /** What was written, after it was withdrawn from everybody else. */
  withdrawnText: z.string().optional(),
  history: z.array(historyView),
})

export const noticeView = noticeSummary.extend({
  version: z.int(),
  text: z.string(),
  photos: z.array(mediaView),
  /** To be pasted into a group: the words without anybody's mobile number or identity card. */
  shareText: z.string().optional(),
  withdrawn: z.object({ at: instant, reason: z.string() }).optional(),
  /** It puts another one right, or was put right by another. */
  corrects: id.optional(),
  correctedBy: id.optional(),
  /** Whom the reader acts for and has to tell, where it must reach everybody. */
  elders: z.array(z.object({ personId: id, name: z.string(), isTold: z.boolean() })).optional(),
  /** For those who work with it. */
  desk: deskPart.optional(),
  actions: z.array(z.enum(noticeActions)),
})
export type NoticeView = z.output<typeof noticeView>

const listNotices = defineContract({
  method: 'get',
  path: '/api/notices',
  summary: '我的社区和街道的公告，新的在前',
  access: 'user',
  query: z.strictObject({ ...pageQuery, community: areaCode, shown: z.enum(['current', 'past']) }),
  response: pageOf(noticeSummary),
  success: 200,
})

const countUnreadNotices = defineContract({
  method: 'get',
  path: '/api/notices/unread',
  summary: '有几条发给我的公告还没有看',
  access: 'user',
  response: z.object({ unread: z.int() }),
  success: 200,
})

const listDeskNotices = defineContract({
  method: 'get',
  path: '/api/notices/desk',
  summary: '一个社区或街道在写的、要审的、发出去的公告',
  access: workers,
  query: z.strictObject({ ...pageQuery, areaCode, shown: z.enum(['open', 'published', 'past']) }),
  response: pageOf(noticeSummary),
  success: 200,
})

const previewNoticeAudience = defineContract({
  method: 'post',
  path: '/api/notices/audience',
  summary: '这样选，有多少人收得到，几位没有账号',
  access: noticeDeskRoles,
  body: z.strictObject({ areaCode, audience: audienceInput }),
  response: audienceCount.extend({ text: z.string() }),
  success: 200,
  errors: ['notice.place_wrong'],
  perMinute: 20,
})

const noticeSettings = z.object({ community: areaCode, visitsPerWorkerDay: z.int() })

const getNoticeSettings = defineContract({
  method: 'get',
  path: '/api/notices/settings',
  summary: '一位工作人员一天能为公告上门几户',
  access: workers,
  query: z.strictObject({ community: areaCode }),
  response: noticeSettings,
  success: 200,
})

const setNoticeSettings = defineContract({
  method: 'put',
  path: '/api/notices/settings',
  summary: '书记改一位工作人员一天能上门几户',
  access: ['secretary'],
  body: z.strictObject({
    community: areaCode,
    visitsPerWorkerDay: z.int().min(0).max(noticeLimits.visitsPerWorkerDay.most),
  }),
  response: noticeSettings,
  success: 200,
})

const onContent = [
  'record.not_found',
  'media.not_usable',
  'notice.not_must_reach',
  'notice.place_wrong',
  'notice.times_wrong',
  'notice.changed_meanwhile',
] as const

const createNotice = defineContract({
  method: 'post',
  path: '/api/notices',
  summary: '写一条公告，先存成草稿；也用来更正一条发出去的',
  access: noticeDeskRoles,
  body: content.extend({ corrects: id.optional() }),
  response: noticeView,
  success: 201,
  errors: [...onContent, 'notice.not_now', 'request.already_done', 'request.retry'],
  perMinute: 20,
})

const getNotice = defineContract({
  method: 'get',
  path: '/api/notices/:id',
  summary: '一条公告',
  access: 'user',
  params: idParams,
  response: noticeView,
  success: 200,
  errors: ['record.not_found'],
})

const editNotice = defineContract({
  method: 'put',
  path: '/api/notices/:id',
  summary: '改草稿',
  access: noticeDeskRoles,
  params: idParams,
  body: content.extend({ version: z.int().min(0) }),
  response: noticeView,
  success: 200,
  errors: [...onContent, 'notice.not_now'],
})

const version = z.int().min(0)
const reason = text(noticeLimits.reason, 2)

const actOnNotice = defineContract({
  method: 'post',
  path: '/api/notices/:id/actions',
  summary: '送审、同意、退回、签发、撤回',
  access: noticeDeskRoles,
  params: idParams,
  body: z.discriminatedUnion('action', [
    z.strictObject({ action: z.enum(['submit', 'recall', 'discard', 'approve', 'sign']), version }),
    z.strictObject({ action: z.enum(['sendBack', 'withdraw']), version, reason }),
  ]),
  response: noticeView,
  success: 200,
  errors: [
    'record.not_found',
    'notice.not_now',
    'notice.changed_meanwhile',
    'notice.times_wrong',
    'notice.nobody',
    'notice.words_refused',
  ],
})

const readNotice = defineContract({
  method: 'post',
  path: '/api/notices/:id/read',
  summary: '看过了',
  access: 'user',
  params: idParams,
  success: 204,
  errors: ['record.not_found'],
})

/** What a forwarded card shows to anybody. */
const getNoticeCard = defineContract({
  method: 'get',
  path: '/api/notices/:id/card',
  summary: '转发出去的公告卡片',
  access: 'public',
  params: idParams,
  response: z.object({ title: z.string(), areaName: z.string(), kindName: z.string(), at: instant }),
  success: 200,
  errors: ['record.not_found'],
})

const printNotice = defineContract({
  method: 'get',
  path: '/api/notices/:id/print',
  summary: '大字 A4，可以贴在门口',
  access: 'user',
  params: idParams,
  produces: 'text/html',
  success: 200,
  errors: ['record.not_found', 'notice.not_now'],
})

const noticeFigures = z.object({
  people: z.int(),
  reached: z.int(),
  waiting: z.int(),
  visiting: z.int(),
  gone: z.int(),
  /** Each person once, by the first way. */
  byChannel: z.array(z.object({ channel: z.enum(reachChannels), name: z.string(), count: z.int() })),
  /** What the workers can still visit today; absent of a whole district. */
  visitsLeftToday: z.int().optional(),
  orderText: z.string(),
})
export type NoticeFigures = z.output<typeof noticeFigures>

const getNoticeFigures = defineContract({
  method: 'get',
  path: '/api/notices/:id/figures',
  summary: '必达公告：几个人知道了，怎么知道的',
  access: workers,
  params: idParams,
  response: noticeFigures,
  success: 200,
  errors: ['record.not_found', 'notice.not_now'],
})

const reachRow = z.object({
  id,
  state: z.enum(reachStates),
  name: z.string(),
  placeText: z.string(),
  /** To be called; not for building leaders. */
  phone: z.string().optional(),
  reasons: z.array(z.enum(riskReasons)),
  /** Which one it is, in the order of the visits. */
  rank: z.int(),
  /** It was withdrawn, and nobody has told this person yet. */
  isToCall: z.boolean(),
  reached: z.array(z.object({ channel: z.enum(reachChannels), at: instant, by: z.string() })),
  /** The visit that was made for it. */
  visitId: id.optional(),
})
export type ReachRow = z.output<typeof reachRow>

const listNoticeReach = defineContract({
  method: 'get',
  path: '/api/notices/:id/reach',
  summary: '必达公告：谁还不知道，按先后排',
  access: workers,
  params: idParams,
  /** `toCall`: whom nothing but a person tells that it was withdrawn. */
  query: z.strictObject({ ...pageQuery, state: z.enum(['waiting', 'visiting', 'reached', 'toCall']) }),
  response: pageOf(reachRow),
  success: 200,
  errors: ['record.not_found', 'notice.not_now'],
})

const recordNoticeReach = defineContract({
  method: 'put',
  path: '/api/notices/:id/reach/:recipientId',
  summary: '记一下怎么告诉他的',
  access: workers,
  params: z.strictObject({ id, recipientId: id }),
  body: z.strictObject({ channel: z.enum(staffReachChannels) }),
  response: reachRow,
  success: 200,
  errors: ['record.not_found', 'notice.not_now'],
})

const tellElder = defineContract({
  method: 'put',
  path: '/api/notices/:id/elders/:personId',
  summary: '亲属：必达公告，我告诉老人了',
  access: 'user',
  params: z.strictObject({ id, personId: id }),
  response: noticeView,
  success: 200,
  errors: ['record.not_found', 'notice.not_now', 'bond.ended', 'request.retry'],
})

/** Fixed paths before those with a parameter. */
export const noticeContracts = {
  listNotices,
  countUnreadNotices,
  listDeskNotices,
  previewNoticeAudience,
  getNoticeSettings,
  setNoticeSettings,
  createNotice,
  getNotice,
  editNotice,
  actOnNotice,
  readNotice,
  getNoticeCard,
  printNotice,
  getNoticeFigures,
  listNoticeReach,
  recordNoticeReach,
  tellElder,
}
