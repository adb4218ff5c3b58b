import type { OutputOf } from '@linli/shared/contract'
import type { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { contentCheckWanted } from './contentCheck.service'
import { canReview, listReviewAreas } from './contentReview.policy'

type ListQuery = OutputOf<typeof contentReviewContracts.listContentReviews.query>
type Decision = OutputOf<typeof contentReviewContracts.decideContentReview.body>

/** What waits at the actor's desk, the oldest first; one row more than asked when there is more. */
export async function listContentReviews(actor: Actor, query: ListQuery): Promise<StoredContentCheck[]> {
  const areas = listReviewAreas(actor)
  const reviewArea = query.areaCode ?? areas[0]
  assertThat(reviewArea !== undefined && areas.includes(reviewArea), 'access.denied')
  const isCursor = query.cursor === undefined || /^[0-9a-f]{24}$/.test(query.cursor)
  assertThat(isCursor, 'request.invalid', { where: 'query', issues: [{ path: ['cursor'] }] })
  return ContentCheck.find({
    reviewArea,
    state: query.state,
    ...(query.cursor === undefined ? {} : { _id: { $gt: query.cursor } }),
    aboutUserId: { $ne: new Types.ObjectId(actor.userId) },
  })
    .sort({ _id: 1 })
    .limit(query.limit + 1)
    .lean<StoredContentCheck[]>()
}

const stateOf = { pass: 'pass', hide: 'hidden' } as const

/** What can be decided again: a mistake of the check, or of a reviewer who hid something. */
const decidableFrom = { pass: ['review', 'hidden'], hide: ['review'] } as const

function refuseOvertaken(actor: Actor, current: StoredContentCheck, decision: Decision): void {
  const isSame =
    current.decidedBy?.toString() === actor.userId && current.state === stateOf[decision.decision]
  if (isSame) return
  throw new AppError('contentReview.already_decided', {
    state: current.state,
    version: current.version,
    by: current.decidedByName ?? undefined,
    at: current.decidedAt?.toISOString(),
  })
}

/** The change a reviewer makes, with its entry in the history and what the author is told. */
function writeDecision(actor: Actor, decision: Decision, deps: Deps) {
  const state = stateOf[decision.decision]
  const [at, by, byName] = [deps.clock.now(), new Types.ObjectId(actor.userId), actor.displayName]
  const told = decision.reason === undefined ? {} : { reason: decision.reason }
  return {
    $set: {
      state,
      decidedBy: by,
      decidedByName: byName,
      decidedAt: at,
      decisionReason: decision.reason ?? '',
      nextAt: at,
      hasOutbox: true,
    },
    $inc: { version: 1 },
    $push: {
      history: { at, by, byName, state, ...told },
      outbox: makeOutboxEntry(state === 'pass' ? 'content.passed' : 'content.hidden', told, deps),
    },
  }
}

/**
 * Decides on what waits, or again on what was hidden. Two reviewers never overwrite each other: the version
 * decides, and the second learns who was first. Features and files follow by the job, the author by message.
 */
export async function decideContentReview(
  actor: Actor,
  { id, decision }: { id: string; decision: Decision },
  deps: Deps,
): Promise<StoredContentCheck> {
  const found = await ContentCheck.findById(id).lean<StoredContentCheck>()
  assertThat(found && canReview(actor, found), 'record.not_found')
  const changed = await ContentCheck.updateOne(
    { _id: id, version: decision.version, state: { $in: decidableFrom[decision.decision] } },
    writeDecision(actor, decision, deps),
  )
  const current = await ContentCheck.findById(id).lean<StoredContentCheck>()
  assertThat(current, 'record.not_found')
  if (changed.modifiedCount === 0) refuseOvertaken(actor, current, decision)
  kickOutbox()
  contentCheckWanted.send()
  return current
}
