import { isQueued } from '@linli/shared/moderation/case.state'
import { triageAbove } from '@linli/shared/users/posts'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { moveAbove } from './contentCheck.case'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { readReviewable, refuseOutdated } from './contentReview.service'

/** Whether there is a desk above the one it lies on, and somebody still has to decide. */
export const canLift = ({ caseState, reviewArea }: StoredContentCheck): boolean =>
  isQueued(caseState) && triageAbove(reviewArea) !== undefined

/** It is about her, or a colleague: the level above decides. From then on it is on her desk no more. */
export async function liftContentReview(
  actor: Actor,
  { id, version }: { id: string; version: number },
  deps: Deps,
): Promise<void> {
  const found = await readReviewable(actor, id)
  const { subjectKind, subjectId, district, reviewArea } = found
  assertThat(triageAbove(reviewArea) !== undefined, 'access.denied')
  const isMoved = canLift(found) && found.version === version && (await moveAbove(found, deps, true))
  if (!isMoved) refuseOutdated((await ContentCheck.findById(id).lean<StoredContentCheck>()) ?? found)
  const subject = { kind: subjectKind, id: subjectId, district }
  await recordAudit(actor, 'content.lifted', subject, { case: id, from: reviewArea }, deps)
}
