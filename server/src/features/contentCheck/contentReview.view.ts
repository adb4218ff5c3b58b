import { contentReasons, riskLabels } from '@linli/shared/contentCheck/contentCheck'
import type { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import type { OutputOf } from '@linli/shared/contract'
import { isQueued } from '@linli/shared/moderation/case.state'
import { reportReasons } from '@linli/shared/moderation/moderation'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { Media } from '../media/media.model'
import { signMediaUrl } from '../media/mediaLink'
import type { Actor } from '../users/actor'
import { User } from '../users/user.model'
import { readForumSettings } from '../moderation/forumSettings.service'
import { readReportGroups, type ReportGroup } from '../moderation/report.reader'
import type { StoredContentCheck } from './contentCheck.model'
import { openTexts } from './contentCheck.service'
import { openAppeal } from './contentReview.appeal'
import { findClaim } from './contentReview.claim'
import { canLift } from './contentReview.lift'
import { isTakenAway } from './contentReview.policy'
import { readPossibleSubjects } from './contentReview.subject'

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
  return new Map(users.flatMap(({ _id, nickname }) => (nickname == null ? [] : [[_id.toString(), nickname]])))
}

function viewClaim(check: StoredContentCheck, actor: Actor, now: Date): Pick<ContentReview, 'claim'> {
  const claim = findClaim(check, now)
  if (!claim) return {}
  const isMine = claim.userId === actor.userId
  return { claim: { by: isMine ? '您' : claim.name, until: claim.until.toISOString(), isMine } }
}

/** What the page draws as buttons; the service decides again. */
function listReviewActions(check: StoredContentCheck, actor: Actor, now: Date): ContentReview['actions'] {
  const claim = findClaim(check, now)
  if (claim && claim.userId !== actor.userId) return []
  const mayMute = isTakenAway(check) ? (['mute'] as const) : []
  if (!isQueued(check.caseState))
    return check.caseState === 'decided' && check.state === 'hidden' ? ['pass', ...mayMute] : [...mayMute]
  const mayLift = canLift(check) ? (['lift'] as const) : []
  return ['pass', 'hide', claim ? 'release' : 'claim', ...mayLift, ...mayMute]
}

function viewAppeal(check: StoredContentCheck, deps: Deps): Pick<ContentReview, 'appeal'> {
  const appeal = openAppeal(check, deps)
  return appeal ? { appeal: { text: appeal.text, at: appeal.at.toISOString() } } : {}
}

async function readRules(
  checks: readonly StoredContentCheck[],
): Promise<Map<string, ContentReview['rules']>> {
  const rules = new Map<string, ContentReview['rules']>()
  for (const community of new Set(checks.map((check) => check.community ?? '')))
    rules.set(community, (await readForumSettings(community === '' ? undefined : community)).rules)
  return rules
}

const viewReports = (groups: readonly ReportGroup[] = []): ContentReview['reports'] =>
  groups.map(({ reason, times, notes }) => ({ reason, text: reportReasons[reason], times, notes }))

/** Its files, checked or not, for the desk that decides. */
export const viewCheckedMedia = (
  { media }: Pick<StoredContentCheck, 'media'>,
  { userId }: Pick<Actor, 'userId'>,
  deps: Deps,
  seconds: ReadonlyMap<string, number> = new Map(),
): ContentReview['media'] =>
  media.map(({ mediaId, kind }) => {
    const id = mediaId.toString()
    return {
      id,
      kind,
      seconds: seconds.get(id),
      ...signMediaUrl({ id, kind }, { userId, access: 'full' }, deps),
    }
  })

/** The originals with the reasons, for the desk that decides: it sees every file, checked or not. */
export async function viewContentReviews(
  checks: readonly StoredContentCheck[],
  actor: Actor,
  deps: Deps,
): Promise<ContentReview[]> {
  const [names, seconds] = [await readNames(checks), await readSeconds(checks)]
  const [reports, now] = [await readReportGroups(checks), deps.clock.now()]
  const [rules, people] = [await readRules(checks), await readPossibleSubjects(checks, deps)]
  return checks.map((check) => ({
    id: check._id.toString(),
    version: check.version,
    state: check.state,
    subject: { kind: check.subjectKind, id: check.subjectId, field: check.field },
    authorName: names.get(check.userId.toString()) ?? '居民',
    ...dropUndefined({ nickname: names.get(check.userId.toString()) }),
    texts: openTexts(check, deps),
    media: viewCheckedMedia(check, actor, deps, seconds),
    reasons: check.reasons.map(viewReason),
    reports: viewReports(reports.get(`${check.subjectKind}:${check.subjectId}`)),
    caseState: check.caseState,
    score: check.score,
    requestedAt: check.requestedAt.toISOString(),
    ...(check.queuedAt == null ? {} : { queuedAt: check.queuedAt.toISOString() }),
    ...viewClaim(check, actor, now),
    ...viewDecision(check),
    ...viewAppeal(check, deps),
    page: check.page,
    people: (people.get(check._id.toString()) ?? []).map((person) => ({
      ...person,
      isSubject: check.aboutUserId?.toString() === person.id,
    })),
    rules: rules.get(check.community ?? '') ?? [],
    actions: listReviewActions(check, actor, now),
  }))
}
