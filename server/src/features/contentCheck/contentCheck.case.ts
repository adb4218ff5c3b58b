import type { ContentReason } from '@linli/shared/contentCheck/contentCheck'
import { caseStates, findCaseTransition, isQueued } from '@linli/shared/moderation/case.state'
import type { ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { changeWithLine } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { checkKeyOf, contentCheckWanted, type ContentToCheck } from './contentCheck.service'
import { announceReviews } from './contentReview.announce'
import { findAreaAbove } from './reviewArea'

/** How pressing each reason is; what others read already (reports) and what somebody waits for comes before. */
const reasonScores: Partial<Record<ContentReason, number>> = { words: 30, suspicious: 20, unconverted: 10 }
const plainScore = 5
const appealScore = 40
const reportScore = 10
const highestScore = 9999

type Scored = Pick<StoredContentCheck, 'reportWeight' | 'appeal'> & {
  reasons: readonly { code: ContentReason }[]
}

function scoreOf(check: Scored): number {
  const reasons = check.reasons.map(({ code }) => reasonScores[code] ?? plainScore)
  const score =
    Math.max(0, ...reasons) + check.reportWeight * reportScore + (check.appeal == null ? 0 : appealScore)
  return Math.min(highestScore, Math.round(score))
}

/** Sorts the most pressing first, then the oldest; each once. */
const rankOf = (score: number, id: StoredContentCheck['_id']): string =>
  `${String(highestScore - score).padStart(4, '0')}${id.toString()}`

/** What a case is given when it comes into the queue, or when more is known of it there. */
export function openCase(
  check: Scored & Pick<StoredContentCheck, '_id' | 'caseState' | 'queuedAt'>,
  now: Date,
) {
  const score = scoreOf(check)
  return {
    caseState: check.appeal == null ? ('open' as const) : ('appealed' as const),
    score,
    rank: rankOf(score, check._id),
    queuedAt: isQueued(check.caseState) ? (check.queuedAt ?? now) : now,
  }
}

/** What a case loses when it leaves the queue. */
export const dropClaim = { claimedBy: 1, claimedByName: 1, claimedUntil: 1 } as const
export const leaveQueue = { rank: 1, ...dropClaim } as const

const liesAtCommunity = ({ reviewArea, community }: StoredContentCheck): boolean => reviewArea === community

const mostTries = 5

type Announcing = Pick<Deps, 'clock' | 'publish'>

/** What residents have said of a piece of writing since somebody last decided. */
export interface Reported {
  count: number
  weight: number
  /** The community must not decide on it: the street does. */
  isAbove: boolean
  /** Somebody says that it is about those who work at the community's desk. */
  isAboutDesk: boolean
}

/**
 * Puts what was reported into the queue, and takes it away from readers until somebody has looked once the reports
 * weigh enough. What a person has let through is not taken away again by reports alone. Repeatable.
 * @returns false when there is nothing that could be reported now.
 */
export async function queueReported(
  subject: ContentToCheck['subject'],
  { count, weight, isAbove, isAboutDesk }: Reported,
  hideThreshold: number,
  deps: Deps,
): Promise<boolean> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const check = await ContentCheck.findOne({ key: checkKeyOf(subject) }).lean<StoredContentCheck>()
    if (!check || check.state === 'pending' || !findCaseTransition(check.caseState, 'report')) return false
    const reported = { ...check, reportCount: count, reportWeight: weight }
    const now = deps.clock.now()
    const isLifted = isAbove && liesAtCommunity(check)
    const isTakenAway = check.state === 'pass' && check.decidedBy == null && weight >= hideThreshold
    const reviewArea = isLifted ? await findAreaAbove(check, now) : check.reviewArea
    const { modifiedCount } = await ContentCheck.updateOne(
      { _id: check._id, version: check.version, caseState: check.caseState },
      {
        $set: {
          ...openCase(reported, now),
          reportCount: count,
          reportWeight: weight,
          reviewArea,
          ...(isAboutDesk ? { isAboutDesk } : {}),
          ...(isTakenAway ? { state: 'hidden' as const, nextAt: now, hasOutbox: true } : {}),
        },
        ...(isLifted ? { $unset: dropClaim } : {}),
        $inc: { version: 1 },
        ...(isTakenAway ? { $push: { outbox: makeOutboxEntry('content.suspended', {}, deps) } } : {}),
      },
    )
    if (modifiedCount === 0) continue
    announceReviews(check, deps, reviewArea)
    if (isTakenAway) {
      kickOutbox(ContentCheck)
      contentCheckWanted.send()
    }
    return true
  }
  return false
}

/**
 * Puts what waits on the desk above.
 * @param isAboutDesk the desk says that it is about itself.
 * @param log writes its line in the log, where somebody or the clock did it.
 * @returns false when it was decided, or lies elsewhere, by now.
 */
export async function moveAbove(
  check: StoredContentCheck,
  deps: Announcing,
  {
    isAboutDesk = false,
    log,
  }: { isAboutDesk?: boolean; log?: (session: ClientSession) => Promise<void> } = {},
): Promise<boolean> {
  const reviewArea = await findAreaAbove(check, deps.clock.now())
  const isMoved = await changeWithLine(
    (session) =>
      ContentCheck.updateOne(
        { _id: check._id, version: check.version, caseState: check.caseState },
        {
          $set: { reviewArea, ...(isAboutDesk ? { isAboutDesk } : {}) },
          $unset: dropClaim,
          $inc: { version: 1 },
        },
        { session },
      ),
    (session) => log?.(session) ?? Promise.resolve(),
  )
  if (isMoved) announceReviews(check, deps, reviewArea)
  return isMoved
}

/** What waits at the community's desk and has become more than the community may decide goes to the street. Repeatable. */
export async function liftCase(subject: ContentToCheck['subject'], deps: Announcing): Promise<void> {
  const check = await ContentCheck.findOne({ key: checkKeyOf(subject) }).lean<StoredContentCheck>()
  if (!check || !isQueued(check.caseState) || !liesAtCommunity(check)) return
  if (!(await moveAbove(check, deps))) await liftCase(subject, deps)
}

/**
 * Its author deleted or rewrote it: nobody has to decide on it any more, and a verdict that comes late finds nothing
 * that waits for it. The original stays for staff. Repeatable.
 */
export async function withdrawContent(
  subject: ContentToCheck['subject'],
  deps: Pick<Deps, 'publish'>,
): Promise<void> {
  const caseState = 'withdrawn' as const
  const leaving = { $unset: { ...leaveQueue, nextAt: 1 }, $inc: { version: 1 } }
  const key = checkKeyOf(subject)
  const taken = await ContentCheck.updateOne(
    { key, state: { $in: ['pending', 'review'] } },
    { $set: { caseState, state: 'hidden' }, ...leaving },
  )
  const { modifiedCount } = await ContentCheck.updateOne(
    { key, caseState: { $in: caseStates.filter((state) => state !== caseState) } },
    { $set: { caseState }, ...leaving },
  )
  if (taken.modifiedCount + modifiedCount === 0) return
  const check = await ContentCheck.findOne({ key }).lean<StoredContentCheck>()
  if (check) announceReviews(check, deps)
}
