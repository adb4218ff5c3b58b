import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { id, idParams, instant, pressedAt, text } from '../schemas'
import { sosCauses, sosMatters, sosOutcomes, sosRungs } from './sos'
import { sosActions, sosStates } from './sos.state'

/** No limit that a person could reach: a call for help is never refused for being pressed often. */
const perMinute = 100_000

const point = z.strictObject({
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
})

const timelineEntry = z.object({
  id: z.string(),
  at: instant,
  who: z.string(),
  title: z.string(),
  text: z.string().optional(),
})

/** One try to reach people: when, on which rung, whom, and how it went by each way. */
const attempt = z.object({
  at: instant,
  rung: z.enum(sosRungs),
  rungName: z.string(),
  round: z.number().int(),
  /** Empty where the rung has nobody. */
  people: z.array(z.object({ name: z.string(), ways: z.string() })),
})

const sosRow = z.object({
  id,
  version: z.number().int(),
  state: z.enum(sosStates),
  cause: z.enum(sosCauses),
  isOpen: z.boolean(),
  /** 「李阿姨在路上，10:05 回应的」. */
  stateText: z.string(),
  /** Whom it is for, to whoever pressed; of the register. */
  personId: id.optional(),
  name: z.string(),
  placeText: z.string(),
  raisedAt: instant,
  relation: z.enum(['caller', 'helper']),
  /** 「由女儿 王小丽 代办」. */
  proxyText: z.string().optional(),
})
export type SosRow = z.output<typeof sosRow>

export const sosView = z.object({
  ...sosRow.shape,
  phone: z.string().optional(),
  point: point.optional(),
  matter: z.enum(sosMatters).optional(),
  /** What the caller wrote. */
  words: z.string().optional(),
  /** Whom else to call; of the register. */
  contacts: z.array(z.object({ name: z.string(), relation: z.string(), phone: z.string() })),
  /** The newest, newest first. */
  attempts: z.array(attempt),
  /** Of a call with more of them: the first, latest first, and how many lie between those and the newest. */
  firstAttempts: z.array(attempt).optional(),
  attemptsBetween: z.number().int().optional(),
  /** When the next people are called, while nobody has answered. */
  nextCallAt: instant.optional(),
  timeline: z.array(timelineEntry),
  actions: z.array(z.enum(sosActions)),
  /** On the button that calls it off: 「我没事」, or of the own press that it was a mistake. */
  cancelText: z.string().optional(),
})
export type SosView = z.output<typeof sosView>

const closing = z.strictObject({
  action: z.literal('close'),
  outcome: z.enum(sosOutcomes),
  text: text(limits.reasonText, 2),
})
const telling = z.strictObject({
  action: z.literal('tell'),
  matter: z.enum(sosMatters).optional(),
  text: text(limits.reasonText).optional(),
})
/** Somebody is with her, or speaks to her: how she is was known when it was pressed. */
const seeing = z.strictObject({ action: z.enum(['arrive', 'speak']), at: pressedAt })
const tapping = z.strictObject({
  action: z.enum(sosActions).exclude(['close', 'tell', 'arrive', 'speak']),
})
export const sosActionBody = z.discriminatedUnion('action', [tapping, seeing, telling, closing])
export type SosActionBody = z.output<typeof sosActionBody>

export const sosContracts = {
  raiseSos: defineContract({
    method: 'post',
    path: '/api/safety/sos',
    summary: '紧急求助：为自己，或替家里的长辈',
    access: 'user',
    body: z.strictObject({ forPersonId: id.optional(), point: point.optional() }),
    response: sosView,
    success: 201,
    errors: ['sos.phone_only', 'bond.not_acting', 'bond.ended'],
    repeats: 'record',
    perMinute,
  }),
  listOpenSos: defineContract({
    method: 'get',
    path: '/api/safety/sos',
    summary: '还没处理完的求助：自己的、家人的、我负责的地方的',
    access: 'user',
    response: z.object({ items: z.array(sosRow) }),
    success: 200,
    perMinute,
  }),
  getSos: defineContract({
    method: 'get',
    path: '/api/safety/sos/:id',
    summary: '一次求助：谁、在哪里、通知了谁、谁在处理',
    access: 'user',
    params: idParams,
    response: sosView,
    success: 200,
    errors: ['record.not_found'],
    perMinute,
  }),
  actOnSos: defineContract({
    method: 'post',
    path: '/api/safety/sos/:id/actions',
    summary: '我来处理、在路上、到了、写明结果；求助的人补充或取消',
    access: 'user',
    params: idParams,
    body: sosActionBody,
    response: sosView,
    success: 200,
    errors: ['record.not_found', 'sos.invalid_transition', 'sos.already_taken', 'sos.too_old'],
    repeats: 'record',
    perMinute,
  }),
}
