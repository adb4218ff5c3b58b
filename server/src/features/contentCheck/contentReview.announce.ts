import type { Deps } from '../../deps'
import type { Reviewed } from './contentReview.policy'

/**
 * Tells whoever has the queue of a desk open that it changed: the area and nothing of the case. Whom it is about does not
 * learn that there is one, also when she has come to the desk since.
 * @param alsoAt the desk on which it lay before, or where it lies now.
 */
export function announceReviews(
  { reviewArea, userId, aboutUserId, isAuthorBarred }: Reviewed,
  { publish }: Pick<Deps, 'publish'>,
  alsoAt = reviewArea,
): void {
  const barred = [aboutUserId, isAuthorBarred ? userId : undefined]
  const except = barred.flatMap((id) => (id == null ? [] : [`user:${id.toString()}` as const]))
  for (const area of new Set([reviewArea, alsoAt]))
    publish({ name: 'reviews.changed', rooms: [`post:triage:${area}`], except, data: { area } })
}
