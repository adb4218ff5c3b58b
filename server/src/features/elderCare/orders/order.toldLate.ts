import type { ErrorCode } from '@linli/shared/errors'
import { isOrderAhead, type OrderAction, type OrderStep } from '@linli/shared/elderCare/order.state'
import { formatClock, formatDate, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../../deps'
import type { Actor } from '../../users/actor'
import { openOrderFollowUp } from '../followUps/followUp.service'
import type { OrderEntry, OrderRecord } from './order.model'
import { findOrderParties, type OrderViewer } from './order.policy'
import { describeOrder } from './order.words'

const atTheDoor: readonly OrderAction[] = ['start', 'deliver', 'noAnswer']
const endings: readonly (OrderAction | OrderStep | 'create')[] = ['cancel', 'stop', 'conclude', 'noShow']

/** Who ended it before anybody was known to have begun. */
const findEnding = ({ history }: Pick<OrderRecord, 'history'>): OrderEntry | undefined =>
  history.findLast(({ action, from }) => endings.includes(action) && isOrderAhead(from))

/**
 * At the door where there was no network, before anybody called it off or wrote what became of it: what was done is
 * done, and people must settle it. @returns how that is refused; undefined where it was not so.
 */
export function findToldLate(
  order: Pick<OrderRecord, 'state' | 'history'>,
  action: OrderAction,
  pressedAt: Date,
): ErrorCode | undefined {
  const isEnded = !isOrderAhead(order.state) && order.state !== 'started'
  const ending = isEnded && atTheDoor.includes(action) ? findEnding(order) : undefined
  if (!ending || pressedAt >= ending.at) return undefined
  const isWritten = ending.action === 'conclude' || ending.action === 'noShow'
  return isWritten ? 'care.ended_meanwhile' : 'care.cancelled_meanwhile'
}

const isDoer = (viewer: OrderViewer, order: OrderRecord): boolean =>
  findOrderParties(viewer, order).includes('helper') ||
  order.helpers.some(({ userId }) => userId.toString() === viewer.actor.userId)

const nameDoer = ({ userId }: Actor, { helpers, unitName }: OrderRecord): string =>
  helpers.find((helper) => helper.userId.toString() === userId)?.name ?? unitName

/** Puts it before the desk, once for each who says so, and so before the elder and hers; who was not to come changes nothing. */
export async function askAboutToldLate(
  order: OrderRecord,
  viewer: OrderViewer,
  { action, pressedAt }: { action: OrderAction; pressedAt: Date },
  deps: Deps,
): Promise<void> {
  const code = findToldLate(order, action, pressedAt)
  if (!code || !isDoer(viewer, order)) return
  const { actor } = viewer
  const came = action === 'noAnswer' ? '到过，没有见到人' : '来做过'
  const when = `${formatDate(toShanghaiDay(pressedAt))} ${formatClock(pressedAt)}`
  const present = describeOrder(order, deps.clock.now(), 'desk', { hasTime: false })
  const text =
    `${nameDoer(actor, order)}说 ${when} ${came}，当时没有网络，现在才知道。现在的登记：${present}。` +
    '打电话问服务人员和长者做了什么、收不收费；要收的，和长者说好再收，写明谈好的结果'
  const kind = code === 'care.ended_meanwhile' ? 'cameAfterAll' : 'doneAnyway'
  await openOrderFollowUp(order, kind, actor.userId, deps, text)
}
