import { z } from 'zod'
import { limits } from '../limits'
import { ratingReasons, type RatingReason } from '../needs/need.state'
import { id, instant, pressedAt, text } from '../schemas'
import { keepings } from './foodRecord'
import {
  orderOutcomes,
  orderReturnReasons,
  unprovedReasons,
  type OrderReturnReason,
  type UnprovedReason,
} from './order.state'
import { cancelReasons, type CancelReason } from './serviceItem'

const keysOf = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as [K, ...K[]]

const words = text(limits.needText)
const reason = text(limits.reasonText)
const photoIds = z.array(id).max(limits.photosPerEntry).optional()

/** Blood pressure in mmHg, pulse a minute, temperature in °C, glucose in mmol/L: what a person can have and live. */
const vitals = z
  .strictObject({
    systolic: z.int().min(50).max(280).optional(),
    diastolic: z.int().min(30).max(180).optional(),
    pulse: z.int().min(25).max(220).optional(),
    temperature: z.number().min(33).max(43).optional(),
    glucose: z.number().min(1).max(40).optional(),
  })
  .refine(
    ({ systolic, diastolic }) => systolic === undefined || diastolic === undefined || systolic > diastolic,
    {
      message: '高压要比低压高，看看是不是写反了',
      path: ['systolic'],
    },
  )
export type Vitals = z.output<typeof vitals>

/** What the thermometer said as a box was handed over; at an unsafe one what was done. */
const handoverTemperature = z.strictObject({
  keeping: z.enum(keepings),
  celsius: z.number().min(-30).max(120),
  measure: reason.optional(),
})
export type HandoverTemperature = z.output<typeof handoverTemperature>

/** What the helper writes down at the end; which parts are needed, the item's proofs say. */
export const serviceRecord = z.strictObject({
  outcome: z.enum(orderOutcomes),
  /** Needed unless all was done. */
  text: words.optional(),
  hasMet: z.boolean().optional(),
  isLabelChecked: z.boolean().optional(),
  /** The lines of the item's list that were ticked. */
  checklist: z.array(text(40)).max(20).optional(),
  vitals: z.strictObject({ before: vitals, after: vitals }).optional(),
  receipt: text(80).optional(),
  /** Of a telephone call: whether the person answered. */
  isReached: z.boolean().optional(),
  photoIds,
})
export type ServiceRecord = z.output<typeof serviceRecord>

const rating = {
  grade: z.literal([5, 4, 3, 2, 1]),
  reasons: z
    .array(z.enum(keysOf<RatingReason>(ratingReasons)))
    .max(8)
    .default([]),
  text: words.optional(),
}
/** Who had it as the page showed it: where somebody else was given it meanwhile, nothing is changed. */
const instead = z.array(id).max(4).optional()
const helperIds = z.array(id).min(1).max(4)
/** Instead of digits or card, where nobody can show any. */
const unproved = z.enum(keysOf<UnprovedReason>(unprovedReasons)).optional()

/** The body of one action; `action` says which. Only what that action needs is accepted. */
export const orderActionBody = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('cancel'),
    reason: z.enum(keysOf<CancelReason>(cancelReasons)),
    text: words.optional(),
    /** The fee the person was shown; when it has risen meanwhile they are asked again. */
    feeFen: z.int().min(0),
  }),
  /** Without helpers: the actor does it. */
  z.strictObject({ action: z.literal('accept'), helperIds: helperIds.optional(), instead }),
  z.strictObject({ action: z.literal('claim') }),
  z.strictObject({ action: z.literal('assign'), helperIds, instead, text: words.optional() }),
  z.strictObject({ action: z.literal('offer'), text: words.optional() }),
  z.strictObject({
    action: z.literal('return'),
    reason: z.enum(keysOf<OrderReturnReason>(orderReturnReasons)),
    text: words.optional(),
  }),
  z.strictObject({
    action: z.literal('move'),
    offeringId: id,
    startsAt: instant,
    text: words.optional(),
  }),
  z.strictObject({ action: z.literal('depart'), at: pressedAt }),
  z.strictObject({
    action: z.literal('start'),
    code: z
      .string()
      .regex(/^\d{6}$/)
      .optional(),
    card: z.string().min(8).max(64).optional(),
    unproved,
    at: pressedAt,
  }),
  z.strictObject({ action: z.literal('finish'), record: serviceRecord, at: pressedAt }),
  /** Nobody who was there can write the record any more: how it ended, as far as is known, and why nobody can. */
  z.strictObject({ action: z.literal('conclude'), outcome: z.enum(orderOutcomes), text: words }),
  /** A meal handed over: begun and finished at the door, in one press, which may leave later where there is no network. */
  z.strictObject({
    action: z.literal('deliver'),
    code: z
      .string()
      .regex(/^\d{6}$/)
      .optional(),
    card: z.string().min(8).max(64).optional(),
    unproved,
    record: serviceRecord,
    at: pressedAt,
    /** Written into the kitchen's records, whoever carries. */
    temperature: handoverTemperature.optional(),
  }),
  z.strictObject({ action: z.literal('noAnswer'), text: words.optional(), at: pressedAt }),
  z.strictObject({ action: z.literal('reportSafe'), text: words }),
  z.strictObject({ action: z.literal('noShow'), text: words }),
  z.strictObject({ action: z.literal('confirm'), ...rating, grade: rating.grade.optional() }),
  z.strictObject({ action: z.literal('dispute'), text: words }),
  z.strictObject({ action: z.literal('redo'), text: words }),
  z.strictObject({ action: z.literal('decide'), isWaived: z.boolean(), reason }),
  z.strictObject({ action: z.literal('rate'), ...rating }),
  z.strictObject({ action: z.literal('receive'), text: words.optional() }),
  /** At the station instead of in WeChat, where it was to be paid first. */
  z.strictObject({ action: z.literal('payLater') }),
  z.strictObject({ action: z.literal('note'), text: words }),
])
export type OrderActionBody = z.output<typeof orderActionBody>
export type OrderActionInput = z.input<typeof orderActionBody>
