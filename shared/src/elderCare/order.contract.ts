import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { payChannels } from '../payments/payment.contract'
import { day, id, idParams, instant, text } from '../schemas'
import { orderActionBody } from './order.actions'
import { itemCode } from './serviceItem.contract'
import {
  orderActions,
  orderEndings,
  orderOutcomes,
  orderSources,
  orderStates,
  orderSteps,
  paymentStates,
  settlements,
} from './order.state'
import { careClasses, careGroups, carePlaces, proofs } from './serviceItem'

const intakeRoles = ['secretary', 'communityWorker', 'gridWorker', 'unitStaff'] as const
const workers = ['unitStaff', 'volunteer', 'secretary', 'communityWorker', 'streetOfficer'] as const
/** Also those who decide what is disputed. */
const queueReaders = [...workers, 'districtOfficer'] as const

/** Whom something is for, as the page says it large: 「妈妈 周桂珍」. */
const client = z.object({
  id,
  name: z.string(),
  isSelf: z.boolean(),
  /** In what capacity one acts: 「女儿」「工作人员」; absent for oneself. */
  actingAs: z.string().optional(),
})

const money = {
  priceFen: z.number().int(),
  subsidyFen: z.number().int(),
  selfPaidFen: z.number().int(),
  /** In words: 「17 元（含送餐 2 元）」. */
  priceText: z.string(),
}

const itemShort = z.object({ code: z.string(), name: z.string(), careClass: z.enum(careClasses) })

/** A time at a unit, free now. */
const slotOption = z.object({
  offeringId: id,
  unitName: z.string(),
  startsAt: instant,
  endsAt: instant,
  /** 「明天 10:30–12:00」. */
  timeText: z.string(),
  left: z.number().int(),
  ...money,
  /** The unit that came the last time. */
  isUsual: z.boolean(),
  /** It is ordered for that day already: one more would be a second. */
  isOrdered: z.boolean(),
  /** She has something else at that time: 「明天 14:00–15:00已经约了……」. To be booked all the same with `besideOthers`. */
  clashText: z.string().optional(),
  /** What each costs where it is ordered week by week: a programme may pay for some ways of ordering only. */
  weeklyPriceText: z.string().optional(),
  /** Whether the unit takes payments in WeChat, and who asks may and can pay there. */
  canPayOnline: z.boolean(),
})
export type SlotOption = z.output<typeof slotOption>

/** Where an elder asked the staff who order for her. */
const staffSource = z.enum(orderSources).extract(['counter', 'phone', 'visit'])

const personQuery = z.strictObject({ person: id.optional() })

const orderSummary = z.object({
  id,
  version: z.number().int(),
  state: z.enum(orderStates),
  /** One sentence: what happens next, by when, who. */
  stateText: z.string(),
  isOpen: z.boolean(),
  item: itemShort,
  startsAt: instant,
  endsAt: instant,
  timeText: z.string(),
  unitName: z.string(),
  /** Whom it is for; a surname for whoever must not know more. */
  personName: z.string(),
  source: z.enum(orderSources),
  /** Later than was agreed, and somebody is still to come. */
  isLate: z.boolean(),
  /** How it ended, whatever became of the money; absent while it is ahead or under way. */
  ending: z.enum(orderEndings).optional(),
  /** The door stayed shut and nobody knows yet whether the elder is well. */
  isSafetyOpen: z.boolean(),
  /** Who comes, by name; absent while nobody does. */
  helperNames: z.array(z.string()),
  /** Where, as far as this viewer may know. */
  placeText: z.string(),
  /**
   * What is to be paid now. Price, subsidy and her own part tell what she is entitled to: the elder, who acts for her and
   * the desk read them; the unit that does it only a sum that it takes in by hand; a volunteer none.
   */
  payableFen: z.number().int().optional(),
  /** For whoever reads that sum. */
  paymentState: z.enum(paymentStates).optional(),
})
export type OrderSummary = z.output<typeof orderSummary>

const vitalsView = z.object({
  systolic: z.number().optional(),
  diastolic: z.number().optional(),
  pulse: z.number().optional(),
  temperature: z.number().optional(),
  glucose: z.number().optional(),
})

const recordView = z.object({
  outcome: z.enum(orderOutcomes),
  at: instant,
  /** Absent for whoever may not read about health. */
  details: z
    .object({
      text: z.string().optional(),
      checklist: z.array(z.string()),
      vitals: z.object({ before: vitalsView, after: vitalsView }).optional(),
      receiptName: z.string().optional(),
      receipt: z.string().optional(),
      isReached: z.boolean().optional(),
    })
    .optional(),
  photos: z.array(z.object({ id, url: z.string(), thumbnailUrl: z.string().optional() })),
})

export const orderView = z.object({
  ...orderSummary.shape,
  ...z.object(money).partial().shape,
  /** In words as far as the viewer may know; empty for a volunteer. */
  payment: z.object({
    state: z.enum(paymentStates).optional(),
    method: z.enum(settlements).optional(),
    text: z.string(),
  }),
  /** Until then it is kept for whoever pays in WeChat. */
  payBy: instant.optional(),
  /** Who looks may pay it now: herself, or by a bond with the scope `payments`. */
  mayPay: z.boolean(),
  /** Who placed it: 「女儿替您约的」; absent for oneself. */
  placedBy: z.string().optional(),
  /** Whom it is for; absent for whoever only looks whether to help. */
  personId: id.optional(),
  /** The undo bar is shown until then. */
  releaseAt: instant.optional(),
  relation: z.enum(['elder', 'staff', 'pool']),
  /** Who looks is whom it is for, on the own account. */
  isSelf: z.boolean(),
  unitPhone: z.string().optional(),
  /** Where it is done: who reads out the digits there, and to whom. */
  place: z.enum(carePlaces),
  /** The six digits to read out to who does it; for the elder and those who act for them. */
  code: z.string().optional(),
  /** To whoever acts for the elder and works for the unit: what she leaves to others, and to whom. */
  bothSides: z.string().optional(),
  /** What the helper is asked at the end. */
  asks: z.object({
    proofs: z.array(z.enum(proofs)),
    checklist: z.array(z.string()),
    receiptName: z.string().optional(),
    mayPhoto: z.boolean(),
  }),
  helpersNeeded: z.number().int(),
  /** Only for whoever does it, while it is open. */
  contact: z.object({ name: z.string(), phone: z.string().optional(), address: z.string() }).optional(),
  /** What to mind with food and care; only for the unit that does it. */
  careNotes: z.array(z.string()),
  /** For those who read its price. */
  cancel: z.object({ feeFen: z.number().int(), text: z.string() }).optional(),
  record: recordView.optional(),
  /** What was said with it stands in the timeline. */
  rating: z.object({ grade: z.number().int(), reasons: z.array(z.string()) }).optional(),
  timeline: z.array(
    z.object({
      id: z.string(),
      at: instant,
      action: z.enum(['create', ...orderActions, ...orderSteps]),
      who: z.string(),
      title: z.string(),
      text: z.string().optional(),
    }),
  ),
  planId: id.optional(),
  /** What is done right after it, and is not ordered yet; for the elder and those who act for them. */
  next: itemShort.pick({ code: true, name: true }).optional(),
  /** What was complained of about its unit, the newest first: for the elder and her proxies, never for the unit. */
  complaints: z.array(z.object({ id, stateText: z.string(), isOpen: z.boolean() })),
  canComplain: z.boolean(),
  /** What the elder owes this unit for the month of this order, where more than this one is due; for who takes it in. */
  monthDue: z
    .object({ unitId: id, month: z.string(), orders: z.number().int(), fen: z.number().int() })
    .optional(),
  actions: z.array(z.enum(orderActions)),
})
export type OrderView = z.output<typeof orderView>

const placing = {
  itemCode,
  offeringId: id,
  startsAt: instant,
  settlement: z.enum(settlements).default('station'),
  /** What the page said that she pays: dearer meanwhile, nothing is booked and `care.price_changed` has the new price. */
  selfPaidFen: z.number().int().min(0).optional(),
  /** The page said what else she has at that time, and it is wanted all the same; else `care.time_taken`. */
  besideOthers: z.literal(true).optional(),
}
const placeErrors = [
  'record.not_found',
  'care.person_missing',
  'care.person_away',
  'care.not_offered',
  'care.slot_full',
  'care.ordered_already',
  'care.time_taken',
  'care.paid_meanwhile',
  'care.too_late',
  'care.price_changed',
  'bond.ended',
  'payment.not_offered',
  'need.intake_paused',
  'request.already_done',
  'request.retry',
] as const

/** Which orders a list of staff shows. */
export const orderScopes = ['day', 'waiting', 'money'] as const

export const orderContracts = {
  listServices: defineContract({
    method: 'get',
    path: '/api/elder-care/services',
    summary: '能约的服务；约不了的说明为什么、可以怎么办',
    access: 'user',
    query: personQuery,
    response: z.object({
      client: client.optional(),
      /** Why nothing can be ordered yet, and what to do. */
      hint: z.string().optional(),
      phone: z.string().optional(),
      items: z.array(
        z.object({
          ...itemShort.shape,
          group: z.enum(careGroups),
          place: z.enum(carePlaces),
          priceText: z.string(),
          canRecur: z.boolean(),
          isAvailable: z.boolean(),
          why: z.string().optional(),
        }),
      ),
    }),
    success: 200,
    errors: ['record.not_found'],
  }),
  getProposal: defineContract({
    method: 'get',
    path: '/api/elder-care/services/:code/proposal',
    summary: '点一项，给出最近的合适时间、单位和价钱',
    access: 'user',
    params: z.strictObject({ code: itemCode }),
    query: z.strictObject({
      person: id.optional(),
      day: day.optional(),
      /** How staff were asked: a programme may pay for some ways only. */
      source: staffSource.optional(),
      /** Where it would be paid: without WeChat around it the answer offers no payment there. */
      channel: z.enum(payChannels).optional(),
    }),
    response: z.object({
      client: client.optional(),
      item: z.object({
        ...itemShort.shape,
        place: z.enum(carePlaces),
        minutes: z.number().int(),
        canRecur: z.boolean(),
        cancelText: z.string(),
        /** What happens at the door: 「来人会请您念六位数字」. */
        proofText: z.string(),
        /** She has neither an account nor a card: nothing can be shown at her door until one is printed. */
        needsCard: z.boolean().optional(),
      }),
      proposal: slotOption.optional(),
      /** A proxy who pays more than this in WeChat is asked for a second consent. */
      consentAboveFen: z.number().int().optional(),
      /** Other times and units, soonest first. */
      others: z.array(slotOption),
      /** Days on which something is free, to choose from. */
      days: z.array(day),
      why: z.string().optional(),
      instead: z.object({ text: z.string(), phone: z.string().optional() }).optional(),
    }),
    success: 200,
    errors: ['record.not_found', 'care.person_missing'],
  }),
  placeOrder: defineContract({
    method: 'post',
    path: '/api/elder-care/orders',
    summary: '约一次服务，一次点按；同一个 Idempotency-Key 重发只得到第一单',
    // A daughter in another city is a resident of nowhere here: her bond is what counts.
    access: 'user',
    body: z.strictObject({ ...placing, personId: id.optional() }),
    response: orderView,
    success: 201,
    errors: placeErrors,
  }),
  intakeOrder: defineContract({
    method: 'post',
    path: '/api/elder-care/orders/intake',
    summary: '工作人员在柜台或电话里替长者约',
    access: intakeRoles,
    body: z.strictObject({
      ...placing,
      personId: id,
      source: staffSource,
    }),
    response: orderView,
    success: 201,
    errors: placeErrors,
  }),
  listOwnOrders: defineContract({
    method: 'get',
    path: '/api/elder-care/orders',
    summary: '我的，或我照看的长者的服务单',
    access: 'user',
    query: z.strictObject({ ...pageQuery, person: id.optional(), isOpen: z.stringbool() }),
    response: pageOf(orderSummary),
    success: 200,
    errors: ['record.not_found', 'care.person_missing'],
  }),
  listOrderQueue: defineContract({
    method: 'get',
    path: '/api/elder-care/orders/queue',
    summary: '服务单位、志愿者和社区的清单，先到的在前；街道和区里看到交上来定的',
    access: queueReaders,
    query: z.strictObject({
      post: z.string().max(40),
      scope: z.enum(orderScopes).default('day'),
      /** For the scope `day`; today when absent. */
      day: day.optional(),
      /** For the scope `money`, which is read page by page: the last row of the page before. */
      cursor: id.optional(),
    }),
    response: z.object({
      items: z.array(orderSummary),
      /** There is more than is shown: of the money behind the cursor, of the others nowhere. */
      isCut: z.boolean(),
      nextCursor: id.optional(),
    }),
    success: 200,
    errors: ['record.not_found'],
  }),
  getOrder: defineContract({
    method: 'get',
    path: '/api/elder-care/orders/:id',
    summary: '一张服务单的全部经过；街道和区里先写明原因（openRecord），长者看得到',
    access: 'user',
    params: idParams,
    response: orderView,
    success: 200,
    errors: ['record.not_found', 'access.reason_required'],
  }),
  releaseOrder: defineContract({
    method: 'post',
    path: '/api/elder-care/orders/:id/release',
    summary: '关上撤回条，马上派单',
    access: 'user',
    params: idParams,
    response: orderView,
    success: 200,
    errors: ['record.not_found', 'access.reason_required'],
  }),
  listOrderHelpers: defineContract({
    method: 'get',
    path: '/api/elder-care/orders/:id/helpers',
    summary: '这一单可以派给谁：证书有效、时间不冲突',
    access: workers,
    params: idParams,
    response: z.object({
      items: z.array(
        z.object({
          userId: id,
          name: z.string(),
          kind: z.string(),
          /** Came to this elder before. */
          isFamiliar: z.boolean(),
          isFree: z.boolean(),
          ordersThatDay: z.number().int(),
        }),
      ),
      /** How many are needed together, by each way of staffing it. */
      needed: z.number().int(),
      /** Who has it now. */
      current: z.array(id),
    }),
    success: 200,
    errors: ['record.not_found', 'access.reason_required'],
  }),
  complainOfOrder: defineContract({
    method: 'post',
    path: '/api/elder-care/orders/:id/complaints',
    summary: '投诉这一单的服务单位：由上一级来办，单位看不到，也不知道是谁',
    access: 'user',
    params: idParams,
    body: z.strictObject({
      text: text(limits.needText),
      photoIds: z.array(id).max(limits.photosPerEntry).default([]),
    }),
    response: orderView,
    success: 201,
    repeats: 'record',
    errors: [
      'request.already_done',
      'request.retry',
      'record.not_found',
      'access.reason_required',
      'need.category_unknown',
      'need.community_missing',
      'need.nobody_above',
      'need.intake_paused',
      'need.public_place_only',
      'bond.not_acting',
      'bond.ended',
      'media.not_usable',
    ],
  }),
  actOnOrder: defineContract({
    method: 'post',
    path: '/api/elder-care/orders/:id/actions',
    summary: '办一步：接单、开始、完成、确认、取消……',
    access: 'user',
    params: idParams,
    body: orderActionBody,
    response: orderView,
    success: 200,
    errors: [
      'request.already_done',
      'record.not_found',
      'access.reason_required',
      'care.invalid_transition',
      'care.too_early',
      'care.day_over',
      'care.cancelled_meanwhile',
      'care.ended_meanwhile',
      'care.already_taken',
      'care.not_qualified',
      'care.helpers_missing',
      'care.helper_busy',
      'care.helper_away',
      'care.helper_is_family',
      'care.own_matter',
      'care.code_wrong',
      'care.code_locked',
      'care.card_unknown',
      'care.record_incomplete',
      'care.photo_forbidden',
      'care.food_measure_missing',
      'care.not_safe_yet',
      'care.rated_already',
      'care.not_confirmable',
      'care.fee_risen',
      'care.subsidy_used',
      'programme.busy',
      'care.not_offered',
      'care.slot_full',
      'care.too_late',
      'volunteer.not_approved',
      'volunteer.off_duty',
      'volunteer.not_insured',
      'volunteer.too_young',
      'volunteer.too_many_jobs',
      'volunteer.not_assignable',
      'bond.ended',
      'media.not_usable',
      'request.conflict',
      'request.retry',
    ],
  }),
}
