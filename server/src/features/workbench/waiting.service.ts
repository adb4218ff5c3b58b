import type { OutputOf } from '@linli/shared/contract'
import { waitingCeiling, waitingKinds } from '@linli/shared/workbench/waiting'
import type { waitingContracts } from '@linli/shared/workbench/waiting.contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import type { Actor, ActorMembership } from '../users/actor'
import { careCounters } from './waiting.care'
import { deskCounters } from './waiting.desk'
import type { WaitingCounter } from './waiting.types'

type WaitingList = OutputOf<typeof waitingContracts.listWaiting.response>

const counters = [...careCounters, ...deskCounters]

const isFor = ({ role, unitKind }: ActorMembership, { roles, isForStation }: WaitingCounter): boolean =>
  roles.includes(role) || (isForStation === true && role === 'unitStaff' && unitKind === 'station')

/**
 * What waits for somebody in one role, each list under the rights of that role alone; what is overdue first.
 * @throws AppError `access.denied` for a role that is another's, over, or off duty.
 */
export async function listWaiting(actor: Actor, membershipId: string, deps: Deps): Promise<WaitingList> {
  const membership = actor.memberships.find(({ id }) => id === membershipId)
  assertThat(membership, 'access.denied')
  const holder = { actor: { ...actor, memberships: [membership] }, membership }
  const own = counters.filter((counter) => isFor(membership, counter))
  const counted = await Promise.all(
    own.map(async ({ kind, count }) => ({ kind, ...(await count(holder, deps)) })),
  )
  const rankOf = ({ kind, late }: (typeof counted)[number]): number =>
    waitingKinds.indexOf(kind) - (late > 0 ? waitingKinds.length : 0)
  return {
    items: counted
      .filter(({ count }) => count > 0)
      .map((item) => ({ ...item, count: Math.min(item.count, waitingCeiling + 1) }))
      .sort((a, b) => rankOf(a) - rankOf(b)),
    atMost: waitingCeiling,
  }
}
