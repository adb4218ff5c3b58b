import { z } from 'zod'
import { unitKinds } from '../areas/areas'
import { categoryCode, needClock } from '../categories/category.contract'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { areaCode, id, idParams, instant, text } from '../schemas'
import { brokenReasons } from './route'
import { estateConditions, triageLevels, windowDays } from './rule'
import { clockOrMidnightPattern } from '../schedule'

const clockTime = z.string().regex(clockOrMidnightPattern)

const conditions = z.strictObject({
  categories: z.array(categoryCode).max(60),
  places: z.array(areaCode).max(100),
  estate: z.enum(estateConditions),
  time: z.strictObject({ days: z.enum(windowDays), from: clockTime, to: clockTime }).optional(),
  answers: z
    .array(
      z.strictObject({
        key: z.string().min(1).max(40),
        values: z.array(z.string().min(1).max(40)).min(1).max(12),
      }),
    )
    .max(8),
})

const target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unit'), unitId: id }),
  z.strictObject({ kind: z.literal('unitKind'), unitKind: z.enum(unitKinds) }),
  z.strictObject({ kind: z.literal('grid') }),
  z.strictObject({ kind: z.literal('building') }),
  z.strictObject({
    kind: z.literal('pool'),
    /** Given to the next volunteer in turn, instead of waiting for one who claims. */
    inTurn: z.boolean().optional(),
    skill: text(12).optional(),
  }),
  z.strictObject({ kind: z.literal('triage'), level: z.enum(triageLevels) }),
])

/** What staff write about a rule. */
export const ruleContent = z.strictObject({
  name: text(limits.nameText),
  isOn: z.boolean(),
  conditions,
  target,
  clock: needClock.optional(),
})
export type RuleInput = z.output<typeof ruleContent>

/** Why a rule cannot work as it is written, found by looking at it and not by waiting for a need. */
export const ruleProblemReasons = [
  ...brokenReasons,
  'categoryUnknown',
  'categoryClosed',
  'answerUnknown',
] as const
export type RuleProblemReason = (typeof ruleProblemReasons)[number]

const problem = z.object({
  reason: z.enum(ruleProblemReasons),
  text: z.string(),
  /** Units, grids, buildings or categories by name; never persons. */
  subjects: z.array(z.string()),
})
export type RuleProblem = z.output<typeof problem>

const ruleFields = ruleContent.extend({
  id,
  areaCode,
  areaName: z.string(),
  /** Whom the target means, by name. */
  targetName: z.string(),
})

export const ruleView = ruleFields
  .extend({
    version: z.number().int(),
    isOwn: z.boolean(),
    problems: z.array(problem),
  })
  .strip()
export type RuleView = z.output<typeof ruleView>
const viewers = [
  'secretary',
  'communityWorker',
  'gridWorker',
  'unitStaff',
  'streetOfficer',
  'districtOfficer',
  'administrator',
] as const
const editors = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'] as const
const editing = ['record.not_found', 'routing.unit_unknown'] as const

/** Rules that count in an area in the order in which they are read: its own, then those of the levels above. */
export const listRoutingRules = defineContract({
  method: 'get',
  path: '/api/routing-rules',
  summary: '派单规则，含上级的，并标出有问题的',
  access: viewers,
  query: z.strictObject({ area: areaCode }),
  response: z.object({
    items: z.array(ruleView),
    canEdit: z.boolean(),
    /** Of the order of the area's own rules; send it with a new order. */
    orderVersion: z.number().int(),
    /** Where a need goes when no rule fits, and whether anyone is there. */
    lastResort: z.object({ name: z.string(), isStaffed: z.boolean() }),
  }),
  success: 200,
})

/** Broken rules of the area, of the levels above it and of every area below it. */
export const listRuleProblems = defineContract({
  method: 'get',
  path: '/api/routing-rules/health',
  summary: '有问题的派单规则',
  access: editors,
  query: z.strictObject({ area: areaCode }),
  response: z.object({
    checked: z.number().int(),
    items: z.array(
      z.object({ id, areaCode, areaName: z.string(), name: z.string(), problems: z.array(problem) }),
    ),
  }),
  success: 200,
})

/** The rules that name a unit, wherever in its district they are kept: what breaks when it closes. */
export const listUnitRules = defineContract({
  method: 'get',
  path: '/api/units/:id/rules',
  summary: '派给一个单位的规则：单位停止服务时，它们会断',
  access: editors,
  params: idParams,
  response: z.object({
    items: z.array(z.object({ id, areaCode, areaName: z.string(), name: z.string(), isOn: z.boolean() })),
  }),
  success: 200,
  errors: ['record.not_found'],
})

/** A new rule, behind the others of its area. */
export const createRoutingRule = defineContract({
  method: 'post',
  path: '/api/routing-rules',
  summary: '新增派单规则',
  access: editors,
  body: z.strictObject({ areaCode, content: ruleContent }),
  response: ruleView,
  success: 201,
  errors: [...editing, 'routing.too_many'],
})

export const updateRoutingRule = defineContract({
  method: 'put',
  path: '/api/routing-rules/:id',
  summary: '修改、停用或启用派单规则',
  access: editors,
  params: idParams,
  body: z.strictObject({ content: ruleContent, version: z.number().int().min(1) }),
  response: ruleView,
  success: 200,
  errors: [...editing, 'request.conflict'],
})

export const deleteRoutingRule = defineContract({
  method: 'delete',
  path: '/api/routing-rules/:id',
  summary: '删除派单规则',
  access: editors,
  params: idParams,
  query: z.strictObject({ version: z.coerce.number().int().min(1) }),
  success: 204,
  errors: ['record.not_found', 'request.conflict'],
})

/** All own rules of the area in their new order. */
export const orderRoutingRules = defineContract({
  method: 'post',
  path: '/api/routing-rules/order',
  summary: '调整派单规则的先后',
  access: editors,
  body: z.strictObject({ areaCode, ids: z.array(id).min(1).max(200), orderVersion: z.number().int().min(0) }),
  success: 204,
  errors: ['routing.order_changed'],
})

/** Where past needs would have gone with other rules of the area. Changes nothing; posts as they are held now. */
export const dryRunRoutingRules = defineContract({
  method: 'post',
  path: '/api/routing-rules/dry-run',
  summary: '用过去的诉求试算新规则',
  access: editors,
  body: z.strictObject({
    areaCode,
    /** In order, instead of all the area's own rules. */
    rules: z.array(ruleContent).max(200),
    from: instant,
    to: instant,
    limit: z.number().int().min(1).max(500).default(200),
  }),
  response: z.object({
    checked: z.number().int(),
    changed: z.number().int(),
    /** By post, most first; volunteers count as one. */
    counts: z.array(z.object({ postName: z.string(), before: z.number().int(), after: z.number().int() })),
    items: z.array(
      z.object({
        id,
        at: instant,
        categoryName: z.string(),
        before: z.string(),
        after: z.string(),
        /** Position in `rules` of the one that would decide; absent for a rule above or the last resort. */
        ruleIndex: z.number().int().optional(),
        isChanged: z.boolean(),
        brokenReasons: z.array(z.enum(brokenReasons)),
      }),
    ),
  }),
  success: 200,
  errors: ['routing.unit_unknown', 'routing.past_needs_unavailable'],
  perMinute: 10,
})

export const routingContracts = {
  listRuleProblems,
  listUnitRules,
  listRoutingRules,
  createRoutingRule,
  orderRoutingRules,
  dryRunRoutingRules,
  updateRoutingRule,
  deleteRoutingRule,
}
