import type { OutputOf } from '@linli/shared/contract'
import type { orderContracts } from '@linli/shared/elderCare/order.contract'
import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { postKindOf, postTargetOf } from '@linli/shared/users/posts'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { hasRole, postsOf, type Actor } from '../../users/actor'
import { findCareStaff, findClient } from '../clients/client.access'
import { listTouched } from './order.clock'
import { Order, orderListFields, type OrderRecord } from './order.model'

type QueueQuery = OutputOf<typeof orderContracts.listOrderQueue.query>
type Filter = Record<string, unknown>

const maxShown = 300
const moneyShown = 50
const listFields = { ...orderListFields, 'record.details': 0, 'record.photos': 0 } as const
const dayMilliseconds = 24 * 60 * 60 * 1000
/** What goes on over midnight is called no earlier. */
const eveningMilliseconds = 4 * 60 * 60 * 1000

/** Whose list it is, as the equality part of an index; a post the actor holds. @throws AppError `access.denied`. */
function findOwner(actor: Actor, post: string): { day: Filter; state: Filter } {
  const target = postTargetOf(post)
  const isHeld = postsOf(actor).some((own) => own === post)
  switch (postKindOf(post)) {
    case 'unit':
      assertThat(isHeld, 'access.denied')
      return { day: { unitId: target }, state: { unitId: target } }
    case 'volunteer':
      assertThat(isHeld, 'access.denied')
      return { day: { 'helpers.userId': new Types.ObjectId(target) }, state: { post } }
    case 'pool':
      assertThat(isHeld && hasRole(actor, 'volunteer'), 'access.denied')
      return { day: { post }, state: { post } }
    default: {
      const isStation = findCareStaff(actor, { community: target }) !== undefined
      assertThat(isHeld || isStation, 'access.denied')
      return { day: { desk: post }, state: { desk: post } }
    }
  }
}

const moneyStates = ['finished', 'confirmed', 'cancelled', 'noShow'] as const

/** What waits for a yes reaches two months ahead, and back to whatever nobody has ended. */
const findRange = (now: Date): Filter => ({ $lte: new Date(now.getTime() + 62 * dayMilliseconds) })

function buildFilter(actor: Actor, { post, scope, day }: QueueQuery, now: Date): Filter {
  const owner = findOwner(actor, post)
  // What is urgent begins when it is asked for, and a meal can still be carried while its window is open.
  if (postKindOf(post) === 'pool')
    return {
      ...owner.state,
      state: 'assigned',
      startsAt: { ...findRange(now), $gte: new Date(now.getTime() - dayMilliseconds) },
      endsAt: { $gt: now },
    }
  if (scope === 'day')
    return 'desk' in owner.day
      ? {
          ...owner.day,
          state: { $nin: ['placed', 'cancelled'] },
          startsAt: dayRange(day ?? toShanghaiDay(now)),
        }
      : { ...owner.day, day: day ?? toShanghaiDay(now) }
  if (scope === 'money') return { ...owner.state, 'payment.state': 'due', state: { $in: moneyStates } }
  return { ...owner.state, state: 'assigned', startsAt: findRange(now) }
}

const dayRange = (day: string): Filter => {
  const from = fromShanghaiDay(day)
  return { $gte: from, $lt: new Date(from.getTime() + dayMilliseconds) }
}

type Direction = 1 | -1

const readRows = (filter: Filter, limit: number, direction: Direction = 1): Promise<OrderRecord[]> =>
  Order.find(filter, listFields)
    .sort({ startsAt: direction, _id: direction })
    .limit(limit)
    .lean<OrderRecord[]>()

/** Called late the evening before and not over at midnight: it stands in the lists of both days. */
async function listFromTheEvening(actor: Actor, query: QueueQuery, now: Date): Promise<OrderRecord[]> {
  if (query.scope !== 'day' || postKindOf(query.post) === 'pool') return []
  const day = query.day ?? toShanghaiDay(now)
  const midnight = fromShanghaiDay(day)
  const evening = { $gte: new Date(midnight.getTime() - eveningMilliseconds), $lt: midnight }
  const before = buildFilter(actor, { ...query, day: addDays(day, -1) }, now)
  const rows = await readRows({ ...before, startsAt: evening }, maxShown)
  return rows.filter((order) => order.open && listTouched(order).includes(day))
}

/** What nobody has ended, however old it is: of this post, and what others could not settle and left it to decide. */
async function listUnsettled(actor: Actor, { post, scope }: QueueQuery, now: Date): Promise<OrderRecord[]> {
  if (scope !== 'waiting' || postKindOf(post) === 'pool') return []
  const own = findOwner(actor, post).state
  const disputed = await readRows({ ...own, state: 'disputed' }, maxShown)
  const begun = await readRows({ ...own, state: 'started' }, maxShown)
  const over = { $lt: fromShanghaiDay(toShanghaiDay(now)) }
  const taken = await readRows({ ...own, state: 'accepted', startsAt: over }, maxShown)
  const above =
    postKindOf(post) === 'triage' ? await readRows({ escalatedTo: post, state: 'disputed' }, maxShown) : []
  const others = above.filter(({ desk }) => desk !== post)
  const toAsk =
    postKindOf(post) === 'triage'
      ? await readRows({ ...own, state: 'finished', isCallDue: true }, maxShown)
      : []
  const unfinished = [...taken, ...begun].filter(({ isUnfinished }) => isUnfinished)
  return [...disputed, ...unfinished, ...others, ...toAsk]
}

/** Behind an order: the others of its time first, for a kitchen has hundreds of one time. */
async function readBehind(
  filter: Filter,
  cursor: string,
  limit: number,
  direction: Direction = 1,
): Promise<OrderRecord[]> {
  const last = await Order.findOne({ _id: cursor }, { startsAt: 1 }).lean<Pick<OrderRecord, 'startsAt'>>()
  assertThat(last, 'record.not_found')
  const { startsAt } = last
  const behind = (value: unknown) => (direction === 1 ? { $gt: value } : { $lt: value })
  const others = { ...filter, startsAt, _id: behind(new Types.ObjectId(cursor)) }
  const same = await readRows(others, limit, direction)
  if (same.length === limit) return same
  const later = { ...filter, startsAt: behind(startsAt) }
  return [...same, ...(await readRows(later, limit - same.length, direction))]
}

interface QueuePage {
  orders: OrderRecord[]
  isCut: boolean
  nextCursor?: string
}

/** What is to be paid stays in the list until it is paid, so it is read page by page. */
async function listMoney(filter: Filter, cursor: string | undefined): Promise<QueuePage> {
  const limit = moneyShown + 1
  const rows = await (cursor === undefined ? readRows(filter, limit) : readBehind(filter, cursor, limit))
  const orders = rows.slice(0, moneyShown)
  const last = orders.at(-1)
  return last && rows.length > moneyShown
    ? { orders, isCut: true, nextCursor: last._id.toString() }
    : { orders, isCut: false }
}

/**
 * One post's orders in the order of their times.
 * @throws AppError `access.denied`, `record.not_found` for a cursor that is no order.
 */
export async function listOrderQueue(
  actor: Actor,
  query: QueueQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<QueuePage> {
  const now = deps.clock.now()
  const filter = buildFilter(actor, query, now)
  if (query.scope === 'money' && postKindOf(query.post) !== 'pool') return listMoney(filter, query.cursor)
  const evening = await listFromTheEvening(actor, query, now)
  const rows = await readRows(filter, maxShown + 1)
  const unsettled = await listUnsettled(actor, query, now)
  const orders = [...unsettled, ...evening, ...rows].filter(({ state }) => state !== 'placed')
  return { orders: orders.slice(0, maxShown), isCut: rows.length > maxShown || orders.length > maxShown }
}

/** An elder's own orders: what is ahead soonest first, what is over newest first. */
export async function listOwnOrders(
  actor: Actor,
  { person, isOpen, cursor, limit }: OutputOf<typeof orderContracts.listOwnOrders.query>,
  deps: Deps,
): Promise<OrderRecord[]> {
  const client = await findClient(actor, person, deps)
  const filter = { personId: client.person._id, open: isOpen }
  const direction = isOpen ? 1 : -1
  return cursor === undefined
    ? readRows(filter, limit + 1, direction)
    : readBehind(filter, cursor, limit + 1, direction)
}
