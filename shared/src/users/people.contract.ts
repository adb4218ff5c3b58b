import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, phone, text } from '../schemas'
import { roles, userLevels } from './roles'

const servers = ['secretary', 'communityWorker', 'gridWorker'] as const

/** An account as those who serve its community see it: masked. */
export const userListItem = z.object({
  id,
  displayName: z.string(),
  maskedName: z.string().optional(),
  maskedPhone: z.string().optional(),
  phoneVerified: z.boolean(),
  level: z.enum(userLevels),
  building: areaCode.optional(),
  address: z.string().optional(),
  roles: z.array(z.enum(roles)),
  joinedAt: instant,
})
export type UserListItem = z.output<typeof userListItem>

export const listUsers = defineContract({
  method: 'post',
  // By POST, so that no name or phone stands in an address.
  path: '/api/users/search',
  summary: '本社区的账号',
  access: servers,
  body: z.strictObject({
    community: areaCode,
    level: z.enum(userLevels).optional(),
    /** Part of a nickname, or a whole phone number. */
    search: text(limits.nameText).optional(),
    ...pageQuery,
  }),
  response: pageOf(userListItem),
  success: 200,
})

/** Name and phone in clear, for a reason that the resident can read. */
export const unmaskUser = defineContract({
  method: 'post',
  path: '/api/users/:id/unmask',
  summary: '写明原因，查看姓名和手机号',
  access: servers,
  params: idParams,
  body: z.strictObject({ reason: text(limits.reasonText) }),
  response: z.object({ name: z.string().optional(), phone: z.string().optional() }),
  success: 200,
  errors: ['record.not_found'],
  perMinute: 20,
})

/** For whoever cannot use the button: staff saw the person and the phone. */
export const checkPhoneInPerson = defineContract({
  method: 'post',
  path: '/api/users/:id/phone',
  summary: '工作人员当面核实手机号',
  access: servers,
  params: idParams,
  body: z.strictObject({ phone, note: text(limits.reasonText) }),
  response: userListItem,
  success: 200,
  errors: ['record.not_found', 'phone.in_use', 'account.too_young'],
  perMinute: 20,
})

export const peopleContracts = { listUsers, unmaskUser, checkPhoneInPerson }
