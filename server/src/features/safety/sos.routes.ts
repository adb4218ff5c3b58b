import { sosContracts } from '@linli/shared/safety/sos.contract'
import { route, type Route } from '../../http/route'
import { byOurClock } from '../../lib/phoneClock'
import { listOpenSos } from './sos.lists'
import { raiseSos } from './sos.raise'
import { actOnSos, readSos } from './sos.service'
import { viewSos, viewSosRow } from './sos.view'

export const sosRoutes: Route[] = [
  route(sosContracts.raiseSos, async ({ actor, body, requestKey, deps }) => {
    const { _id } = await raiseSos(actor, body, requestKey, deps)
    return viewSos(await readSos(actor, _id.toString(), deps), actor, deps)
  }),
  route(sosContracts.listOpenSos, async ({ actor, deps }) => {
    const seen = await listOpenSos(actor, deps)
    return { items: await Promise.all(seen.map((each) => viewSosRow(each, deps))) }
  }),
  route(sosContracts.getSos, async ({ actor, params, deps }) =>
    viewSos(await readSos(actor, params.id, deps), actor, deps),
  ),
  route(sosContracts.actOnSos, async ({ actor, params, body, sentAt, requestKey, deps }) => {
    const pressed = byOurClock(body, sentAt, deps)
    return viewSos(await actOnSos(actor, params.id, pressed, requestKey, deps), actor, deps)
  }),
]
