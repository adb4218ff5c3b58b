import { z } from 'zod'
import { defineContract } from '../contract'
import { workingHours } from '../elderCare/workingHours'

const keepers = ['unitStaff', 'secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const

/** So many minutes on the way is one of these worth: the minute on the way is the measure, and always 1. */
const worth = z.number().min(0).max(100)

/** How a day is laid out: what counts how much, when a start is late, and when people work. */
const rules = z.strictObject({
  /** A minute after the agreed time. */
  lateness: worth,
  /** A minute of the latest visit of all, besides: spreads what cannot be avoided. */
  worstLateness: worth,
  /** Another helper than last time. */
  change: worth,
  /** A minute after the end of the shift. */
  overtime: worth,
  /** A minute of work that one helper has more than the others. */
  load: z.number().min(0).max(10),
  /** A start so many minutes after the agreed time is not late. */
  graceMinutes: z.int().min(0).max(60),
  /** Of whoever has no hours of her own. */
  shift: workingHours,
})
export type DispatchRules = z.output<typeof rules>

/** Whose rules: an area by its code, or one unit. */
const scope = z.string().regex(/^(unit:[0-9a-f]{24}|\d{6,12})$/)
const params = z.strictObject({ scope })

const rulesView = z.object({
  scope,
  name: z.string(),
  rules,
  /** Of the rules of this scope itself; absent where it has none, and what counts comes from elsewhere. */
  version: z.number().int().optional(),
  /** Whose rules count here: 「友谊路街道」; absent: nobody has written any, and the program's own count. */
  fromName: z.string().optional(),
  canEdit: z.boolean(),
})
export type DispatchRulesView = z.output<typeof rulesView>

export const dispatchRulesContracts = {
  getDispatchRules: defineContract({
    method: 'get',
    path: '/api/elder-care/dispatch-rules/:scope',
    summary: '排班怎么算：路程、迟到、换人、加班各算多少；单位的先算，再看社区、街道、区',
    access: keepers,
    params,
    response: rulesView,
    success: 200,
    errors: ['record.not_found'],
  }),
  putDispatchRules: defineContract({
    method: 'put',
    path: '/api/elder-care/dispatch-rules/:scope',
    summary: '改排班怎么算，下一次排班起用',
    access: keepers,
    params,
    body: z.strictObject({
      rules,
      /** Of the rules of this scope; absent where it has none yet. */
      version: z.int().optional(),
    }),
    response: rulesView,
    success: 200,
    errors: ['record.not_found', 'request.conflict'],
  }),
  deleteDispatchRules: defineContract({
    method: 'delete',
    path: '/api/elder-care/dispatch-rules/:scope',
    summary: '不用自己的，按上一级的排',
    access: keepers,
    params,
    success: 204,
    errors: ['record.not_found'],
  }),
}
