import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { mediaView } from '../media/media.contract'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, text } from '../schemas'
import { caseStates } from '../moderation/case.state'
import { moderationRules, reportReasonCodes } from '../moderation/moderation'
import { contentReasons, contentStates, type ContentReason } from './contentCheck'

/** The desks that look at what the automatic check did not pass: one's own level only. */
const reviewers = ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer'] as const

const contentReview = z.object({
  id,
  version: z.int(),
  state: z.enum(contentStates),
  subject: z.object({ kind: z.string(), id: z.string(), field: z.string() }),
  authorName: z.string(),
  /** Of its author, where there is one that could be taken back. */
  nickname: z.string().optional(),
  texts: z.array(z.string()),
  media: z.array(mediaView),
  /** Why it is here; `message` is a sentence to read, `mediaId` says which file it is about. */
  reasons: z.array(
    z.object({
      code: z.enum(Object.keys(contentReasons) as [ContentReason, ...ContentReason[]]),
      message: z.string(),
      mediaId: id.optional(),
    }),
  ),
  /** What residents said of it, without who they are. */
  reports: z.array(
    z.object({
      reason: z.enum(reportReasonCodes),
      text: z.string(),
      times: z.int(),
      notes: z.array(z.string()),
    }),
  ),
  caseState: z.enum(caseStates),
  /** What is looked at first. */
  score: z.number(),
  requestedAt: instant,
  queuedAt: instant.optional(),
  claim: z.object({ by: z.string(), until: instant, isMine: z.boolean() }).optional(),
  decision: z.object({ by: z.string(), at: instant, reason: z.string().optional() }).optional(),
  appeal: z.object({ text: z.string(), at: instant }).optional(),
  /** Where it can be seen in its place, for those who may. */
  page: z.string(),
  /** The rules of its community: whoever hides it says which one. */
  rules: z.array(z.object({ code: z.string(), text: z.string() })),
  /** For the desk above the community's: whom of the community it may be about. */
  people: z.array(z.object({ id, name: z.string(), isSubject: z.boolean() })),
  actions: z.array(z.enum(['claim', 'release', 'pass', 'hide', 'lift', 'mute'])),
})

/** What its author wrote and others do not read. */
export const ownHidden = z.object({
  id,
  /** What it is: 「留言」. */
  kindName: z.string(),
  text: z.string(),
  at: instant,
  hiddenBecause: z.string(),
  /** Where it stands or stood. */
  page: z.string(),
  canAppeal: z.boolean(),
})
export type OwnHidden = z.output<typeof ownHidden>

/** Which of the community's rules it breaks; the author reads its words. */
const rule = z.string().min(1).max(20)
const version = z.int().min(0)
/** One of `people`, who from then on reads neither it nor its author; left out, nothing changes. */
const aboutUserId = id.optional()
/** Which rule the author's nickname breaks, which is taken back: neighbours read “邻居” until she takes another. */
const nicknameRule = rule.optional()

export const contentReviewContracts = {
  listContentReviews: defineContract({
    method: 'get',
    path: '/api/content-reviews',
    summary: '等人审核的文字、照片和录音，最要紧的在前',
    access: reviewers,
    query: z.strictObject({
      ...pageQuery,
      /** One's own area; the first one held when left out. */
      areaCode: areaCode.optional(),
      /** `hidden`: what the check or a reviewer hid, to be looked at again. */
      state: z.enum(['review', 'hidden']).default('review'),
      /** Only what the author of this one wrote: a wave of spam is decided together. */
      sameAuthorAs: id.optional(),
    }),
    response: pageOf(contentReview),
    success: 200,
  }),
  decideContentReview: defineContract({
    method: 'post',
    path: '/api/content-reviews/:id/decide',
    summary: '审核决定：可以公开，或不公开并写明原因；作者会收到消息',
    access: reviewers,
    params: idParams,
    body: z.discriminatedUnion('decision', [
      z.strictObject({
        decision: z.literal('pass'),
        reason: text(limits.reasonText).optional(),
        aboutUserId,
        nicknameRule,
        version,
      }),
      z.strictObject({
        decision: z.literal('hide'),
        rule,
        reason: text(limits.reasonText).optional(),
        aboutUserId,
        nicknameRule,
        version,
      }),
    ]),
    response: contentReview,
    success: 200,
    errors: [
      'record.not_found',
      'contentReview.already_decided',
      'contentReview.changed_meanwhile',
      'contentReview.claimed',
    ],
  }),
  claimContentReview: defineContract({
    method: 'put',
    path: '/api/content-reviews/:id/claim',
    summary: '先占住一条来看，十分钟后自动放开；或者放开',
    access: reviewers,
    params: idParams,
    body: z.strictObject({ isOn: z.boolean() }),
    response: contentReview,
    success: 200,
    errors: ['record.not_found', 'contentReview.claimed', 'contentReview.already_decided'],
  }),
  liftContentReview: defineContract({
    method: 'put',
    path: '/api/content-reviews/:id/level',
    summary: '说的是自己或者同事的，交给上一级来看',
    access: reviewers,
    params: idParams,
    body: z.strictObject({ version }),
    success: 204,
    errors: ['record.not_found', 'contentReview.already_decided', 'contentReview.changed_meanwhile'],
  }),
  decideContentReviews: defineContract({
    method: 'post',
    path: '/api/content-reviews/decide',
    summary: '一次处理多条，每一条各自记录、各自告诉作者',
    access: reviewers,
    body: z.strictObject({
      items: z.array(z.strictObject({ id, version })).min(1).max(moderationRules.bulk),
      decision: z.enum(['pass', 'hide']),
      /** Needed to hide. */
      rule: rule.optional(),
      reason: text(limits.reasonText).optional(),
    }),
    /** By item: done, or the code of why not. */
    response: z.object({ items: z.array(z.object({ id, problem: z.string().optional() })) }),
    success: 200,
  }),
  listOwnHidden: defineContract({
    method: 'get',
    path: '/api/content-reviews/own',
    summary: '我写的、没有公开的：为什么，还能不能申诉；新的在前',
    access: 'user',
    query: z.strictObject(pageQuery),
    response: pageOf(ownHidden),
    success: 200,
  }),
  appealContentReview: defineContract({
    method: 'post',
    path: '/api/content-reviews/:id/appeal',
    summary: '作者请上一级再看一次，只有一次',
    access: 'user',
    params: idParams,
    body: z.strictObject({ text: text(limits.reasonText) }),
    success: 204,
    errors: ['record.not_found', 'appeal.not_possible'],
  }),
}
