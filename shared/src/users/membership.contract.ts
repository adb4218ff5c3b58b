import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, phone, text } from '../schemas'
import { membershipSummary } from './me.contract'
import { roles, userLevels } from './roles'

const granters = ['administrator', 'districtOfficer', 'streetOfficer', 'secretary'] as const

const postText = z
  .string()
  .max(80)
  .regex(/^(unit|grid|building|triage|pool|volunteer|admin):[0-9A-Za-z-]+$/)

export const membershipView = membershipSummary.extend({
  userId: id,
  userName: z.string(),
  maskedPhone: z.string().optional(),
  /** The person's account in 企业微信, where messages about work also go. */
  workAccount: z.string().optional(),
  from: instant,
  until: instant.optional(),
  endedAt: instant.optional(),
})
export type MembershipView = z.output<typeof membershipView>

/** Something open that a membership holds. No words and no names: rank gives numbers and deadlines. */
export const heldWorkView = z.object({
  kind: z.string(),
  id,
  label: z.string(),
  post: z.string(),
  dueAt: instant.optional(),
})
export type HeldWorkView = z.output<typeof heldWorkView>

/** The roles held in an area or unit that I am above. */
export const listMemberships = defineContract({
  method: 'get',
  path: '/api/memberships',
  summary: '任职一览',
  access: granters,
  query: z.strictObject({
    /** The area itself and all in it. */
    areaCode: areaCode.optional(),
    unitId: id.optional(),
    role: z.enum(roles).optional(),
    ...pageQuery,
  }),
  response: pageOf(membershipView),
  success: 200,
  errors: ['record.not_found'],
})

/** Someone with an account, masked, whom a role may be given to. */
export const grantee = z.object({
  userId: id,
  displayName: z.string(),
  maskedName: z.string().optional(),
  maskedPhone: z.string().optional(),
  /** Without a checked phone no role is given. */
  isPhoneChecked: z.boolean(),
  level: z.enum(userLevels),
  address: z.string().optional(),
  /** What they do already, in words. */
  roles: z.array(z.string()),
})
export type Grantee = z.output<typeof grantee>

/** By the whole name as the register has it, or in a community by part of a nickname. */
export const findGrantees = defineContract({
  method: 'post',
  // By POST, so that no name stands in an address.
  path: '/api/memberships/candidates',
  summary: '按名字找人来任职',
  access: granters,
  body: z.strictObject({ areaCode, name: text(limits.nameText, 2) }),
  response: z.object({ items: z.array(grantee) }),
  success: 200,
  errors: ['record.not_found'],
  perMinute: 30,
})

export const grantMembership = defineContract({
  method: 'post',
  path: '/api/memberships',
  summary: '安排任职',
  access: granters,
  body: z
    .strictObject({
      userId: id.optional(),
      /** A checked phone, to find the account by. */
      phone: phone.optional(),
      role: z.enum(roles),
      areaCode: areaCode.optional(),
      unitId: id.optional(),
      isDeputy: z.boolean().default(false),
      from: instant.optional(),
      until: instant.optional(),
    })
    .refine(({ userId, phone: number }) => (userId === undefined) !== (number === undefined), {
      path: ['userId'],
      message: '请选一个人，或者填他的手机号',
    })
    .refine(({ areaCode: code, unitId }) => (code === undefined) !== (unitId === undefined), {
      path: ['areaCode'],
      message: '请选一个区域或者一个单位',
    }),
  response: membershipView,
  success: 201,
  errors: ['record.not_found', 'membership.exists', 'membership.user_not_found', 'membership.phone_needed'],
})

export const listHeldWork = defineContract({
  method: 'get',
  path: '/api/memberships/:id/work',
  summary: '任职手上没办完的事',
  access: granters,
  params: idParams,
  response: z.object({
    items: z.array(heldWorkView),
    /** Those that nobody else would hold if it ended now. */
    stranded: z.number().int(),
  }),
  success: 200,
  errors: ['record.not_found'],
})

export const endMembership = defineContract({
  method: 'post',
  path: '/api/memberships/:id/end',
  summary: '结束任职，并把手上的事转交',
  access: granters,
  params: idParams,
  body: z.strictObject({
    /** A post, or `triage` for the desk of the area. */
    moveTo: z.union([z.literal('triage'), postText]).optional(),
    reason: text(limits.reasonText),
  }),
  response: z.object({ membership: membershipView, moved: z.number().int() }),
  success: 200,
  errors: ['record.not_found', 'membership.ended', 'membership.holds_work', 'membership.target_empty'],
})

/** The person's account in 企业微信; null takes it away. It counts for all the roles the person holds. */
export const setWorkAccount = defineContract({
  method: 'put',
  path: '/api/memberships/:id/work-account',
  summary: '登记工作人员的企业微信账号',
  access: ['administrator'],
  params: idParams,
  body: z.strictObject({
    workAccount: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/)
      .nullable(),
  }),
  response: membershipView,
  success: 200,
  errors: ['record.not_found', 'membership.ended', 'membership.work_account_taken'],
})

export const membershipContracts = {
  listMemberships,
  findGrantees,
  grantMembership,
  listHeldWork,
  endMembership,
  setWorkAccount,
}
