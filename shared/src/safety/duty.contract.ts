import { z } from 'zod'
import { defineContract } from '../contract'
import { areaCode, id } from '../schemas'

const keepers = ['streetOfficer', 'administrator'] as const
/** Whose calls for help end there: they read who answers. */
const readers = [...keepers, 'secretary', 'communityWorker'] as const
const dayMinute = z.number().int().min(0).max(1439)

const shift = z.strictObject({
  /** 0 is Sunday: the days on which it begins. */
  weekdays: z.array(z.number().int().min(0).max(6)).min(1).max(7),
  /** Minutes from midnight; `until` at or before `from` is the next morning. */
  from: dayMinute,
  until: dayMinute,
  userId: id,
  /** Acts while the other is off duty, and is called with them from the second round on. */
  deputyId: id.optional(),
})

const person = z.object({ id, name: z.string(), roleName: z.string() })

export const dutyView = z.object({
  street: areaCode,
  streetName: z.string(),
  version: z.number().int(),
  shifts: z.array(z.object({ ...shift.shape, name: z.string(), deputyName: z.string().optional() })),
  /** Who answers at this moment. */
  now: z.array(z.string()),
  /** When nobody has duty, in words: 「周六 20:00 到周日 08:00」. Empty when the week is covered. */
  gaps: z.array(z.string()),
  /** What is wrong with it, for the street to put right. */
  problems: z.array(z.string()),
  /** Who can be put on it, for whoever keeps it. */
  people: z.array(person),
  canChange: z.boolean(),
})
export type DutyView = z.output<typeof dutyView>

export const dutyContracts = {
  getDutyRoster: defineContract({
    method: 'get',
    path: '/api/safety/duty/:street',
    summary: '街道 24 小时值班表',
    access: readers,
    params: z.strictObject({ street: areaCode }),
    response: dutyView,
    success: 200,
    errors: ['record.not_found'],
  }),
  saveDutyRoster: defineContract({
    method: 'put',
    path: '/api/safety/duty/:street',
    summary: '保存值班表',
    access: keepers,
    params: z.strictObject({ street: areaCode }),
    body: z.strictObject({ version: z.number().int().min(0), shifts: z.array(shift).max(60) }),
    response: dutyView,
    success: 200,
    errors: ['record.not_found', 'request.conflict', 'duty.person_unknown'],
  }),
}
