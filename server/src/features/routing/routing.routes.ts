import {
  createRoutingRule,
  deleteRoutingRule,
  dryRunRoutingRules,
  listRoutingRules,
  listRuleProblems,
  listUnitRules,
  orderRoutingRules,
  updateRoutingRule,
} from '@linli/shared/routing/routingRule.contract'
import { route, type Route } from '../../http/route'
import { dryRunRules } from './dryRun.service'
import { createRule, deleteRule, listRules, orderRules, updateRule } from './routingRule.service'
import { viewDryRun, viewRule } from './routingRule.view'
import { listRulesOfUnit, listUnhealthyRules } from './ruleHealth.service'

/** Fixed paths stand before those with an id. */
export const routingRoutes: Route[] = [
  route(listRuleProblems, ({ actor, query, deps }) => listUnhealthyRules(actor, query.area, deps)),
  route(listUnitRules, async ({ actor, params }) => ({ items: await listRulesOfUnit(actor, params.id) })),
  route(orderRoutingRules, ({ actor, body, deps }) => orderRules(actor, body, deps)),
  route(dryRunRoutingRules, async ({ actor, body }) => viewDryRun(await dryRunRules(actor, body))),
  route(listRoutingRules, async ({ actor, query, deps }) => {
    const { table, rules, canEdit, orderVersion, lastResort } = await listRules(actor, query.area, deps)
    const items = rules.map((listed) => viewRule(table, listed, query.area))
    return { items, canEdit, orderVersion, lastResort }
  }),
  route(createRoutingRule, async ({ actor, body, newId, deps }) => {
    const { table, listed } = await createRule(actor, body, newId, deps)
    return viewRule(table, listed, body.areaCode)
  }),
  route(updateRoutingRule, async ({ actor, params, body, deps }) => {
    const { table, listed } = await updateRule(actor, params.id, body, deps)
    return viewRule(table, listed, listed.rule.areaCode)
  }),
  route(deleteRoutingRule, ({ actor, params, query, deps }) =>
    deleteRule(actor, params.id, query.version, deps),
  ),
]
