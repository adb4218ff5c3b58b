import { dispatchRulesContracts } from '@linli/shared/dispatch/dispatchRules.contract'
import { route, type Route } from '../../http/route'
import { deleteDispatchRules, putDispatchRules, viewDispatchRules } from './dispatchRules.service'

export const dispatchRulesRoutes: Route[] = [
  route(dispatchRulesContracts.getDispatchRules, ({ actor, params }) =>
    viewDispatchRules(actor, params.scope),
  ),
  route(dispatchRulesContracts.putDispatchRules, async ({ actor, params, body, deps }) => {
    await putDispatchRules(actor, params.scope, body, deps)
    return viewDispatchRules(actor, params.scope)
  }),
  route(dispatchRulesContracts.deleteDispatchRules, ({ actor, params, deps }) =>
    deleteDispatchRules(actor, params.scope, deps),
  ),
]
