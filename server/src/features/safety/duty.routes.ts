import { dutyContracts } from '@linli/shared/safety/duty.contract'
import { route, type Route } from '../../http/route'
import { openRoster, saveRoster } from './duty.service'
import { viewRoster } from './duty.view'

export const dutyRoutes: Route[] = [
  route(dutyContracts.getDutyRoster, async ({ actor, params, deps }) => {
    return viewRoster(params.street, await openRoster(actor, params.street), deps)
  }),
  route(dutyContracts.saveDutyRoster, async ({ actor, params, body, deps }) => {
    await saveRoster(actor, params.street, body, deps)
    return viewRoster(params.street, await openRoster(actor, params.street), deps)
  }),
]
