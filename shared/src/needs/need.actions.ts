import { z } from 'zod'
import { limits } from '../limits'
import { day, id, text } from '../schemas'
import { needOutcomes, ratingReasons, returnReasons } from './need.state'
import type { RatingReason, ReturnReason } from './need.state'

const keysOf = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as [K, ...K[]]

const words = text(limits.needText)
const reason = text(limits.reasonText)
const photoIds = z.array(id).max(limits.photosPerEntry).optional()
const post = z.string().regex(/^(unit|grid|building|triage|pool|volunteer|admin|turn):[0-9A-Za-z-]{6,24}$/)
const grade = z.literal([5, 4, 3, 2, 1])
const reasons = z
  .array(z.enum(keysOf<RatingReason>(ratingReasons)))
  .max(8)
  .default([])

/** How the person ends it: `notSolved` and `partly` say why. */
const ending = {
  outcome: z.enum(needOutcomes).exclude(['notConfirmed']),
  reason: reason.optional(),
}
const rating = { grade, reasons, text: words.optional() }

/** Who had it when the person decided: where another has it by now, nothing is done and the person looks again. */
const holder = post.optional()

/** The body of one action; `action` says which. Only what that action needs is accepted. */
export const needActionBody = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('withdraw') }),
  z.strictObject({
    action: z.literal('supplement'),
    text: words.optional(),
    photoIds,
    voiceId: id.optional(),
  }),
  z.strictObject({ action: z.literal('accept') }),
  z.strictObject({ action: z.literal('claim') }),
  z.strictObject({
    action: z.literal('return'),
    reason: z.enum(keysOf<ReturnReason>(returnReasons)),
    text: words.optional(),
  }),
  z.strictObject({ action: z.literal('assign'), post, holder, text: words.optional() }),
  z.strictObject({ action: z.literal('transfer'), post, holder, text: words.optional() }),
  z.strictObject({
    action: z.literal('coordinate'),
    post,
    helpers: z.array(post).max(8).default([]),
    text: words,
  }),
  z.strictObject({
    action: z.literal('recategorise'),
    category: z.string().min(1).max(40),
    text: words.optional(),
  }),
  z.strictObject({
    action: z.literal('setSubject'),
    subject: z.strictObject({ kind: z.enum(['unit', 'user']), id }).nullable(),
    text: words.optional(),
  }),
  z.strictObject({ action: z.literal('note'), text: words, photoIds }),
  z.strictObject({ action: z.literal('ask'), text: words }),
  z.strictObject({ action: z.literal('answer'), text: words, photoIds }),
  z.strictObject({ action: z.literal('hold'), reason, text: words.optional() }),
  z.strictObject({ action: z.literal('review'), text: words }),
  z.strictObject({ action: z.literal('resume'), text: words.optional() }),
  z.strictObject({ action: z.literal('extend'), until: day, reason }),
  // `isMet`: of a visit, and of nothing else, whether whoever went saw the person.
  z.strictObject({
    action: z.literal('resolve'),
    text: words,
    photoIds,
    isMet: z.boolean().optional(),
  }),
  z.strictObject({ action: z.literal('confirm'), ...ending, ...rating }),
  z.strictObject({ action: z.literal('dispute'), text: words, photoIds }),
  z.strictObject({ action: z.literal('callback'), ...ending, grade: grade.optional(), text: words }),
  z.strictObject({
    action: z.literal('close'),
    outcome: z.enum(needOutcomes).exclude(['notConfirmed']),
    reason,
  }),
  z.strictObject({ action: z.literal('rate'), ...rating }),
  z.strictObject({ action: z.literal('reopen'), text: words }),
  z.strictObject({ action: z.literal('decline'), reason }),
  z.strictObject({ action: z.literal('merge'), into: id }),
  z.strictObject({ action: z.literal('supervise'), text: words }),
])
export type NeedActionBody = z.output<typeof needActionBody>
export type NeedActionInput = z.input<typeof needActionBody>
