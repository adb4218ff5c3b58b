import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, day, id, instant, text } from '../schemas'
import { homeLinkKinds } from './homeLinks'

const checkers = ['buildingLeader', 'gridWorker', 'secretary', 'communityWorker'] as const

/** One of this name in this home, by what tells namesakes apart. */
const namesake = z.object({ personId: id, maskedPhone: z.string().optional(), birthYear: z.int().optional() })
export type Namesake = z.output<typeof namesake>

/** A request as whoever checks it sees it: the name is needed to check, so it is shown whole. */
export const verificationView = z.object({
  id,
  userId: id,
  name: z.string(),
  kind: z.enum(homeLinkKinds),
  room: z.string(),
  community: areaCode,
  grid: areaCode.optional(),
  building: areaCode.optional(),
  buildingName: z.string().optional(),
  from: day.optional(),
  until: day.optional(),
  note: z.string().optional(),
  maskedPhone: z.string().optional(),
  /** Of this name in this home, and not known by the checked telephone: whoever checks says whether it is one of them. */
  namesakes: z.array(namesake).optional(),
  phoneVerified: z.boolean(),
  createdAt: instant,
})
export type VerificationView = z.output<typeof verificationView>

export const listVerifications = defineContract({
  method: 'get',
  path: '/api/verifications',
  summary: '等待核对的住址核实申请',
  access: checkers,
  query: z.strictObject({ community: areaCode.optional(), ...pageQuery }),
  response: pageOf(verificationView),
  success: 200,
})

export const decideVerification = defineContract({
  method: 'post',
  path: '/api/verifications/:id/decide',
  summary: '通过或不通过住址核实',
  access: checkers,
  params: z.strictObject({ id }),
  body: z.discriminatedUnion('decision', [
    z.strictObject({
      decision: z.literal('approve'),
      /** The building, where the person did not know it. */
      building: areaCode.optional(),
      note: text(limits.reasonText).optional(),
      /** Asked where the register has namesakes in this home: whether it is one of them … */
      isSamePerson: z.boolean().optional(),
      /** … and which one, where there are several. */
      personId: id.optional(),
    }),
    z.strictObject({ decision: z.literal('decline'), reason: text(limits.reasonText) }),
  ]),
  response: z.object({ id, state: z.enum(['approved', 'declined']) }),
  success: 200,
  errors: [
    'record.not_found',
    'verification.decided_already',
    'verification.phone_needed',
    'verification.same_person_unasked',
    'verification.person_gone',
    'account.too_young',
  ],
})

export const verificationContracts = { listVerifications, decideVerification }
