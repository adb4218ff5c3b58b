import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, text } from '../schemas'
import { moderationRules, reportReasonCodes } from './moderation'

const moderators = ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer'] as const

/** What a resident may report. */
export const reportableKinds = [
  'forumPost',
  'forumComment',
  'forumMotion',
  'forumArgument',
  'forumRating',
] as const

const muteView = z.object({
  id,
  /** As the forum calls the person. */
  name: z.string(),
  reason: z.string(),
  from: instant,
  until: instant,
  by: z.string(),
})

const [first, ...others] = moderationRules.muteDays

/** The weeks behind the figures, the oldest first, each with its denominators. */
const week = z.object({
  from: instant,
  decided: z.int(),
  hidden: z.int(),
  appealed: z.int(),
  overturned: z.int(),
})

export const moderationContracts = {
  reportContent: defineContract({
    method: 'post',
    path: '/api/content-reports',
    summary: '反映一条不合适的内容；同一个人对同一条只算一次',
    access: 'user',
    body: z.strictObject({
      kind: z.enum(reportableKinds),
      id,
      reason: z.enum(reportReasonCodes),
      note: text(limits.reasonText).optional(),
    }),
    success: 204,
    errors: ['record.not_found', 'report.not_possible'],
    perMinute: 20,
  }),
  listMutes: defineContract({
    method: 'get',
    path: '/api/mutes',
    summary: '现在禁言的人',
    access: moderators,
    query: z.strictObject({ ...pageQuery, areaCode }),
    response: pageOf(muteView),
    success: 200,
  }),
  muteAuthor: defineContract({
    method: 'post',
    path: '/api/mutes',
    summary: '让一条内容的作者暂时不能在邻里圈发言，到期自动恢复',
    access: moderators,
    body: z.strictObject({
      /** The case that shows why. */
      caseId: id,
      days: z.union([z.literal(first), ...others.map((days) => z.literal(days))]),
      reason: text(limits.reasonText).optional(),
    }),
    response: muteView,
    success: 201,
    errors: ['record.not_found', 'mute.not_possible'],
  }),
  endMute: defineContract({
    method: 'post',
    path: '/api/mutes/:id/end',
    summary: '提前结束禁言',
    access: moderators,
    params: idParams,
    success: 204,
    errors: ['record.not_found'],
  }),
  getModerationFigures: defineContract({
    method: 'get',
    path: '/api/moderation-figures',
    summary: '审核用了多久、多少决定被改过来',
    access: moderators,
    query: z.strictObject({ areaCode }),
    response: z.object({
      from: instant,
      waiting: z.int(),
      decided: z.int(),
      hidden: z.int(),
      /** Half of the decisions took no longer; absent when there is none. */
      medianMinutes: z.number().optional(),
      /** Nine of ten took no longer. */
      slowMinutes: z.number().optional(),
      appealed: z.int(),
      /** Appeals that have been decided: what `overturned` is a part of. */
      appealsDecided: z.int(),
      overturned: z.int(),
      weeks: z.array(week),
    }),
    success: 200,
  }),
}
