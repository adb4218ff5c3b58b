import { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import { route, type Route } from '../../http/route'
import { dropUndefined } from '../../lib/dropUndefined'
import { byOurClock } from '../../lib/phoneClock'
import { toPage } from '../../lib/toPage'
import { cursorOfCheckIn, listCheckIns } from './checkIn.list'
import { actOnCheckIn, listMyCheckIns, readCheckIn, setCheckIn } from './checkIn.service'
import { viewCheckIn, viewCheckInRows } from './checkIn.view'

export const checkInRoutes: Route[] = [
  route(checkInContracts.listMissedCheckIns, async ({ actor, query, deps }) => {
    const rows = await listCheckIns(actor, query)
    const { items, nextCursor } = toPage(rows, query.limit, cursorOfCheckIn, (row) => row)
    return dropUndefined({ items: await viewCheckInRows(items, deps), nextCursor })
  }),
  route(checkInContracts.listMyCheckIns, async ({ actor, deps }) => ({
    items: await Promise.all(
      (await listMyCheckIns(actor, deps)).map((seen) => viewCheckIn(seen, actor, deps)),
    ),
  })),
  route(checkInContracts.getCheckIn, async ({ actor, params, deps }) =>
    viewCheckIn(await readCheckIn(actor, params.id, deps), actor, deps),
  ),
  route(checkInContracts.setCheckIn, async ({ actor, params, body, deps }) => {
    await setCheckIn(actor, params.id, body, deps)
    return viewCheckIn(await readCheckIn(actor, params.id, deps), actor, deps)
  }),
  route(checkInContracts.actOnCheckIn, async ({ actor, params, body, sentAt, requestKey, deps }) => {
    await actOnCheckIn(actor, params.id, byOurClock(body, sentAt, deps), requestKey, deps)
    return viewCheckIn(await readCheckIn(actor, params.id, deps), actor, deps)
  }),
]
