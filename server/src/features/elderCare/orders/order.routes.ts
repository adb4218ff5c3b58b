import { orderContracts } from '@linli/shared/elderCare/order.contract'
import type { Deps } from '../../../deps'
import { route, type Route } from '../../../http/route'
import { assertThat } from '../../../lib/appError'
import { byOurClock } from '../../../lib/phoneClock'
import { toPage } from '../../../lib/toPage'
import type { Actor } from '../../users/actor'
import { listFamily } from '../clients/client.access'
import { complainOfOrder } from './order.complaint'
import { countNeeded, isBusy, listHelperCandidates, readDayOrders, readFamiliar } from './order.helpers'
import type { OrderRecord } from './order.model'
import { intakeOrder, placeOrder } from './order.intake'
import { findOrderParties, findOrderSight } from './order.policy'
import { listOrderQueue, listOwnOrders } from './order.queue'
import { findOrderReader } from './order.reader'
import { actOnOrder, findVisibleOrder, findViewer } from './order.service'
import { releaseOrderNow } from './order.sweep'
import { readPersonNames, viewOrder, viewOrderSummary } from './order.view'
import { proposeOrder } from './proposal.service'
import { listServices } from './proposal.services'
import { doerNames } from '@linli/shared/elderCare/serviceItem'

const viewFor = async (actor: Actor, order: OrderRecord, deps: Deps) =>
  viewOrder(order, await findViewer(actor, order, deps), deps)

const namesOf = (orders: readonly OrderRecord[], deps: Deps) =>
  readPersonNames(
    orders.map(({ personId }) => personId),
    deps,
  )

/** Who may do an order, for whoever gives it out. */
async function viewHelpers(actor: Actor, id: string, deps: Deps) {
  const { order, viewer } = await findVisibleOrder(actor, id, deps)
  assertThat(findOrderParties(viewer, order).includes('provider'), 'access.denied')
  const family = await listFamily(order.personId, deps.clock.now())
  const able = await listHelperCandidates(order, deps)
  const candidates = able.filter(({ userId }) => !family.includes(userId.toString()))
  const others = await readDayOrders(
    candidates.map(({ userId }) => userId),
    order.day,
  )
  const familiar = await readFamiliar(order)
  const items = candidates.map(({ userId, name, kinds, isAway }) => ({
    userId: userId.toString(),
    name,
    kind: `${kinds.map((kind) => doerNames[kind]).join('、')}${isAway ? '，那天请假' : ''}`,
    isFamiliar: familiar.has(userId.toString()),
    isFree: !isAway && !isBusy(userId, order, others),
    ordersThatDay: others.filter((o) => o.helpers.some((helper) => helper.userId.equals(userId))).length,
  }))
  const current = order.helpers.map(({ userId }) => userId.toString())
  return { items, needed: countNeeded(order), current }
}

export const orderRoutes: Route[] = [
  route(orderContracts.listServices, ({ actor, query, deps }) => listServices(actor, query.person, deps)),
  route(orderContracts.getProposal, ({ actor, params, query, deps }) =>
    proposeOrder(actor, params.code, query, deps),
  ),
  route(orderContracts.placeOrder, async ({ actor, body, requestKey, deps }) => {
    const order = await placeOrder(actor, { ...body, startsAt: new Date(body.startsAt) }, requestKey, deps)
    return viewFor(actor, order, deps)
  }),
  route(orderContracts.intakeOrder, async ({ actor, body, requestKey, deps }) => {
    const placed = await intakeOrder(actor, { ...body, startsAt: new Date(body.startsAt) }, requestKey, deps)
    return viewFor(actor, await releaseOrderNow(placed, deps), deps)
  }),
  route(orderContracts.listOwnOrders, async ({ actor, query, deps }) => {
    const orders = await listOwnOrders(actor, query, deps)
    const names = await namesOf(orders, deps)
    const now = deps.clock.now()
    return toPage(
      orders,
      query.limit,
      ({ _id }) => _id.toString(),
      (order) => viewOrderSummary(order, 'all', 'elder', names, now),
    )
  }),
  route(orderContracts.listOrderQueue, async ({ actor, query, deps }) => {
    const { orders, ...more } = await listOrderQueue(actor, query, deps)
    const names = await namesOf(orders, deps)
    const now = deps.clock.now()
    const seen = orders.map((order) => [order, findOrderSight({ actor }, order)] as const)
    const items = seen
      .filter(([, sight]) => sight !== 'none')
      .map(([order, sight]) => viewOrderSummary(order, sight, findOrderReader({ actor }, order), names, now))
    return { items, ...more }
  }),
  route(orderContracts.getOrder, async ({ actor, params, deps }) => {
    const { order, viewer } = await findVisibleOrder(actor, params.id, deps)
    return viewOrder(order, viewer, deps)
  }),
  route(orderContracts.releaseOrder, async ({ actor, params, deps }) => {
    const { order, viewer } = await findVisibleOrder(actor, params.id, deps)
    assertThat(viewer.acting, 'access.denied')
    return viewOrder(await releaseOrderNow(order, deps), viewer, deps)
  }),
  route(orderContracts.listOrderHelpers, ({ actor, params, deps }) => viewHelpers(actor, params.id, deps)),
  route(orderContracts.complainOfOrder, async ({ actor, params, body, requestKey, deps }) => {
    const { order, viewer } = await complainOfOrder(actor, params.id, body, requestKey, deps)
    return viewOrder(order, viewer, deps)
  }),
  route(orderContracts.actOnOrder, async ({ actor, params, body, sentAt, requestKey, deps }) => {
    const pressed = byOurClock(body, sentAt, deps)
    const { order, viewer } = await actOnOrder(actor, params.id, pressed, requestKey, deps)
    return viewOrder(order, viewer, deps)
  }),
]
