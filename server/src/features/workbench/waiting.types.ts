import type { WaitingKind } from '@linli/shared/workbench/waiting'
import type { Role } from '@linli/shared/users/roles'
import type { Deps } from '../../deps'
import type { Actor, ActorMembership } from '../users/actor'

/** How many, and how many of them are overdue or of somebody who may be in danger. */
export interface Waiting {
  count: number
  late: number
  firstId?: string
}

export const nothing: Waiting = { count: 0, late: 0 }

/** Who sits at a community's desk. */
export const communityRoles = ['secretary', 'communityWorker'] as const satisfies readonly Role[]

/** Whose waiting is counted: the person in one role alone. */
export interface Holder {
  actor: Actor
  membership: ActorMembership
}

/** One list that can wait, for those who open it: the count asks as the list does, so that both say the same. */
export interface WaitingCounter {
  kind: WaitingKind
  roles: readonly Role[]
  /** Also for the staff of a station, who sit at its counter. */
  isForStation?: true
  count: (holder: Holder, deps: Deps) => Promise<Waiting>
}

/** Of rows already read, `isLate` says which are overdue. */
export const countRows = <T>(rows: readonly T[], isLate: (row: T) => boolean = () => false): Waiting => ({
  count: rows.length,
  late: rows.filter(isLate).length,
})
