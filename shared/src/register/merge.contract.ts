import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { areaCode, id, idParams, instant, text } from '../schemas'
import { mergeActions, mergeStates } from './merge.state'
import { personView } from './register.contract'

const keepers = ['secretary', 'communityWorker'] as const
const deciders = [...keepers, 'streetOfficer'] as const
/** Why two records cannot become one now. */
const hindrances = [
  'person.merge_pending',
  'person.merged_already',
  'person.merge_states_differ',
  'person.merge_two_accounts',
  'import.running',
] as const

const comparedPerson = z.object({ ...personView.shape, hasAccount: z.boolean() })

const mergeView = z.object({
  id,
  state: z.enum(mergeStates),
  stateText: z.string(),
  keptId: id,
  /** Masked, as they were when it was proposed. */
  keptName: z.string(),
  goneName: z.string(),
  /** 「提出：书记 王敏」; who decided, where somebody had to. */
  proposedBy: z.string(),
  proposedAt: instant,
  decidedBy: z.string().optional(),
  reason: z.string(),
  /** Of the second officer, who said no. */
  note: z.string().optional(),
  /** How many kinds of records are moved already, of how many. */
  moved: z.number().int(),
  of: z.number().int(),
  /** What somebody has to know or do besides: two plans of the same, a vote that cannot be taken back. */
  remarks: z.array(z.string()),
  /** Masked, side by side, for whoever still has to decide. */
  people: z.array(comparedPerson),
  actions: z.array(z.enum(mergeActions)),
})
export type MergeView = z.output<typeof mergeView>

/** Pairs of a community that may be one person. */
export const listDoubles = defineContract({
  method: 'get',
  path: '/api/register/doubles',
  summary: '台账里可能是同一个人的登记',
  access: keepers,
  query: z.strictObject({ community: areaCode }),
  response: z.object({
    items: z.array(z.object({ people: z.array(personView), why: z.string() })),
    /** There are more than are shown: those come when these are seen to. */
    hasMore: z.boolean(),
  }),
  success: 200,
  errors: ['record.not_found'],
})

/** What would happen, in words, before anything does. */
export const previewMerge = defineContract({
  method: 'get',
  path: '/api/register/merge-preview',
  summary: '合并两条登记以前：并排看，合并后会怎样',
  access: keepers,
  query: z.strictObject({ keptId: id, goneId: id }),
  response: z.object({
    kept: comparedPerson,
    gone: comparedPerson,
    /** A colleague has to say yes too: the birth dates do not show that it is one person. */
    needsSecond: z.boolean(),
    /** Why it cannot be done now, and what to do first. */
    hindrance: z.string().optional(),
    effects: z.array(z.string()),
  }),
  success: 200,
  errors: ['record.not_found'],
})

export const proposeMerge = defineContract({
  method: 'post',
  path: '/api/register/merges',
  summary: '写明原因，把两条登记合成一条；姓名或生日对不上的要另一位同事核对',
  access: keepers,
  body: z.strictObject({ keptId: id, goneId: id, reason: text(limits.reasonText, 4) }),
  response: mergeView,
  success: 201,
  errors: ['record.not_found', ...hindrances],
})

/** A mother and her daughter, two of one name: the pair is not offered again. */
export const keepApart = defineContract({
  method: 'post',
  path: '/api/register/doubles/apart',
  summary: '看过了，是两个人：这一对以后不再提示',
  access: keepers,
  body: z.strictObject({ keptId: id, goneId: id, note: text(limits.reasonText, 2) }),
  response: mergeView,
  success: 201,
  errors: ['record.not_found', 'person.merge_pending', 'person.merged_already'],
})

/** What waits for a yes, what is under way, and the last ones; the newest first. */
export const listMerges = defineContract({
  method: 'get',
  path: '/api/register/merges',
  summary: '登记合并：等核对的、正在办的、办好的',
  access: deciders,
  query: z.strictObject({ area: areaCode }),
  response: z.object({ items: z.array(mergeView) }),
  success: 200,
  errors: ['record.not_found'],
})

export const getMerge = defineContract({
  method: 'get',
  path: '/api/register/merges/:id',
  summary: '一次登记合并的进度和结果',
  access: deciders,
  params: idParams,
  response: mergeView,
  success: 200,
  errors: ['record.not_found'],
})

export const decideMerge = defineContract({
  method: 'post',
  path: '/api/register/merges/:id/decision',
  summary: '另一位同事核对：是同一个人，或不是；提出的人收回',
  access: deciders,
  params: idParams,
  body: z.strictObject({
    action: z.enum(mergeActions),
    note: text(limits.reasonText, 4).optional(),
  }),
  response: mergeView,
  success: 200,
  errors: ['record.not_found', ...hindrances, 'person.merge_decided'],
})

export const mergeContracts = {
  listDoubles,
  previewMerge,
  proposeMerge,
  keepApart,
  listMerges,
  getMerge,
  decideMerge,
}
