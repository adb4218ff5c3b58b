import { appealableKindNames } from '@linli/shared/contentCheck/contentCheck'
import type { contentReviewContracts, OwnHidden } from '@linli/shared/contentCheck/contentReview.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { CaseState } from '@linli/shared/moderation/case.state'
import type { Deps } from '../../deps'
import type { Actor } from '../users/actor'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { openTexts } from './contentCheck.service'
import { canAppeal } from './contentReview.appeal'

/** The page of `listOwnHidden`: the way to an appeal that does not go with the post it stood under. */
export const ownHiddenPage = 'packages/forum/pages/mine/index?part=hidden'

/** Why something is not shown, in the words its author reads. */
export function describeHiding(check: StoredContentCheck | undefined): string | undefined {
  if (check?.state !== 'hidden') return undefined
  if (check.decidedBy == null && check.caseState === 'open') return '有邻居反映，社区的人正在看，看过后告诉您'
  const why =
    check.decisionReason == null || check.decisionReason === '' ? '自动核对认为不合适' : check.decisionReason
  return check.caseState === 'appealed' ? `${why}。您已经申诉，上一级正在看` : why
}

/** What its author deleted or wrote anew is not among it: there is nothing to appeal any more. */
const standing: readonly CaseState[] = ['open', 'decided', 'appealed', 'final']

/** What somebody wrote and others do not read, the newest first; one row more than asked when there is more. */
export function listOwnHidden(
  actor: Actor,
  { cursor, limit }: OutputOf<typeof contentReviewContracts.listOwnHidden.query>,
): Promise<StoredContentCheck[]> {
  return ContentCheck.find({
    userId: actor.userId,
    state: 'hidden',
    caseState: { $in: standing },
    subjectKind: { $in: Object.keys(appealableKindNames) },
    ...(cursor === undefined ? {} : { _id: { $lt: cursor } }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<StoredContentCheck[]>()
}

export const viewOwnHidden = (check: StoredContentCheck, deps: Deps): OwnHidden => ({
  id: check._id.toString(),
  kindName: appealableKindNames[check.subjectKind] ?? '',
  text: openTexts(check, deps).join('\n'),
  at: check.requestedAt.toISOString(),
  hiddenBecause: describeHiding(check) ?? '',
  page: check.page,
  canAppeal: canAppeal(check),
})
