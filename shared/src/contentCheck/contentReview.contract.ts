import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { mediaView } from '../media/media.contract'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, text } from '../schemas'
import { contentReasons, contentStates, type ContentReason } from './contentCheck'

/** The desks that look at what the automatic check did not pass: one's own level only. */
const reviewers = ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer'] as const

const contentReview = z.object({
  id,
  version: z.int(),
  state: z.enum(contentStates),
  subject: z.object({ kind: z.string(), id: z.string(), field: z.string() }),
  authorName: z.string(),
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
  requestedAt: instant,
  decision: z.object({ by: z.string(), at: instant, reason: z.string().optional() }).optional(),
})

const common = ['request.invalid', 'request.too_many', 'session.required', 'session.expired'] as const

export const contentReviewContracts = {
  listContentReviews: defineContract({
    method: 'get',
    path: '/api/content-reviews',
    summary: '等人审核的文字、照片和录音，最早的在前',
    access: reviewers,
    query: z.strictObject({
      ...pageQuery,
      /** One's own area; the first one held when left out. */
      areaCode: areaCode.optional(),
      /** `hidden`: what the check or a reviewer hid, to be looked at again. */
      state: z.enum(['review', 'hidden']).default('review'),
    }),
    response: pageOf(contentReview),
    success: 200,
    errors: [...common, 'access.denied'],
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
        version: z.int().min(0),
      }),
      z.strictObject({
        decision: z.literal('hide'),
        reason: text(limits.reasonText),
        version: z.int().min(0),
      }),
    ]),
    response: contentReview,
    success: 200,
    errors: [...common, 'access.denied', 'record.not_found', 'contentReview.already_decided'],
  }),
}
