import type { OrderView } from '@linli/shared/elderCare/order.contract'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { toPlace } from '../../../lib/placeFields'
import { findComplaintCategory } from '../../categories/category.service'
import { findActing } from '../../families/bond.access'
import { createNeed } from '../../needs/need.intake'
import { Need, type NeedRecord } from '../../needs/need.model'
import { findSight } from '../../needs/need.policy'
import { viewSummary } from '../../needs/need.view'
import type { Actor } from '../../users/actor'
import type { OrderRecord } from './order.model'
import type { OrderViewer } from './order.policy'
import { findVisibleOrder, type SeenOrder } from './order.service'

const mostShown = 5

/**
 * A complaint about the unit that has an order: a need about that unit, which goes one level above it; the unit sees
 * neither it nor its author. Sent again under its key it is the first one.
 * @throws AppError `access.denied` for whoever the order is not for, `bond.not_acting` without the scope for needs.
 */
export async function complainOfOrder(
  actor: Actor,
  id: string,
  { text, photoIds }: { text: string; photoIds: string[] },
  requestKey: string | undefined,
  deps: Deps,
): Promise<SeenOrder> {
  const seen = await findVisibleOrder(actor, id, deps)
  const { order, viewer } = seen
  assertThat(viewer.acting, 'access.denied')
  const category = await findComplaintCategory(toPlace(order))
  const subject = { kind: 'unit' as const, id: order.unitId.toString() }
  const forPersonId = order.personId.toString()
  const body = { category: category.code, text, photoIds, answers: {}, subject, forPersonId }
  await createNeed(actor, body, requestKey, deps, { careOrderId: order._id })
  return seen
}

/**
 * What was complained of about an order, for whoever may read it among the elder and her proxies; and whether this
 * person may complain.
 */
export async function viewComplaints(
  order: OrderRecord,
  { actor, acting }: OrderViewer,
  deps: Deps,
): Promise<Pick<OrderView, 'complaints' | 'canComplain'>> {
  if (!acting) return { complaints: [], canComplain: false }
  const rows = await Need.find({ careOrderId: order._id })
    .sort({ createdAt: -1 })
    .limit(mostShown)
    .lean<NeedRecord[]>()
  const now = deps.clock.now()
  const own = rows.filter((need) => findSight(actor, need) === 'all')
  const mayRaise =
    acting.kind === 'self' ||
    (await findActing(actor, order.personId.toString(), 'needs', deps)) !== undefined
  return {
    complaints: own.map((need) => {
      const { id, stateText, isOpen } = viewSummary(need, 'all', now)
      return { id, stateText, isOpen }
    }),
    canComplain: mayRaise && !own.some(({ open }) => open),
  }
}
