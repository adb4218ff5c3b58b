import type { Access } from '@linli/shared/contract'
import { userLevels, type UserLevel } from '@linli/shared/users/roles'
import { AppError } from '../../lib/appError'
import type { Actor } from './actor'
import { hasRole } from './actor'

const isAtLeast = (level: UserLevel, wanted: UserLevel): boolean =>
  userLevels.indexOf(level) >= userLevels.indexOf(wanted)

/**
 * The coarse gate of an endpoint; the feature's policy decides about the record.
 * @throws AppError `session.required` without a token, `access.denied` without the level or role.
 */
export function assertMayCall(actor: Actor | undefined, access: Access): void {
  if (access === 'public') return
  if (!actor) throw new AppError('session.required')
  if (access === 'user') return
  if (access === 'joined' || access === 'verified') {
    if (!isAtLeast(actor.level, access)) throw new AppError('access.denied', { neededLevel: access })
    return
  }
  // Off duty she is given nothing new, and does what she took.
  const isResting = access.includes('volunteer') && (actor.volunteersIn ?? []).length > 0
  if (!hasRole(actor, ...access) && !isResting) throw new AppError('access.denied', { neededRoles: access })
}
