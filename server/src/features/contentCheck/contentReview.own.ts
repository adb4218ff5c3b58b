import { appealableKindNames } from '@linli/shared/contentCheck/contentCheck'
import type { contentReviewContracts, OwnHidden } from '@linli/shared/contentCheck/contentReview.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { CaseState } from '@linli/shared/moderation/case.state'
import type { Deps } from '../../deps'
import type { Actor } from '../users/actor'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { openTexts } from './contentCheck.service'
import { canAppeal } from './contentReview.appeal'
import { coverStoodIn, listStoodInFor } from './contentReview.standIn'

/** The page of `listOwnHidden`: the way to an appeal that does not go with the post it stood under. */
export const ownHiddenPage = 'packages/forum/pages/mine/index?part=hidden'

/** Why something is not shown, in the words its author reads. */
export function describeHiding(
  check: StoredContentCheck | undefined,
  appealed = '您已经申诉',
): string | undefined {
  if (check?.state !== 'hidden') return undefined
  if (check.decidedBy == null && check.caseState === 'open') return '有邻居反映，社区的人正在看，看过后告诉您'
  const why =
    check.decisionReason == null || check.decisionReason === '' ? '自动核对认为不合适' : check.decisionReason
  return check.caseState === 'appealed' ? `${why}。${appealed}，上一级正在看` : why
}

/** What its author deleted or wrote anew is not among it: there is nothing to appeal any more. */
const standing: readonly CaseState[] = ['open', 'decided', 'appealed', 'final']

/**
 * What somebody wrote and others do not read, the newest first; one row more than asked when there is more. Before it, what
 * she may appeal in the place of an author who is here no more.
 */
export async function listOwnHidden(
  actor: Actor,
  { cursor, limit }: OutputOf<typeof contentReviewContracts.listOwnHidden.query>,
): Promise<{ stoodInFor: StoredContentCheck[]; own: StoredContentCheck[] }> {
  const stoodInFor = cursor === undefined ? await listStoodInFor(actor) : []
  const own = await ContentCheck.find({
    userId: actor.userId,
    state: 'hidden',
    caseState: { $in: standing },
    subjectKind: { $in: Object.keys(appealableKindNames) },
    ...(cursor === undefined ? {} : { _id: { $lt: cursor } }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<StoredContentCheck[]>()
  return { stoodInFor, own }
}

export const viewOwnHidden = (check: StoredContentCheck, deps: Deps): OwnHidden => ({
  ...viewHidden(check),
  text: openTexts(check, deps).join('\n'),
  page: check.page,
})

export const viewStoodInFor = (check: StoredContentCheck): OwnHidden => ({
  ...viewHidden(check, '已经有联名的邻居申诉'),
  ...coverStoodIn(check),
})

const viewHidden = (check: StoredContentCheck, appealed?: string) => ({
  id: check._id.toString(),
  kindName: appealableKindNames[check.subjectKind] ?? '',
  at: check.requestedAt.toISOString(),
  hiddenBecause: describeHiding(check, appealed) ?? '',
  canAppeal: canAppeal(check),
})
