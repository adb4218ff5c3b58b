import { isQueued } from '@linli/shared/moderation/case.state'
import { triageAbove } from '@linli/shared/users/posts'
import type { ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { recordAudit, wasLastDone } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { moveAbove } from './contentCheck.case'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { canReview } from './contentReview.policy'
import { readReviewable, refuseOutdated } from './contentReview.service'

/** Whether there is a desk above the one it lies on, and somebody still has to decide. */
export const canLift = ({ caseState, reviewArea }: StoredContentCheck): boolean =>
  isQueued(caseState) && triageAbove(reviewArea) !== undefined

const lifted = 'content.lifted'

export const logLift =
  (actor: Pick<Actor, 'userId' | 'displayName'>, check: StoredContentCheck, deps: Pick<Deps, 'clock'>) =>
  (session: ClientSession): Promise<void> => {
    const { _id, subjectKind, subjectId, district, reviewArea } = check
    const subject = { kind: subjectKind, id: subjectId, district }
    return recordAudit(actor, lifted, subject, { case: _id.toString(), from: reviewArea }, deps, session)
  }

/** The same press sent again, because the answer was lost: it lies on her desk no more. */
async function wasLiftedBy(actor: Actor, id: string): Promise<boolean> {
  const check = await ContentCheck.findById(id).lean<StoredContentCheck>()
  if (!check || canReview(actor, check)) return false
  return wasLastDone(actor, lifted, check.subjectId, { case: id })
}

/** It is about her, or a colleague: the level above decides. From then on it is on her desk no more. */
export async function liftContentReview(
  actor: Actor,
  { id, version }: { id: string; version: number },
  deps: Deps,
): Promise<void> {
  if (await wasLiftedBy(actor, id)) return
  const found = await readReviewable(actor, id)
  assertThat(triageAbove(found.reviewArea) !== undefined, 'access.denied')
  const moving = { isAboutDesk: true, log: logLift(actor, found, deps) }
  const isMoved = canLift(found) && found.version === version && (await moveAbove(found, deps, moving))
  if (!isMoved) refuseOutdated((await ContentCheck.findById(id).lean<StoredContentCheck>()) ?? found)
}
