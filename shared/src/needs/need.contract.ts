import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, phone, text } from '../schemas'
import { needActionBody } from './need.actions'
import { needActions, needKinds, needOutcomes, needSources, needStates, needSteps } from './need.state'

const media = z.object({
  id,
  kind: z.enum(['photo', 'voice']),
  url: z.string(),
  thumbnailUrl: z.string().optional(),
})

/** One entry of the append-only history, in words a neighbour reads. */
const timelineEntry = z.object({
  id: z.string(),
  at: instant,
  action: z.enum(['create', 'support', ...needActions, ...needSteps]),
  /** Who: 「友谊路服务站」, 「您」, 「自动处理」. */
  who: z.string(),
  /** What happened, one sentence. */
  title: z.string(),
  /** What the person wrote. */
  text: z.string().optional(),
  media: z.array(media),
  /** What staff wrote here is being checked before the resident reads it. */
  isUnderReview: z.boolean(),
  /** Only staff see this entry. */
  isInternal: z.boolean(),
})

const guideAnswer = z.object({
  id,
  title: z.string(),
  body: z.string(),
  /** The guide is valid as of this day. */
  asOf: z.string(),
})

const summary = {
  id,
  version: z.number().int(),
  state: z.enum(needStates),
  /** The state as a sentence: 「物业已接单，今天 17:00 前办好」. */
  stateText: z.string(),
  isOpen: z.boolean(),
  kind: z.enum(needKinds),
  source: z.enum(needSources),
  category: z.object({ code: z.string(), name: z.string(), icon: z.string() }),
  createdAt: instant,
  /** The post that holds it, by name, and since when. */
  holder: z
    .object({ post: z.string(), name: z.string(), since: instant, phone: z.string().optional() })
    .optional(),
  /** When the next thing is due: accepting, or being done. */
  deadline: instant.optional(),
  isOverdue: z.boolean(),
  isSupervised: z.boolean(),
  isDanger: z.boolean(),
  supporters: z.number().int(),
  /** First words, for a list; absent where the viewer may not read them. */
  excerpt: z.string().optional(),
  placeText: z.string().optional(),
  /** 「由女儿 王小丽 代办」: a relative raised it for the person it is for. */
  proxyText: z.string().optional(),
}

export const needSummary = z.object(summary)
export type NeedSummary = z.output<typeof needSummary>

export const needView = z.object({
  ...summary,
  text: z.string().optional(),
  media: z.array(media),
  answers: z.array(z.object({ label: z.string(), value: z.string() })),
  /** Words or pictures wait for a check; others see them after it. */
  isUnderReview: z.boolean(),
  acceptBy: instant.optional(),
  resolveBy: instant.optional(),
  /** The undo bar is shown until then, then the need is released by itself. */
  releaseAt: instant.optional(),
  relation: z.enum(['resident', 'staff', 'supporter', 'other']),
  forWhom: z.string().optional(),
  /** Code of the community it is in, whose categories and units count for it. */
  community: areaCode.optional(),
  /** Only for whoever holds the job, and for the desk until it has ended; then with a reason, see `isContactShut`. */
  contact: z
    .object({
      name: z.string().optional(),
      phone: z.string().optional(),
      /** The relative who raised it, to call where the person cannot be reached. */
      proxy: z.object({ name: z.string().optional(), phone: z.string().optional() }).optional(),
    })
    .optional(),
  /** Opens to this viewer with a reason (`openRecord`), which the resident can read. */
  isContactShut: z.boolean(),
  place: z
    .object({
      kind: z.enum(['home', 'here']),
      text: z.string(),
      point: z.object({ longitude: z.number(), latitude: z.number() }).optional(),
    })
    .optional(),
  emergencyPhones: z.array(z.object({ name: z.string(), phone: z.string() })),
  timeline: z.array(timelineEntry),
  outcome: z.enum(needOutcomes).optional(),
  outcomeReason: z.string().optional(),
  rating: z
    .object({ grade: z.number().int(), reasons: z.array(z.string()), text: z.string().optional() })
    .optional(),
  guideAnswer: guideAnswer.optional(),
  /** The post of the forum it was raised from; opens for those who read there. */
  forumPostId: id.optional(),
  /** The motion its author made of it. */
  motionId: id.optional(),
  /** The service that a complaint is about. */
  careOrderId: id.optional(),
  /** So many neighbours joined that its author may make a motion of it. */
  canRaiseMotion: z.literal(true).optional(),
  /** How far it is may be forwarded as a card: nothing private and no complaint. */
  canForward: z.literal(true).optional(),
  /** Which rule sent it and why; staff only. */
  route: z.object({ why: z.string(), ruleName: z.string().optional() }).optional(),
  /** Whom a complaint is about; only for those above it and the author. */
  subject: z.object({ kind: z.enum(['unit', 'user']), name: z.string() }).optional(),
  helpers: z.array(z.object({ post: z.string(), name: z.string() })),
  isCallbackDue: z.boolean(),
  mergedInto: id.optional(),
  /** What this viewer may do now: the page draws these as buttons. */
  actions: z.array(z.enum(needActions)),
})
export type NeedView = z.output<typeof needView>

const point = z.strictObject({
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
})

const place = z.strictObject({
  kind: z.enum(['home', 'here']),
  /** Where exactly, in the person's words: 「3号楼门口」. */
  text: text(limits.addressText).optional(),
  point: point.optional(),
  /** The area it is in, when not the person's own community. */
  areaCode: areaCode.optional(),
})

const content = {
  category: z.string().min(1).max(40),
  place: place.optional(),
  text: text(limits.needText).optional(),
  photoIds: z.array(id).max(limits.photosPerEntry).default([]),
  voiceId: id.optional(),
  answers: z.record(z.string().max(40), z.union([z.boolean(), z.literal(''), text(200)])).default({}),
  /** Whom a complaint is about. */
  subject: z.strictObject({ kind: z.enum(['unit', 'user']), id }).optional(),
}

const staffSources = ['counter', 'phone', 'visit', 'patrol', 'box', 'hotline'] as const
const creating = [
  'request.already_done',
  'need.category_unknown',
  'need.category_closed',
  'need.place_missing',
  'need.community_missing',
  'need.public_place_only',
  'need.nobody_above',
  'need.intake_paused',
  'request.retry',
] as const
const staff = [
  'secretary',
  'communityWorker',
  'gridWorker',
  'buildingLeader',
  'unitStaff',
  'volunteer',
  'streetOfficer',
  'districtOfficer',
  'administrator',
] as const

/** Which part of the work a list shows. */
export const queueScopes = ['held', 'desk', 'escalated', 'supervised', 'callbacks', 'helping'] as const
export type QueueScope = (typeof queueScopes)[number]

export const needContracts = {
  createNeed: defineContract({
    method: 'post',
    path: '/api/needs',
    summary: '提一件诉求，一次点按；同一个 Idempotency-Key 重发只得到第一件',
    access: 'user',
    /** `forPersonId`: for an elder of the register, by a family bond with the scope `needs`. */
    body: z.strictObject({ ...content, forPersonId: id.optional() }),
    response: needView,
    success: 201,
    repeats: 'record',
    errors: [...creating, 'bond.not_acting', 'bond.ended'],
  }),
  intakeNeed: defineContract({
    method: 'post',
    path: '/api/needs/intake',
    summary: '工作人员替居民登记一件诉求',
    access: ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader', 'unitStaff', 'streetOfficer'],
    body: z.strictObject({
      ...content,
      source: z.enum(needSources).extract(staffSources),
      /** Whom it is for: someone of the register, or a name and a phone, or nobody (patrol). */
      person: z
        .union([
          z.strictObject({ personId: id }),
          z.strictObject({ name: text(limits.nameText), phone: phone.optional() }),
        ])
        .optional(),
    }),
    response: needView,
    success: 201,
    repeats: 'record',
    errors: [...creating, 'record.not_found', 'access.reason_required'],
  }),
  releaseNeed: defineContract({
    method: 'post',
    path: '/api/needs/:id/release',
    summary: '关上撤回条，马上派单',
    access: 'user',
    params: idParams,
    response: needView,
    success: 200,
    errors: ['record.not_found'],
  }),
  getNeed: defineContract({
    method: 'get',
    path: '/api/needs/:id',
    summary: '看一件诉求的全部经过',
    access: 'user',
    params: idParams,
    response: needView,
    success: 200,
    errors: ['record.not_found', 'access.reason_required'],
  }),
  getNeedCard: defineContract({
    method: 'get',
    path: '/api/needs/:id/card',
    summary: '转发用的卡片，没有个人信息',
    access: 'public',
    params: idParams,
    response: z.object({ title: z.string(), stateText: z.string(), communityName: z.string() }),
    success: 200,
    errors: ['record.not_found'],
  }),
  previewNeed: defineContract({
    method: 'get',
    path: '/api/needs/:id/preview',
    summary: '别人能看到什么',
    access: 'user',
    params: idParams,
    response: z.object({
      neighbours: z.object({ canSee: z.boolean(), lines: z.array(z.string()) }),
      worker: z.object({ lines: z.array(z.string()) }),
    }),
    success: 200,
    errors: ['record.not_found'],
  }),
  listSubjects: defineContract({
    method: 'get',
    path: '/api/needs/subjects',
    summary: '投诉可以是关于谁的：为我服务的单位和人',
    access: 'user',
    response: z.object({
      items: z.array(z.object({ kind: z.enum(['unit', 'user']), id, name: z.string(), group: z.string() })),
    }),
    success: 200,
  }),
  listMyNeeds: defineContract({
    method: 'get',
    path: '/api/needs/mine',
    summary: '我的诉求，新的在前',
    access: 'user',
    /** `forPersonId`: what was raised by proxy for an elder one acts for. */
    query: z.strictObject({ ...pageQuery, isOpen: z.stringbool().optional(), forPersonId: id.optional() }),
    response: pageOf(needSummary),
    success: 200,
    errors: ['bond.not_acting'],
  }),
  listNearbyNeeds: defineContract({
    method: 'get',
    path: '/api/needs/nearby',
    summary: '附近同类、还没办完的公共问题：只有类别、地点和日期',
    access: 'user',
    query: z.strictObject({
      category: z.string().min(1).max(40),
      except: id.optional(),
      area: areaCode.optional(),
    }),
    response: z.object({
      items: z.array(
        z.object({
          id,
          categoryName: z.string(),
          placeText: z.string(),
          day: z.string(),
          supporters: z.number().int(),
          isSupported: z.boolean(),
        }),
      ),
    }),
    success: 200,
  }),
  supportNeed: defineContract({
    method: 'post',
    path: '/api/needs/:id/support',
    summary: '我也遇到了',
    access: 'joined',
    params: idParams,
    response: z.object({ supporters: z.number().int() }),
    success: 200,
    errors: ['need.not_shared'],
  }),
  listQueue: defineContract({
    method: 'get',
    path: '/api/needs/queue',
    summary: '工作台的清单，快到期的在前',
    access: staff,
    query: z.strictObject({
      ...pageQuery,
      /** Where the page before ended: its last deadline and id. */
      cursor: z
        .string()
        .regex(/^[0-9a-z]{1,11}\.[0-9a-f]{24}$/)
        .optional(),
      /** One of the caller's posts. */
      post: z.string().max(40),
      scope: z.enum(queueScopes).default('held'),
      state: z.enum(needStates).optional(),
      category: z.string().max(40).optional(),
      isOverdue: z.stringbool().optional(),
    }),
    response: pageOf(needSummary),
    success: 200,
  }),
  countQueue: defineContract({
    method: 'get',
    path: '/api/needs/queue/counts',
    summary: '各清单还有多少件',
    access: staff,
    query: z.strictObject({ post: z.string().max(40) }),
    response: z.object({
      counts: z.record(z.enum(queueScopes), z.number().int()),
      /** Where a count says 99 there may be more. */
      atMost: z.number().int(),
    }),
    success: 200,
  }),
  listAssignablePosts: defineContract({
    method: 'get',
    path: '/api/needs/:id/posts',
    summary: '可以派给谁',
    access: staff,
    params: idParams,
    response: z.object({
      items: z.array(
        z.object({
          post: z.string(),
          name: z.string(),
          group: z.string(),
          openCount: z.number().int(),
          /** Of the volunteers, whose turn it is by rotation. */
          isNext: z.boolean().optional(),
        }),
      ),
    }),
    success: 200,
    errors: ['record.not_found'],
  }),
  actOnNeed: defineContract({
    method: 'post',
    path: '/api/needs/:id/actions',
    summary: '办一步：接单、退回、转派、办结、确认、评价……',
    access: 'user',
    params: idParams,
    body: needActionBody,
    response: needView,
    success: 200,
    errors: [
      'record.not_found',
      'request.already_done',
      'need.invalid_transition',
      'bond.not_acting',
      'bond.ended',
      'need.already_taken',
      'need.return_window_over',
      'need.asked_enough',
      'need.extended_already',
      'need.reopen_window_over',
      'need.rated_already',
      'need.nobody_above',
      'need.category_unknown',
      'need.category_closed',
      'need.post_unknown',
      'need.post_of_subject',
      'need.not_confirmable',
      'need.own',
      'need.met_missing',
      'need.merge_target',
      'need.coordination_due',
      'volunteer.not_approved',
      'volunteer.off_duty',
      'volunteer.too_many_jobs',
      'volunteer.not_insured',
      'volunteer.too_young',
      'volunteer.not_assignable',
      'volunteer.nobody_in_turn',
      'request.conflict',
      'request.retry',
    ],
  }),
}
