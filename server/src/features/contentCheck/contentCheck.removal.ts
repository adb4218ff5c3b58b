import { removalDays } from '@linli/shared/contentCheck/contentCheck'
import { isQueued } from '@linli/shared/moderation/case.state'
import type { Deps } from '../../deps'
import { systemActor } from '../users/actor'
import { moveAbove } from './contentCheck.case'
import type { StoredContentCheck } from './contentCheck.model'
import { canLift, logLift } from './contentReview.lift'

type Case = Pick<StoredContentCheck, 'state' | 'caseState' | 'decidedAt' | 'queuedAt'>

const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * 24 * 60 * 60 * 1000)

/** When somebody looks at what was taken away now, or was just looked at. */
export const nextReview = (now: Date): Date => daysAfter(now, removalDays.review)

/** Somebody, or the check, has decided to take it away, and nobody has to look at it again of itself. */
export const isJudged = (check: Pick<Case, 'state' | 'caseState'> | null): boolean =>
  check?.state === 'hidden' && !isQueued(check.caseState) && check.caseState !== 'clear'

/**
 * What becomes of that for which something was written that is taken away now, by its case. Pure. It ends once nobody can
 * bring the words back any more; while somebody has to decide, the level above has it after so many days.
 * @returns `at`: when to look again.
 */
export function planRemoval(
  check: Case,
  reviewAt: Date | undefined,
  now: Date,
): { step: 'remove' } | { step: 'wait' | 'lift'; at: Date } {
  if (isJudged(check)) {
    const endsAt = daysAfter(check.decidedAt ?? now, removalDays.appeal)
    return check.caseState !== 'decided' || endsAt <= now ? { step: 'remove' } : { step: 'wait', at: endsAt }
  }
  if (!isQueued(check.caseState)) return { step: 'wait', at: nextReview(now) }
  const late = daysAfter(check.queuedAt ?? now, removalDays.review)
  const at = reviewAt && reviewAt > late ? reviewAt : late
  return at <= now ? { step: 'lift', at: nextReview(now) } : { step: 'wait', at }
}

/** Puts what nobody has decided on the desk above, by the clock. */
export async function liftWaiting(check: StoredContentCheck, deps: Deps): Promise<void> {
  if (canLift(check)) await moveAbove(check, deps, { log: logLift(systemActor, check, deps) })
}
