import { waitingContracts } from '@linli/shared/workbench/waiting.contract'
import { route, type Route } from '../../http/route'
import { listWaiting } from './waiting.service'

export const waitingRoutes: Route[] = [
  route(waitingContracts.listWaiting, ({ actor, query, deps }) => listWaiting(actor, query.membership, deps)),
]
