import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageQuery } from '../pagination'
import { personView } from '../register/register.contract'
import { areaCode, day, idParams, instant, phone, text } from '../schemas'
import { abilityGrades, capacityStates, elderLimits, entitlements, hukouPlaces, incomeClasses } from './elder'

const keepers = ['secretary', 'communityWorker'] as const
const readers = [...keepers, 'gridWorker', 'streetOfficer'] as const

const dietWord = text(20)
/** What the kitchen must know; printed on the box. */
export const diet = z.strictObject({
  allergies: z.array(dietWord).max(elderLimits.dietWords).default([]),
  isDiabetic: z.boolean().default(false),
  needsSoftFood: z.boolean().default(false),
  isHalal: z.boolean().default(false),
  dislikes: z.array(dietWord).max(elderLimits.dietWords).default([]),
})
export type Diet = z.output<typeof diet>

/** Health: only for herself, proxies with the scope `health`, and care roles. */
export const elderCare = z.strictObject({
  abilityGrade: z.enum(abilityGrades).optional(),
  /** The day of the assessment. */
  assessedOn: day.optional(),
  diet: diet.optional(),
})
export type ElderCare = z.output<typeof elderCare>

export const elderMeans = z.strictObject({
  incomeClass: z.enum(incomeClasses).optional(),
  entitlements: z.array(z.enum(entitlements)).max(entitlements.length).default([]),
  hukou: z.enum(hukouPlaces).optional(),
})
export type ElderMeans = z.output<typeof elderMeans>

/** Whom to call, in this order. */
export const emergencyContact = z.strictObject({ name: text(limits.nameText), relation: text(20), phone })
export type EmergencyContact = z.output<typeof emergencyContact>

const contacts = z.array(emergencyContact).max(elderLimits.contacts)

const elderRow = z.object({
  ...personView.shape,
  /** Full years today, by the birthday; not of who has died. */
  age: z.number().int().optional(),
  livesAlone: z.boolean().optional(),
  hasAccount: z.boolean(),
  capacity: z.enum(capacityStates),
})
export type ElderRow = z.output<typeof elderRow>

export const elderView = z.object({
  ...elderRow.shape,
  version: z.number().int(),
  relationToViewer: z.enum(['self', 'proxy', 'staff']),
  /** What is on record, without saying what. */
  known: z.object({ care: z.boolean(), means: z.boolean(), contacts: z.number().int() }),
  /** Absent where the viewer may not read it, or has not opened it with a reason. */
  care: elderCare.optional(),
  means: elderMeans.optional(),
  /** In clear for herself and her proxies; masked for staff. */
  contacts: z.array(z.object({ name: z.string(), relation: z.string(), phone: z.string() })),
  /** Health is kept only with her consent, by herself or given to staff; absent once she has taken it back. */
  healthConsent: z.object({ at: instant, byName: z.string() }).optional(),
  capacityLog: z.array(
    z.object({ at: instant, to: z.enum(capacityStates), byName: z.string(), note: z.string().optional() }),
  ),
  actions: z.array(
    z.enum(['update', 'updateMeans', 'unmask', 'doubtCapacity', 'decideCapacity', 'openElderMode']),
  ),
})
export type ElderView = z.output<typeof elderView>

export const elderContracts = {
  listElders: defineContract({
    method: 'get',
    path: '/api/elders',
    summary: '社区的老人台账，年长的在前',
    access: readers,
    query: z.strictObject({
      /** A community; for the doubts that came to it, the street. */
      area: areaCode,
      limit: pageQuery.limit,
      /** Where the page before ended: birth year and id. */
      cursor: z
        .string()
        .regex(/^\d{4}\.[0-9a-f]{24}$/)
        .optional(),
      livesAlone: z.stringbool().optional(),
      /** Those who died or moved away instead, to be read or set right. */
      isGone: z.stringbool().optional(),
      capacity: z.enum(capacityStates).optional(),
    }),
    response: z.object({ items: z.array(elderRow), nextCursor: z.string().optional() }),
    success: 200,
  }),
  getElder: defineContract({
    method: 'get',
    path: '/api/elders/:id',
    summary: '一位老人的照护档案：本人、亲属（按授权）和社区看到的不一样',
    access: 'user',
    params: idParams,
    response: elderView,
    success: 200,
    errors: ['record.not_found', 'access.reason_required'],
  }),
  getOwnElder: defineContract({
    method: 'get',
    path: '/api/me/elder',
    summary: '我自己的照护档案',
    access: 'user',
    response: elderView,
    success: 200,
    errors: ['bond.register_needed'],
  }),
  unmaskElder: defineContract({
    method: 'post',
    path: '/api/elders/:id/unmask',
    summary: '写明原因，查看身体情况、收入类别和紧急联系人',
    access: keepers,
    params: idParams,
    body: z.strictObject({ reason: text(limits.reasonText, 4) }),
    response: z.object({ care: elderCare.optional(), means: elderMeans.optional(), contacts }),
    success: 200,
    errors: ['record.not_found'],
    perMinute: 20,
  }),
  /** Absent: leave as it is; null: clear. */
  updateElder: defineContract({
    method: 'patch',
    path: '/api/elders/:id',
    summary: '修改照护档案',
    access: 'user',
    params: idParams,
    body: z.strictObject({
      version: z.number().int().min(0),
      livesAlone: z.boolean().nullable().optional(),
      care: elderCare.nullable().optional(),
      means: elderMeans.nullable().optional(),
      contacts: contacts.optional(),
      /** Staff say that the elder agreed to have her health kept; false withdraws it and erases what is kept. */
      hasHealthConsent: z.boolean().optional(),
    }),
    response: elderView,
    success: 200,
    errors: ['record.not_found', 'request.conflict', 'elder.health_consent_needed', 'bond.ended'],
  }),
  openElderMode: defineContract({
    method: 'post',
    path: '/api/elders/:id/elder-mode',
    summary: '亲属替老人把手机换成长辈版；老人自己随时可以换回',
    access: 'user',
    params: idParams,
    response: elderView,
    success: 200,
    errors: ['record.not_found', 'elder.no_account', 'bond.ended'],
  }),
  setCapacity: defineContract({
    method: 'post',
    path: '/api/elders/:id/capacity',
    summary: '社区提出疑问，街道决定：老人能不能自己拿主意',
    access: [...keepers, 'streetOfficer'],
    params: idParams,
    body: z.strictObject({
      from: z.enum(capacityStates),
      to: z.enum(capacityStates),
      note: text(limits.reasonText, 4),
    }),
    response: elderView,
    success: 200,
    errors: ['record.not_found', 'request.conflict', 'access.reason_required'],
  }),
}
