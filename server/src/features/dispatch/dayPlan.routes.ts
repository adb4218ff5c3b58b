import { carrierRouteContracts } from '@linli/shared/dispatch/carrierRoute.contract'
import { dayPlanContracts } from '@linli/shared/dispatch/dayPlan.contract'
import type { Deps } from '../../deps'
import { route, type Route } from '../../http/route'
import type { Actor } from '../users/actor'
import { readCarrierRoute } from './carrierRoute.service'
import { startApply } from './dayPlan.apply'
import { findDayPlan, startDayPlan } from './dayPlan.service'
import { viewDayPlan } from './dayPlan.view'
import { dispatchRulesRoutes } from './dispatchRules.routes'

async function viewFor(actor: Actor, params: { unitId: string; day: string }, deps: Deps) {
  const plan = await findDayPlan(actor, params, deps)
  return plan ? { plan: await viewDayPlan(plan, deps) } : {}
}

export const dispatchRoutes: Route[] = [
  ...dispatchRulesRoutes,
  route(carrierRouteContracts.getCarrierRoute, ({ actor, query, deps }) =>
    readCarrierRoute(actor, query, deps),
  ),
  route(dayPlanContracts.getDayPlan, ({ actor, params, deps }) => viewFor(actor, params, deps)),
  route(dayPlanContracts.makeDayPlan, async ({ actor, params, deps }) => {
    await startDayPlan(actor, params, deps)
    return viewFor(actor, params, deps)
  }),
  route(dayPlanContracts.applyDayPlan, async ({ actor, params, body, deps }) => {
    await startApply(actor, { ...params, ...body }, deps)
    return viewFor(actor, params, deps)
  }),
]
