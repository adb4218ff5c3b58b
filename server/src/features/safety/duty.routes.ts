import { dutyContracts } from '@linli/shared/safety/duty.contract'
import { route, type Route } from '../../http/route'
import { openRoster, saveRoster } from './duty.service'
import { viewRoster } from './duty.view'

export const dutyRoutes: Route[] = [
  route(dutyContracts.getDutyRoster, async ({ actor, params, deps }) => {
    const { name } = await openRoster(actor, params.street)
    return viewRoster(params.street, name, deps)
  }),
  route(dutyContracts.saveDutyRoster, async ({ actor, params, body, deps }) => {
    await saveRoster(actor, params.street, body, deps)
    const { name } = await openRoster(actor, params.street)
    return viewRoster(params.street, name, deps)
  }),
]
