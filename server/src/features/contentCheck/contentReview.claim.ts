import { findCaseTransition } from '@linli/shared/moderation/case.state'
import { moderationRules } from '@linli/shared/moderation/moderation'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { AppError, assertThat } from '../../lib/appError'
import { changeWithLine, recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { dropClaim } from './contentCheck.case'
import { announceReviews } from './contentReview.announce'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'

const leaseMilliseconds = moderationRules.claimMinutes * 60_000

/** Whoever looks at it now; a lease that has run out binds nobody. */
export function findClaim(
  { claimedBy, claimedByName, claimedUntil }: StoredContentCheck,
  now: Date,
): { userId: string; name: string; until: Date } | undefined {
  if (claimedBy == null || claimedUntil == null || claimedUntil <= now) return undefined
  return { userId: claimedBy.toString(), name: claimedByName ?? '同事', until: claimedUntil }
}

/** @throws AppError `contentReview.claimed` while a colleague looks at it. */
export function refuseClaimed(actor: Actor, check: StoredContentCheck, now: Date): void {
  const claim = findClaim(check, now)
  if (claim && claim.userId !== actor.userId)
    throw new AppError('contentReview.claimed', { by: claim.name, until: claim.until.toISOString() })
}

const logClaim = (
  actor: Actor,
  check: StoredContentCheck,
  isOn: boolean,
  deps: Deps,
  session: ClientSession,
): Promise<void> =>
  recordAudit(
    actor,
    isOn ? 'content.claimed' : 'content.released',
    { kind: check.subjectKind, id: check.subjectId, district: check.district },
    { case: check._id.toString() },
    deps,
    session,
  )

/** Takes one to look at, for ten minutes, or gives it back. Exactly one of two who press at once has it. */
export async function claimContentReview(
  actor: Actor,
  found: StoredContentCheck,
  isOn: boolean,
  deps: Deps,
): Promise<StoredContentCheck> {
  assertThat(findCaseTransition(found.caseState, 'claim'), 'contentReview.already_decided', {
    state: found.state,
    version: found.version,
    by: found.decidedByName ?? undefined,
  })
  const now = deps.clock.now()
  refuseClaimed(actor, found, now)
  const before = { claimedBy: found.claimedBy ?? null, claimedUntil: found.claimedUntil ?? null }
  const asRead = { _id: found._id, caseState: found.caseState, ...before }
  const change = isOn
    ? {
        $set: {
          claimedBy: new Types.ObjectId(actor.userId),
          claimedByName: actor.displayName,
          claimedUntil: new Date(now.getTime() + leaseMilliseconds),
        },
      }
    : { $unset: dropClaim }
  const isChanged = await changeWithLine(
    (session) => ContentCheck.updateOne(asRead, change, { session }),
    (session) => logClaim(actor, found, isOn, deps, session),
  )
  const current = await ContentCheck.findById(found._id).lean<StoredContentCheck>()
  assertThat(current, 'record.not_found')
  if (isChanged) announceReviews(current, deps)
  else refuseClaimed(actor, current, now)
  return current
}

/** More run out in no quarter of a minute; the rest is found the next time. */
const mostEnded = 200

/** Takes off what has run out, and says so to whoever has the queue open: by itself nothing there would change. */
async function endClaims(deps: Deps): Promise<void> {
  const ended = await ContentCheck.find({ claimedUntil: { $lte: deps.clock.now() } })
    .limit(mostEnded)
    .lean<StoredContentCheck[]>()
  for (const check of ended) {
    const asRead = { _id: check._id, claimedUntil: check.claimedUntil ?? null }
    const { modifiedCount } = await ContentCheck.updateOne(asRead, { $unset: dropClaim })
    if (modifiedCount === 1) announceReviews(check, deps)
  }
}

export const reviewClaimJob: JobDefinition = { name: 'endReviewClaims', everySeconds: 15, run: endClaims }
