import { z } from 'zod'
import { unitKinds } from '../areas/areas'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { areaCode, day, id, instant, phone, text } from '../schemas'
import { sessionTokens } from './auth.contract'
import { homeLinkKinds } from './homeLinks'
import { roles, userLevels } from './roles'

export const membershipSummary = z.object({
  id,
  role: z.enum(roles),
  roleName: z.string(),
  areaCode: areaCode.optional(),
  /** Of the area, or of the unit's area. */
  areaName: z.string().optional(),
  community: areaCode.optional(),
  unitId: id.optional(),
  unitName: z.string().optional(),
  unitKind: z.enum(unitKinds).optional(),
  isDeputy: z.boolean(),
  isOffDuty: z.boolean(),
})

export const homeSummary = z.object({
  address: z.string(),
  homeId: id.optional(),
  kind: z.enum(homeLinkKinds),
  from: day.optional(),
  until: day.optional(),
})

export const verificationSummary = z.object({
  id,
  state: z.enum(['open', 'approved', 'declined']),
  kind: z.enum(homeLinkKinds),
  address: z.string(),
  createdAt: instant,
  decidedAt: instant.optional(),
  /** Why it was declined, and what to bring. */
  reason: z.string().optional(),
})

/** All that the first screen needs, in one call. */
export const meView = z.object({
  id,
  /** What others read. */
  displayName: z.string(),
  nickname: z.string().optional(),
  level: z.enum(userLevels),
  phoneVerified: z.boolean(),
  maskedPhone: z.string().optional(),
  maskedName: z.string().optional(),
  community: z.object({ code: areaCode, name: z.string() }).optional(),
  home: homeSummary.optional(),
  /** Since when the register of `community` says that the person lives there no more. */
  goneOn: day.optional(),
  homes: z.array(homeSummary),
  verification: verificationSummary.optional(),
  memberships: z.array(membershipSummary),
  offDuty: z.boolean(),
  elderMode: z.boolean(),
  /** In dp; absent: the system's. */
  textSize: z.number().optional(),
  /** Given in this account and in force; what was given in person is told by `listConsents`. */
  consents: z.array(z.string()),
  /** Has or had a bond to act for an elder: asks whom one is acting for. */
  isProxy: z.boolean().optional(),
  supportPhone: z.string(),
  features: z.object({ smsCode: z.boolean() }),
})
export type MeView = z.output<typeof meView>

export const getMe = defineContract({
  method: 'get',
  path: '/api/me',
  summary: '我的账号',
  access: 'user',
  response: meView,
  success: 200,
})

export const updateMe = defineContract({
  method: 'patch',
  path: '/api/me',
  summary: '修改昵称、长辈版和字号',
  access: 'user',
  body: z.strictObject({
    nickname: text(12).nullable().optional(),
    elderMode: z.boolean().optional(),
    textSize: z.number().int().min(14).max(30).nullable().optional(),
  }),
  response: meView,
  success: 200,
  errors: ['nickname.telling', 'nickname.taken_back', 'nickname.refused'],
})

/**
 * After a phone check. `tokens` come when two accounts of one person were joined: the client replaces its own.
 */
export const phoneChecked = z.object({ me: meView, tokens: sessionTokens.optional() })

export const checkPhoneWithWechat = defineContract({
  method: 'post',
  path: '/api/me/phone/wechat',
  summary: '用微信手机号按钮核实手机',
  access: 'user',
  body: z.strictObject({ code: z.string().min(1).max(256) }),
  response: phoneChecked,
  success: 200,
  errors: ['phone.code_invalid', 'phone.in_use', 'login.wechat_unavailable', 'account.too_young'],
  perMinute: 10,
})

/** Offered only where a gateway is set; see `features.smsCode`. */
export const sendPhoneCode = defineContract({
  method: 'post',
  path: '/api/me/phone/sms',
  summary: '发送短信验证码',
  access: 'user',
  body: z.strictObject({ phone }),
  response: z.object({ expiresAt: instant, nextAfter: instant }),
  success: 202,
  errors: ['phone.sms_unavailable', 'phone.sms_too_soon', 'phone.sms_failed'],
  perMinute: 5,
})

export const checkPhoneWithSms = defineContract({
  method: 'post',
  path: '/api/me/phone/sms/verify',
  summary: '用短信验证码核实手机',
  access: 'user',
  body: z.strictObject({ phone, code: z.string().regex(/^\d{6}$/) }),
  response: phoneChecked,
  success: 200,
  errors: ['phone.sms_wrong', 'phone.sms_expired', 'phone.in_use', 'account.too_young'],
  perMinute: 10,
})

export const joinCommunity = defineContract({
  method: 'post',
  path: '/api/me/join',
  summary: '用社区码加入社区',
  access: 'user',
  body: z.strictObject({ code: z.string().min(4).max(32) }),
  response: meView,
  success: 200,
  errors: ['joinCode.not_valid', 'join.verified_elsewhere'],
  perMinute: 20,
})

export const requestVerification = defineContract({
  method: 'post',
  path: '/api/me/verification',
  summary: '申请住址核实',
  access: 'user',
  body: z.strictObject({
    name: text(limits.nameText, 2),
    kind: z.enum(homeLinkKinds),
    /** Code of the building, when the person knows it from a list. */
    building: areaCode.optional(),
    /** The home as people say it: 3 号 502 室. */
    room: text(limits.addressText),
    /** Since when, and until when for tenants. */
    from: day.optional(),
    until: day.optional(),
    note: text(limits.reasonText).optional(),
  }),
  response: meView,
  success: 200,
  errors: [
    'record.not_found',
    'verification.community_needed',
    'verification.open_already',
    'verification.verified_already',
    'account.too_young',
  ],
  perMinute: 10,
})

/** 长假、培训: the deputies of my posts act while I am away. */
export const setDuty = defineContract({
  method: 'put',
  path: '/api/me/duty',
  summary: '上岗或离岗',
  access: 'user',
  body: z.strictObject({ isOffDuty: z.boolean() }),
  response: z.object({
    me: meView,
    /** Posts that nobody holds now; what is late there goes to the level above. */
    uncovered: z.array(z.object({ post: z.string(), name: z.string() })),
  }),
  success: 200,
})

export const meContracts = {
  getMe,
  updateMe,
  checkPhoneWithWechat,
  sendPhoneCode,
  checkPhoneWithSms,
  joinCommunity,
  requestVerification,
  setDuty,
}
