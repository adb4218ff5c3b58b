import { planContracts } from '@linli/shared/elderCare/plan.contract'
import { route, type Route } from '../../../http/route'
import { actOnPlan, createPlan, findPlan, listPlans } from './plan.service'
import { viewPlan } from './plan.view'

export const planRoutes: Route[] = [
  route(planContracts.createPlan, async ({ actor, body, requestKey, deps }) => {
    const { plan, client } = await createPlan(actor, body, requestKey, deps)
    return viewPlan(plan, client, actor, deps)
  }),
  route(planContracts.listPlans, async ({ actor, query, deps }) => {
    const { plans, client } = await listPlans(actor, query.person, deps)
    return { items: await Promise.all(plans.map((plan) => viewPlan(plan, client, actor, deps))) }
  }),
  route(planContracts.getPlan, async ({ actor, params, deps }) => {
    const { plan, client } = await findPlan(actor, params.id, deps)
    return viewPlan(plan, client, actor, deps)
  }),
  route(planContracts.actOnPlan, async ({ actor, params, body, requestKey, deps }) => {
    const { plan, client } = await actOnPlan(actor, params.id, body, requestKey, deps)
    return viewPlan(plan, client, actor, deps)
  }),
]
