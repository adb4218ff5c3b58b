import { areaLevelOf, areaLevels } from '@linli/shared/areas/areas'
import type { Actor } from '../users/actor'
import type { StoredContentCheck } from './contentCheck.model'
import { reviewRoles } from './reviewArea'

type Judged = Pick<StoredContentCheck, 'subjectKind' | 'state' | 'caseState' | 'decidedBy'>

/** Was deleted or rewritten by its author before anybody judged it: neither shown as hidden nor held against her. */
export const isUnjudged = ({ caseState, decidedBy }: Omit<Judged, 'subjectKind' | 'state'>): boolean =>
  caseState === 'withdrawn' && decidedBy == null

/** Was said among neighbours and taken away by a decision, which can be appealed: a reason to silence its author. */
export const isTakenAway = (check: Judged): boolean =>
  check.subjectKind.startsWith('forum') &&
  check.state === 'hidden' &&
  check.caseState !== 'open' &&
  !isUnjudged(check)

export interface Reviewed {
  reviewArea: string
  userId: { toString(): string }
  aboutUserId?: { toString(): string } | null | undefined
  isAuthorBarred?: boolean | null | undefined
}

function isReviewLevel(level: string | undefined): level is keyof typeof reviewRoles {
  return level !== undefined && level in reviewRoles
}

/** The areas at whose review desk the actor sits, the narrowest first. */
export function listReviewAreas(actor: Actor): string[] {
  const held = actor.memberships.flatMap(({ role, areaCode }) => {
    const level = areaCode === undefined ? undefined : areaLevelOf(areaCode)
    return areaCode !== undefined && isReviewLevel(level) && reviewRoles[level].includes(role)
      ? [{ areaCode, level }]
      : []
  })
  return held
    .sort((a, b) => areaLevels.indexOf(b.level) - areaLevels.indexOf(a.level))
    .map(({ areaCode }) => areaCode)
}

/** Only the desk it lies on, and never the person it is about, who does not learn that it exists. */
export function canReview(actor: Actor, check: Reviewed): boolean {
  const isAbout = check.aboutUserId?.toString() === actor.userId
  const isOwn = check.isAuthorBarred === true && check.userId.toString() === actor.userId
  return !isAbout && !isOwn && listReviewAreas(actor).includes(check.reviewArea)
}
