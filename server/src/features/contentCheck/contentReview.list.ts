import type { OutputOf } from '@linli/shared/contract'
import type { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import type { Actor } from '../users/actor'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { canReview, isUnjudged } from './contentReview.policy'
import { assertReviewArea, keepVisible, readReviewable } from './contentReview.service'

type ListQuery = OutputOf<typeof contentReviewContracts.listContentReviews.query>

/** Where the page before ended; a case that was decided meanwhile has no rank, and the list begins anew. */
async function findRankAfter(cursor: string): Promise<object> {
  const last = await ContentCheck.findById(cursor, { rank: 1 }).lean()
  return last?.rank == null ? {} : { rank: { $gt: last.rank } }
}

/** No desk has more that waits. */
const mostQueued = 2000

/** Which pieces wait at a desk. */
export const listQueuedAt = (
  reviewArea: string,
): Promise<Pick<StoredContentCheck, 'subjectKind' | 'subjectId' | 'field'>[]> =>
  ContentCheck.find({ reviewArea, rank: { $gt: '' } }, { subjectKind: 1, subjectId: 1, field: 1 })
    .limit(mostQueued)
    .lean<Pick<StoredContentCheck, 'subjectKind' | 'subjectId' | 'field'>[]>()

/** Nobody has more that waits, but a machine. */
const mostOfAuthor = 1000

/** What lies at the desk of one author, in one read by the author: a desk beside it makes the engine read all there is. */
async function listOfAuthor(actor: Actor, query: ListQuery, sameAs: string): Promise<StoredContentCheck[]> {
  const reviewArea = assertReviewArea(actor, query.areaCode)
  const { userId } = await readReviewable(actor, sameAs)
  const rows = await ContentCheck.find({ userId })
    .sort({ _id: -1 })
    .limit(mostOfAuthor)
    .lean<StoredContentCheck[]>()
  const isHidden = query.state === 'hidden'
  const here = rows.filter(
    (check) =>
      check.reviewArea === reviewArea &&
      canReview(actor, check) &&
      (isHidden ? check.state === 'hidden' && !isUnjudged(check) : check.rank != null),
  )
  if (!isHidden) here.sort((a, b) => ((a.rank ?? '') < (b.rank ?? '') ? -1 : 1))
  return (await keepVisible(actor, here)).slice(0, query.limit)
}

/** Equality and one range only: measured, anything negative in a filter makes the engine scan the collection. */
const makeListFilter = (actor: Actor, { state, areaCode }: ListQuery): object => ({
  reviewArea: assertReviewArea(actor, areaCode),
  ...(state === 'hidden' ? { state } : { rank: { $gt: '' } }),
})

/**
 * What waits at the actor's desk, the most pressing first, or what is hidden there, the newest first; one row more than
 * asked when there is more. What she must not know of, and what nobody judged, is left out of the batches that are
 * read, and does not shorten the page.
 */
export async function listContentReviews(actor: Actor, query: ListQuery): Promise<StoredContentCheck[]> {
  const { cursor, limit, sameAuthorAs } = query
  if (sameAuthorAs !== undefined) return listOfAuthor(actor, query, sameAuthorAs)
  const isHidden = query.state === 'hidden'
  const filter = makeListFilter(actor, query)
  let after = cursor === undefined ? {} : isHidden ? { _id: { $lt: cursor } } : await findRankAfter(cursor)
  const kept: StoredContentCheck[] = []
  for (;;) {
    const batch = await ContentCheck.find({ ...filter, ...after })
      .sort(isHidden ? { _id: -1 } : { rank: 1 })
      .limit(limit + 1)
      .lean<StoredContentCheck[]>()
    const readable = batch.filter((check) => canReview(actor, check) && !(isHidden && isUnjudged(check)))
    kept.push(...(await keepVisible(actor, readable)))
    const last = batch.at(-1)
    if (!last || batch.length <= limit || kept.length > limit) return kept.slice(0, limit + 1)
    after = isHidden ? { _id: { $lt: last._id } } : { rank: { $gt: last.rank ?? '' } }
  }
}
