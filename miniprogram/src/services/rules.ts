import type { categoryContracts } from '@linli/shared/categories/category.contract'
import type { routingContracts } from '@linli/shared/routing/routingRule.contract'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'

type Routing = typeof routingContracts
type Categories = typeof categoryContracts

export type Rules = CallOutput<Routing['listRoutingRules']>
export type Rule = Rules['items'][number]
export type RuleContent = CallInput<Routing['createRoutingRule']>['body']['content']
export type DryRun = CallOutput<Routing['dryRunRoutingRules']>

export const listRules = (area: string) =>
  call<Routing['listRoutingRules']>('get', '/api/routing-rules', { query: { area } })

export const listRuleProblems = (area: string) =>
  call<Routing['listRuleProblems']>('get', '/api/routing-rules/health', { query: { area } })

/** The rules that name a unit: they break when it closes. */
export const listUnitRules = (id: string) =>
  call<Routing['listUnitRules']>('get', '/api/units/:id/rules', { params: { id } })

export const createRule = (areaCode: string, content: RuleContent, idempotencyKey: string) =>
  call<Routing['createRoutingRule']>('post', '/api/routing-rules', {
    body: { areaCode, content },
    idempotencyKey,
  })

export const updateRule = ({ id, version }: Rule, content: RuleContent) =>
  call<Routing['updateRoutingRule']>('put', '/api/routing-rules/:id', {
    params: { id },
    body: { content, version },
  })

export const deleteRule = ({ id, version }: Rule) =>
  call<Routing['deleteRoutingRule']>('delete', '/api/routing-rules/:id', {
    params: { id },
    query: { version },
  })

export const orderRules = (areaCode: string, ids: string[], orderVersion: number) =>
  call<Routing['orderRoutingRules']>('post', '/api/routing-rules/order', {
    body: { areaCode, ids, orderVersion },
  })

export const dryRunRules = (body: CallInput<Routing['dryRunRoutingRules']>['body']) =>
  call<Routing['dryRunRoutingRules']>('post', '/api/routing-rules/dry-run', { body })

/** What of a rule staff write, without what the server adds. */
export const contentOf = ({ name, isOn, conditions, target, clock }: Rule): RuleContent => ({
  name,
  isOn,
  conditions,
  target,
  ...(clock === undefined ? {} : { clock }),
})

export type Definition = CallOutput<Categories['listCategoryDefinitions']>['items'][number]
export type CategoryContent = CallInput<Categories['putCategoryDefinition']>['body']['content']

export const listDefinitions = (area: string) =>
  call<Categories['listCategoryDefinitions']>('get', '/api/category-definitions', { query: { area } })

/** Writes the area's own definition; `version` only when it has one already. */
export const saveDefinition = (
  areaCode: string,
  code: string,
  content: CategoryContent,
  version: number | undefined,
) =>
  call<Categories['putCategoryDefinition']>('put', '/api/category-definitions/:areaCode/:code', {
    params: { areaCode, code },
    body: { content, ...(version === undefined ? {} : { version }) },
  })

/** Back to what the level above defines. */
export const dropDefinition = (areaCode: string, code: string) =>
  call<Categories['deleteCategoryDefinition']>('delete', '/api/category-definitions/:areaCode/:code', {
    params: { areaCode, code },
  })
