import { isCarried } from '@linli/shared/elderCare/itemKinds'
import { addDays, toShanghaiDay } from '@linli/shared/time'
import { postOf, type Post } from '@linli/shared/users/posts'
import { waitingCeiling } from '@linli/shared/workbench/waiting'
import type { Deps } from '../../deps'
import { listToCarry } from '../dispatch/carrierRoute.service'
import { countMeals } from '../elderCare/kitchen/kitchen.service'
import { listFollowUps } from '../elderCare/followUps/followUp.service'
import { listOrderQueue } from '../elderCare/orders/order.queue'
import { listCheckIns } from '../safety/checkIn.list'
import { listOpenSos } from '../safety/sos.lists'
import {
  communityRoles,
  countRows,
  nothing,
  type Holder,
  type Waiting,
  type WaitingCounter,
} from './waiting.types'

const groundRoles = [...communityRoles, 'gridWorker', 'buildingLeader'] as const

/** The desk that calls elders: the own one, or for a station the one of its community. */
function findCallDesk({ membership }: Holder): Post | undefined {
  const { role, place } = membership
  if (role !== 'unitStaff') return postOf(membership)
  return place.community === undefined ? undefined : `triage:${place.community}`
}

/** What another one sees to already waits for nobody else. */
async function countSos({ actor }: Holder, deps: Deps): Promise<Waiting> {
  const rows = await listOpenSos(actor, deps)
  const helped = rows.filter(({ standing }) => standing.party === 'helper')
  const isSeenTo = ({ sos }: (typeof helped)[number]) =>
    sos.helper !== undefined && sos.helper.userId.toString() !== actor.userId
  const own = helped.filter((row) => !isSeenTo(row))
  const first = own.find(({ sos }) => sos.helper === undefined) ?? own[0]
  return {
    count: own.length,
    late: own.filter(({ sos }) => sos.helper === undefined).length,
    ...(first ? { firstId: first.sos._id.toString() } : {}),
  }
}

async function countCheckIns({ actor, membership }: Holder): Promise<Waiting> {
  const { community } = membership.place
  if (community === undefined) return nothing
  const query = { community, isMissed: true, limit: waitingCeiling } as const
  return countRows(await listCheckIns(actor, query), () => true)
}

async function countCalls(holder: Holder, { clock }: Deps): Promise<Waiting> {
  const post = findCallDesk(holder)
  if (post === undefined) return nothing
  const now = clock.now()
  return countRows(await listFollowUps(holder.actor, { post, isOpen: true }), ({ dueAt }) => dueAt <= now)
}

/** Asked of the post, or not ended by anybody. */
async function countCare({ actor, membership }: Holder, deps: Deps): Promise<Waiting> {
  const post = postOf(membership)
  if (post === undefined) return nothing
  const now = deps.clock.now()
  const { orders } = await listOrderQueue(actor, { post, scope: 'waiting' }, deps)
  return countRows(orders, ({ startsAt }) => startsAt <= now)
}

const underWay: readonly string[] = ['accepted', 'started']

/** Where she goes herself today; what she carries to the doors is counted as her round. */
async function countVisits({ actor }: Holder, deps: Deps): Promise<Waiting> {
  const now = deps.clock.now()
  const query = { post: `volunteer:${actor.userId}`, scope: 'day' } as const
  const { orders } = await listOrderQueue(actor, query, deps)
  return countRows(
    orders.filter(({ state, item }) => underWay.includes(state) && !isCarried(item)),
    ({ endsAt }) => endsAt < now,
  )
}

/** The meals of her round of today that were not brought yet. */
async function countCarried({ actor }: Holder, { clock }: Deps): Promise<Waiting> {
  const now = clock.now()
  return countRows(await listToCarry(actor, toShanghaiDay(now)), ({ endsAt }) => endsAt < now)
}

const countMealsOf =
  (inDays: number) =>
  async ({ membership: { unitId } }: Holder, { clock }: Deps): Promise<Waiting> => {
    if (unitId === undefined) return nothing
    const now = clock.now()
    return countMeals(unitId, addDays(toShanghaiDay(now), inDays), now)
  }

/** Safety, and elder care by those who do it, ask for it and call about it. */
export const careCounters: readonly WaitingCounter[] = [
  { kind: 'sos', roles: [...groundRoles, 'streetOfficer'], count: countSos },
  { kind: 'checkIns', roles: groundRoles, count: countCheckIns },
  { kind: 'calls', roles: [...communityRoles, 'streetOfficer'], isForStation: true, count: countCalls },
  { kind: 'visits', roles: ['unitStaff', 'volunteer'], count: countVisits },
  { kind: 'carried', roles: ['unitStaff', 'volunteer'], count: countCarried },
  {
    kind: 'care',
    roles: ['unitStaff', 'volunteer', ...communityRoles, 'streetOfficer', 'districtOfficer'],
    count: countCare,
  },
  { kind: 'meals', roles: ['unitStaff'], count: countMealsOf(0) },
  { kind: 'mealsTomorrow', roles: ['unitStaff'], count: countMealsOf(1) },
]
