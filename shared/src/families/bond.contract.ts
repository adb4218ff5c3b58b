import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, day, id, idParams, instant, phone, text } from '../schemas'
import { bondBases, bondOrigins, bondRelations, bondRules, bondScopes, guardianshipPapers } from './bond'
import { bondActions, bondStates } from './bond.state'

const keepers = ['secretary', 'communityWorker'] as const

/** Whole fen; what a single payment by the proxy may be without a second consent. */
const limitFen = z.number().int().min(0).max(bondRules.highestLimitFen)
const scopes = z
  .array(z.enum(bondScopes))
  .min(1)
  .refine((list) => new Set(list).size === list.length, { message: '同一项不能选两次' })
const relation = z.enum(bondRelations)
const photoIds = z.array(id).max(limits.photosPerEntry)
const formPhotos = photoIds.min(1)
const note = text(limits.reasonText, 4)
const words = text(limits.reasonText, 2)
/** The terms of a bond. `from` absent: at once. `until` absent: as long as the rules allow. */
const terms = { scopes, limitFen: limitFen.optional(), from: day.optional(), until: day.optional() }

const photo = z.object({ id, url: z.string(), thumbnailUrl: z.string().optional() })

/** One line of a bond's history, in words. */
const bondLogEntry = z.object({
  id: z.string(),
  at: instant,
  who: z.string(),
  title: z.string(),
  /** The elder's own words, or the staff's note; for elder and keepers only. */
  words: z.string().optional(),
  voice: z.object({ id, url: z.string() }).optional(),
  photos: z.array(photo),
})

export const bondView = z.object({
  id,
  version: z.number().int(),
  state: z.enum(bondStates),
  /** The state as a sentence: 「生效中，到 2029年11月22日」. */
  stateText: z.string(),
  origin: z.enum(bondOrigins),
  basis: z.enum(bondBases),
  relation,
  scopes: z.array(z.enum(bondScopes)),
  limitFen,
  from: day.optional(),
  until: day.optional(),
  /** Whether the proxy may act by it today: one that is agreed on may begin later. */
  isInForce: z.boolean(),
  /** Of several children the one who is called first. */
  isPrimary: z.boolean(),
  /** In what capacity the viewer reads this. */
  relationToViewer: z.enum(['elder', 'proxy', 'keeper']),
  /** Who the bond is for; the name in clear for herself and, once it is in force, for the proxy. */
  elder: z
    .object({
      personId: id,
      name: z.string(),
      home: z.string().optional(),
      community: areaCode.optional(),
      communityName: z.string().optional(),
    })
    .optional(),
  proxy: z.object({ name: z.string(), maskedPhone: z.string().optional() }),
  createdAt: instant,
  expiresAt: instant.optional(),
  reviewAt: instant.optional(),
  /** Who the proxy says the elder is, until staff have found her in the register. */
  request: z.object({ elderName: z.string(), address: z.string(), note: z.string().optional() }).optional(),
  /** For the proxy, until the elder has opened it. */
  invitation: z.object({ code: z.string(), expiresAt: instant }).optional(),
  log: z.array(bondLogEntry),
  actions: z.array(z.enum(bondActions)),
})
export type BondView = z.output<typeof bondView>

export const invitationCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[2-9A-HJ-NP-Z]{10}$/)
const invitationParams = z.strictObject({ code: invitationCode })
const inviting = ['bond.phone_needed', 'bond.too_many', 'request.already_done'] as const

/** The body of one action; `action` says which. */
export const bondActionBody = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('withdraw') }),
  z.strictObject({ action: z.literal('refuse') }),
  z.strictObject({ action: z.literal('accept') }),
  z.strictObject({ action: z.literal('renounce') }),
  z.strictObject({ action: z.literal('revoke'), words: words.optional() }),
  z.strictObject({ action: z.literal('revokeForElder'), note, photoIds: photoIds.default([]) }),
  z.strictObject({
    action: z.literal('confirmInPerson'),
    personId: id,
    ...terms,
    photoIds: formPhotos,
    note,
  }),
  z.strictObject({
    action: z.literal('checkDocument'),
    personId: id,
    ...terms,
    paper: z.enum(guardianshipPapers),
    photoIds: formPhotos,
    note,
  }),
  z.strictObject({ action: z.literal('checkAgain'), note }),
  z.strictObject({ action: z.literal('decline'), note }),
  /** By staff on the elder's word with a note of it, and more than before only with the form she signed anew. */
  z.strictObject({
    action: z.literal('change'),
    ...terms,
    note: note.optional(),
    photoIds: photoIds.default([]),
  }),
  z.strictObject({ action: z.literal('makePrimary') }),
  z.strictObject({ action: z.literal('review'), note, photoIds: photoIds.default([]) }),
])
export type BondActionBody = z.output<typeof bondActionBody>
export type BondActionInput = z.input<typeof bondActionBody>

const acting = [
  'record.not_found',
  'bond.invalid_transition',
  'bond.exists',
  'bond.too_many',
  'bond.capacity_doubtful',
  'bond.second_person_needed',
  'bond.guardianship_kept',
  'bond.wrong_origin',
  'bond.form_needed',
  'bond.papers_needed',
  'bond.elder_gone',
  'media.not_usable',
  'request.conflict',
  'request.already_done',
  'request.retry',
] as const

/** What was done by proxy, one line. */
const proxyAct = z.object({
  id,
  at: instant,
  /** 「由女儿 王小丽 代办」. */
  proxyText: z.string(),
  what: z.string(),
  record: z.object({ kind: z.string(), id: z.string() }),
})

export const bondContracts = {
  inviteElder: defineContract({
    method: 'post',
    path: '/api/families/invitations',
    summary: '请家里老人授权：做一份邀请，用一次，三天内有效',
    access: 'user',
    body: z.strictObject({ relation, ...terms }),
    response: bondView,
    success: 201,
    repeats: 'record',
    errors: inviting,
    perMinute: 10,
  }),
  requestBond: defineContract({
    method: 'post',
    path: '/api/families/requests',
    summary: '老人没有微信，或凭监护文书：请社区当面办理',
    access: 'user',
    body: z.strictObject({
      relation,
      ...terms,
      origin: z.enum(bondOrigins).extract(['inPerson', 'document']),
      community: areaCode,
      elderName: text(limits.nameText),
      address: text(limits.addressText),
      note: text(limits.reasonText).optional(),
      photoIds: photoIds.default([]),
    }),
    response: bondView,
    success: 201,
    repeats: 'record',
    errors: [...inviting, 'record.not_found', 'media.not_usable', 'bond.request_open'],
    perMinute: 10,
  }),
  offerBond: defineContract({
    method: 'post',
    path: '/api/families/offers',
    summary: '工作人员当面办理代办授权，附签字表或监护文书的照片',
    access: keepers,
    body: z.strictObject({
      personId: id,
      /** The proxy's checked phone. */
      phone,
      relation,
      ...terms,
      origin: z.enum(bondOrigins).extract(['inPerson', 'document']),
      paper: z.enum(guardianshipPapers).optional(),
      photoIds: formPhotos,
      note,
    }),
    response: bondView,
    success: 201,
    repeats: 'record',
    errors: [
      'record.not_found',
      'request.already_done',
      'bond.proxy_unknown',
      'bond.exists',
      'bond.too_many',
      'bond.capacity_doubtful',
      'bond.elder_gone',
      'media.not_usable',
    ],
  }),
  /** What the elder reads before she decides. */
  readInvitation: defineContract({
    method: 'get',
    path: '/api/families/invitations/:code',
    summary: '打开家里人发来的邀请',
    access: 'user',
    params: invitationParams,
    response: z.object({
      proxy: z.object({ name: z.string(), maskedPhone: z.string().optional() }),
      relation,
      scopes: z.array(z.enum(bondScopes)),
      limitFen,
      from: day.optional(),
      until: day.optional(),
      expiresAt: instant,
      /** Whether the one who opened it may answer it; else `problem` says why. */
      canAnswer: z.boolean(),
      problem: z
        .enum(['bond.own_invitation', 'bond.register_needed', 'bond.capacity_doubtful', 'bond.exists'])
        .optional(),
    }),
    success: 200,
    errors: ['bond.invitation_not_valid'],
    perMinute: 20,
  }),
  getInvitationCode: defineContract({
    method: 'get',
    path: '/api/families/invitations/:code/image',
    summary: '邀请的二维码',
    access: 'public',
    params: invitationParams,
    produces: 'image/png',
    success: 200,
    errors: ['bond.invitation_not_valid'],
    perMinute: 30,
  }),
  answerInvitation: defineContract({
    method: 'post',
    path: '/api/families/invitations/:code/answer',
    summary: '老人用自己的话同意，或不同意',
    access: 'user',
    params: invitationParams,
    body: z.discriminatedUnion('answer', [
      z
        .strictObject({
          answer: z.literal('consent'),
          ...terms,
          words: words.optional(),
          voiceId: id.optional(),
          isPrimary: z.boolean().default(false),
        })
        .refine(({ words: written, voiceId }) => written !== undefined || voiceId !== undefined, {
          path: ['words'],
          message: '请用自己的话写一句，或说一段录音',
        }),
      z.strictObject({ answer: z.literal('refuse') }),
    ]),
    response: bondView,
    success: 200,
    repeats: 'record',
    errors: [...acting, 'bond.invitation_not_valid', 'bond.own_invitation', 'bond.register_needed'],
    perMinute: 20,
  }),
  listMyElders: defineContract({
    method: 'get',
    path: '/api/families/elders',
    summary: '我的长辈：我替谁办事',
    access: 'user',
    response: z.object({ items: z.array(bondView) }),
    success: 200,
  }),
  listMyProxies: defineContract({
    method: 'get',
    path: '/api/families/proxies',
    summary: '我的亲属：谁替我办事',
    access: 'user',
    response: z.object({ items: z.array(bondView) }),
    success: 200,
  }),
  listBonds: defineContract({
    method: 'get',
    path: '/api/families/bonds',
    summary: '社区的代办授权：要办理的、要复核的，或一位老人的全部',
    access: keepers,
    query: z.strictObject({
      ...pageQuery,
      community: areaCode,
      list: z.enum(['requested', 'checked', 'offered', 'active', 'review']).default('requested'),
      /** All of one elder instead, whatever their state. */
      personId: id.optional(),
    }),
    response: pageOf(bondView),
    success: 200,
  }),
  getBond: defineContract({
    method: 'get',
    path: '/api/families/bonds/:id',
    summary: '一份代办授权和它的经过',
    access: 'user',
    params: idParams,
    response: bondView,
    success: 200,
    errors: ['record.not_found'],
  }),
  actOnBond: defineContract({
    method: 'post',
    path: '/api/families/bonds/:id/actions',
    summary: '办一步：接受、取消、核对、改内容、复核……',
    access: 'user',
    params: idParams,
    body: bondActionBody,
    response: bondView,
    success: 200,
    repeats: 'record',
    errors: acting,
  }),
  listProxyActs: defineContract({
    method: 'get',
    path: '/api/families/acts',
    summary: '代办记录：亲属替老人办了哪些事',
    access: 'user',
    /** Absent: one's own. */
    query: z.strictObject({ ...pageQuery, personId: id.optional() }),
    response: pageOf(proxyAct),
    success: 200,
    errors: ['record.not_found'],
  }),
}
