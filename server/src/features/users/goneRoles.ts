import type { Role } from '@linli/shared/users/roles'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import type { PersonDocument } from '../register/person.model'
import { endAsGone } from './heldWork.service'
import { Membership } from './membership.model'
import type { StoredUser } from './user.model'
import type { StoredMembership } from './userHooks'

/** Of one's own building; whoever works or helps here and moves house goes on doing so (see messages/silence). */
const homeRoles: readonly Role[] = ['buildingLeader']

const reasons = { deceased: '登记为去世', moved: '登记为搬走' } as const

/**
 * Nobody who has died holds a role, and who has moved away leads her building no more: what was in her hands goes to the
 * desk. A correction brings the account back, not the roles, which others may have by then. Repeatable.
 * @returns how many ended.
 */
export async function endRolesOfGone(
  { _id: userId }: Pick<StoredUser, '_id'>,
  { state, community }: Pick<PersonDocument, 'state' | 'community'>,
  deps: Deps,
): Promise<number> {
  if (state !== 'deceased' && state !== 'moved') return 0
  const held = await Membership.find({ userId, endedAt: { $exists: false } }).lean<StoredMembership[]>()
  const over = held.filter(
    (m) => state === 'deceased' || (homeRoles.includes(m.role) && m.community === community),
  )
  for (const membership of over)
    try {
      await endAsGone(membership, reasons[state], deps)
    } catch (error) {
      // Somebody ended it in the same moment.
      if (!(error instanceof AppError && error.code === 'membership.ended')) throw error
    }
  return over.length
}
