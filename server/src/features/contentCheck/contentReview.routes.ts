import './contentCheck.metrics'
import './contentCheck.setup'
import { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { sensitiveWordContracts } from '@linli/shared/contentCheck/sensitiveWord.contract'
import { route, type Route } from '../../http/route'
import { AppError } from '../../lib/appError'
import { appealContentReview } from './contentReview.appeal'
import { claimContentReview } from './contentReview.claim'
import { liftContentReview } from './contentReview.lift'
import { listContentReviews } from './contentReview.list'
import { listOwnHidden, viewOwnHidden, viewStoodInFor } from './contentReview.own'
import { decideContentReview, decideContentReviews, readReviewable } from './contentReview.service'
import type { Actor } from '../users/actor'
import type { Deps } from '../../deps'
import type { StoredContentCheck } from './contentCheck.model'
import { viewContentReviews } from './contentReview.view'
import { addSensitiveWords, listSensitiveWords, removeSensitiveWord } from './sensitiveWord.service'
import { viewSensitiveWords } from './sensitiveWord.view'

async function viewOne(check: StoredContentCheck, actor: Actor, deps: Deps) {
  const [view] = await viewContentReviews([check], actor, deps)
  if (!view) throw new AppError('record.not_found')
  return view
}

export const contentReviewRoutes: Route[] = [
  route(contentReviewContracts.listContentReviews, async ({ actor, query, deps }) => {
    const rows = await listContentReviews(actor, query)
    const shown = rows.slice(0, query.limit)
    const items = await viewContentReviews(shown, actor, deps)
    const nextCursor = rows.length > query.limit ? shown.at(-1)?._id.toString() : undefined
    return { items, nextCursor }
  }),
  route(contentReviewContracts.decideContentReview, async ({ actor, params, body, deps }) =>
    viewOne(await decideContentReview(actor, { id: params.id, decision: body }, deps), actor, deps),
  ),
  route(contentReviewContracts.claimContentReview, async ({ actor, params, body, deps }) =>
    viewOne(
      await claimContentReview(actor, await readReviewable(actor, params.id), body.isOn, deps),
      actor,
      deps,
    ),
  ),
  route(contentReviewContracts.liftContentReview, ({ actor, params, body, deps }) =>
    liftContentReview(actor, { id: params.id, version: body.version }, deps),
  ),
  route(contentReviewContracts.decideContentReviews, ({ actor, body, deps }) =>
    decideContentReviews(actor, body, deps),
  ),
  route(contentReviewContracts.listOwnHidden, async ({ actor, query, deps }) => {
    const { stoodInFor, own } = await listOwnHidden(actor, query)
    const shown = own.slice(0, query.limit)
    const nextCursor = own.length > query.limit ? shown.at(-1)?._id.toString() : undefined
    const items = [...stoodInFor.map(viewStoodInFor), ...shown.map((check) => viewOwnHidden(check, deps))]
    return { items, nextCursor }
  }),
  route(contentReviewContracts.appealContentReview, ({ actor, params, body, deps }) =>
    appealContentReview(actor, { id: params.id, text: body.text }, deps),
  ),
  route(sensitiveWordContracts.listSensitiveWords, async ({ actor, query }) =>
    viewSensitiveWords(await listSensitiveWords(actor, query.areaCode)),
  ),
  route(sensitiveWordContracts.addSensitiveWords, async ({ actor, body, deps }) =>
    viewSensitiveWords(await addSensitiveWords(actor, body, deps)),
  ),
  route(sensitiveWordContracts.removeSensitiveWord, ({ actor, params, deps }) =>
    removeSensitiveWord(actor, params.id, deps),
  ),
]
