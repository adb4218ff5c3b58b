import { contentReasons, riskLabels } from '@linli/shared/contentCheck/contentCheck'
import type { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { Deps } from '../../deps'
import { Media } from '../media/media.model'
import { signMediaUrl } from '../media/mediaLink'
import type { Actor } from '../users/actor'
import { User } from '../users/user.model'
import type { StoredContentCheck } from './contentCheck.model'
import { openTexts } from './contentCheck.service'

type ContentReview = OutputOf<typeof contentReviewContracts.decideContentReview.response>

function viewReason({ code, label, mediaId }: StoredContentCheck['reasons'][number]) {
  const about = label == null ? undefined : riskLabels[label]
  return {
    code,
    message: about === undefined ? contentReasons[code] : `${contentReasons[code]}：${about}`,
    ...(mediaId ? { mediaId: mediaId.toString() } : {}),
  }
}

function viewDecision({ decidedByName, decidedAt, decisionReason }: StoredContentCheck) {
  if (decidedByName == null || decidedAt == null) return {}
  return {
    decision: {
      by: decidedByName,
      at: decidedAt.toISOString(),
      reason: decisionReason === '' ? undefined : (decisionReason ?? undefined),
    },
  }
}

async function readSeconds(checks: readonly StoredContentCheck[]): Promise<Map<string, number>> {
  const ids = checks.flatMap(({ media }) => media.filter((m) => m.kind === 'voice').map((m) => m.mediaId))
  if (ids.length === 0) return new Map()
  const rows = await Media.find({ _id: { $in: ids } }, { seconds: 1 }).lean()
  return new Map(rows.flatMap(({ _id, seconds }) => (seconds == null ? [] : [[_id.toString(), seconds]])))
}

async function readNames(checks: readonly StoredContentCheck[]): Promise<Map<string, string>> {
  const users = await User.find({ _id: { $in: checks.map(({ userId }) => userId) } }, { nickname: 1 }).lean()
  return new Map(users.map(({ _id, nickname }) => [_id.toString(), nickname ?? '居民']))
}

/** The originals with the reasons, for the desk that decides: it sees every file, checked or not. */
export async function viewContentReviews(
  checks: readonly StoredContentCheck[],
  actor: Actor,
  deps: Deps,
): Promise<ContentReview[]> {
  const [names, seconds] = [await readNames(checks), await readSeconds(checks)]
  const viewer = { userId: actor.userId, access: 'full' as const }
  return checks.map((check) => ({
    id: check._id.toString(),
    version: check.version,
    state: check.state,
    subject: { kind: check.subjectKind, id: check.subjectId, field: check.field },
    authorName: names.get(check.userId.toString()) ?? '居民',
    texts: openTexts(check, deps),
    media: check.media.map(({ mediaId, kind }) => {
      const id = mediaId.toString()
      return { id, kind, seconds: seconds.get(id), ...signMediaUrl({ id, kind }, viewer, deps) }
    }),
    reasons: check.reasons.map(viewReason),
    requestedAt: check.requestedAt.toISOString(),
    ...viewDecision(check),
  }))
}
