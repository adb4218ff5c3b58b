import type { OutputOf } from '@linli/shared/contract'
import type { contentReviewContracts } from '@linli/shared/contentCheck/contentReview.contract'
import { isQueued } from '@linli/shared/moderation/case.state'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat, wrongField } from '../../lib/appError'
import { changeWithLine, recordAudit } from '../audit/audit.service'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import { findRuleText } from '../moderation/forumSettings.service'
import type { Actor } from '../users/actor'
import { listHiddenRecords } from '../users/hiddenRecords'
import { leaveQueue } from './contentCheck.case'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { contentCheckWanted } from './contentCheck.service'
import { announceReviews } from './contentReview.announce'
import { refuseClaimed } from './contentReview.claim'
import { canReview, listReviewAreas } from './contentReview.policy'
import { assertPossibleSubject } from './contentReview.subject'
import { planTakenName } from './takenName'

type Decision = OutputOf<typeof contentReviewContracts.decideContentReview.body>

/** The desk whose queue is asked for. */
export function assertReviewArea(actor: Actor, areaCode: string | undefined): string {
  const areas = listReviewAreas(actor)
  const reviewArea = areaCode ?? areas[0]
  assertThat(reviewArea !== undefined && areas.includes(reviewArea), 'access.denied')
  return reviewArea
}

/** Without what belongs to a record that the actor must not know of, such as a complaint about her unit. */
export async function keepVisible(actor: Actor, checks: StoredContentCheck[]): Promise<StoredContentCheck[]> {
  const hidden = new Set<string>()
  for (const kind of new Set(checks.map(({ subjectKind }) => subjectKind))) {
    const ids = checks.filter((check) => check.subjectKind === kind).map(({ subjectId }) => subjectId)
    for (const id of await listHiddenRecords(kind, actor, ids)) hidden.add(`${kind}:${id}`)
  }
  return checks.filter(({ subjectKind, subjectId }) => !hidden.has(`${subjectKind}:${subjectId}`))
}

/** @throws AppError `record.not_found` also where the actor must not know that there is one. */
export async function readReviewable(actor: Actor, id: string): Promise<StoredContentCheck> {
  const found = await ContentCheck.findById(id).lean<StoredContentCheck>()
  assertThat(found && canReview(actor, found), 'record.not_found')
  assertThat((await keepVisible(actor, [found])).length > 0, 'record.not_found')
  return found
}

const stateOf = { pass: 'pass', hide: 'hidden' } as const

/** What can be decided: whatever waits, and once more a mistake that hid something. */
const decidableFrom = {
  pass: [{ caseState: 'open' }, { caseState: 'appealed' }, { caseState: 'decided', state: 'hidden' }],
  hide: [{ caseState: 'open' }, { caseState: 'appealed' }],
} as const

const isDecidable = (check: StoredContentCheck, { decision }: Decision): boolean =>
  decidableFrom[decision].some(
    (from) => from.caseState === check.caseState && (!('state' in from) || from.state === check.state),
  )

/** @throws AppError by whom it was decided; or, where it still waits, that something else has changed: another report. */
export function refuseOutdated(current: StoredContentCheck): never {
  const { state, version } = current
  if (isQueued(current.caseState)) throw new AppError('contentReview.changed_meanwhile', { state, version })
  throw new AppError('contentReview.already_decided', {
    state,
    version,
    by: current.decidedByName ?? undefined,
    at: current.decidedAt?.toISOString(),
  })
}

/** The same decision sent again, because the answer was lost. */
const isSameDecision = (actor: Actor, current: StoredContentCheck, { decision }: Decision): boolean =>
  !isQueued(current.caseState) &&
  current.decidedBy?.toString() === actor.userId &&
  current.state === stateOf[decision]

/** What the figures keep of a decision: the first one, and whether an appeal changed it. */
function noteForFigures(check: StoredContentCheck, state: 'pass' | 'hidden', at: Date) {
  if (check.appeal != null && check.caseState === 'appealed')
    return { isOverturned: state !== (check.firstState ?? 'hidden') }
  if (check.firstDecidedAt != null) return {}
  const since = check.queuedAt ?? check.requestedAt
  const firstMinutes = (at.getTime() - since.getTime()) / 60_000
  return { firstArea: check.reviewArea, firstDecidedAt: at, firstState: state, firstMinutes }
}

/** The change a reviewer makes, with its entry in the history and what the author is told. */
function writeDecision(
  actor: Actor,
  check: StoredContentCheck,
  decision: Decision,
  { rule, besides }: { rule: string | undefined; besides: OutboxEntry[] },
  deps: Deps,
) {
  const state = stateOf[decision.decision]
  const [at, by, byName] = [deps.clock.now(), new Types.ObjectId(actor.userId), actor.displayName]
  const why = [rule, decision.reason].filter((part) => part !== undefined).join('；')
  const told = why === '' ? {} : { reason: why }
  const isFinal = check.caseState === 'appealed'
  const about = decision.aboutUserId
  return {
    $set: {
      state,
      caseState: isFinal ? ('final' as const) : ('decided' as const),
      decidedBy: by,
      decidedByName: byName,
      decidedAt: at,
      decisionReason: why,
      decisionRule: rule ?? '',
      ...(about === undefined ? {} : { aboutUserId: new Types.ObjectId(about) }),
      nextAt: at,
      hasOutbox: true,
      ...noteForFigures(check, state, at),
    },
    $unset: { ...leaveQueue, isAboutDesk: 1 as const },
    $inc: { version: 1 },
    $push: {
      history: { at, by, byName, state, ...told },
      outbox: {
        $each: [
          makeOutboxEntry(
            state === 'pass' ? 'content.passed' : 'content.hidden',
            { ...told, isFinal, byDesk: true },
            deps,
          ),
          ...besides,
        ],
      },
    },
  }
}

async function findRule(check: StoredContentCheck, decision: Decision): Promise<string | undefined> {
  if (decision.decision === 'pass') return undefined
  const rule = await findRuleText(check.community ?? undefined, decision.rule)
  assertThat(rule !== undefined, 'request.invalid', wrongField('body', ['rule'], 'unknown'))
  return rule
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
  const found = await readReviewable(actor, id)
  const rule = await findRule(found, decision)
  // What the first press has done, such as taking a name back, is no reason to refuse the second.
  if (isSameDecision(actor, found, decision)) return found
  await assertPossibleSubject(found, decision.aboutUserId, deps)
  const besides = await planTakenName(actor, found, decision, deps)
  if (found.version !== decision.version || !isDecidable(found, decision)) refuseOutdated(found)
  refuseClaimed(actor, found, deps.clock.now())
  const change = writeDecision(actor, found, decision, { rule, besides }, deps)
  const asRead = { _id: id, version: decision.version, caseState: found.caseState, state: found.state }
  const isDone = await changeWithLine(
    (session) => ContentCheck.updateOne(asRead, change, { session }),
    (session) => logDecision(actor, { ...found, ...change.$set }, decision, deps, session),
  )
  const current = await ContentCheck.findById(id).lean<StoredContentCheck>()
  assertThat(current, 'record.not_found')
  if (!isDone && !isSameDecision(actor, current, decision)) refuseOutdated(current)
  if (isDone) announceReviews(current, deps)
  kickOutbox(ContentCheck)
  contentCheckWanted.send()
  return current
}

const logDecision = (
  actor: Actor,
  check: StoredContentCheck,
  { nicknameRule }: Decision,
  deps: Deps,
  session: ClientSession,
): Promise<void> =>
  recordAudit(
    actor,
    check.state === 'pass' ? 'content.passed' : 'content.hidden',
    { kind: check.subjectKind, id: check.subjectId, district: check.district },
    {
      case: check._id.toString(),
      rule: check.decisionRule ?? undefined,
      state: check.caseState,
      about: check.aboutUserId?.toString(),
      nicknameRule,
    },
    deps,
    session,
  )

type Bulk = OutputOf<typeof contentReviewContracts.decideContentReviews.body>

/** A wave of spam in one press: each one decided as if alone, so that none loses its message or its log. */
export async function decideContentReviews(
  actor: Actor,
  { items, decision, rule, reason }: Bulk,
  deps: Deps,
): Promise<{ items: { id: string; problem?: string }[] }> {
  assertThat(
    decision === 'pass' || rule !== undefined,
    'request.invalid',
    wrongField('body', ['rule'], 'unknown'),
  )
  const results = []
  for (const { id, version } of items) {
    const words = reason === undefined ? {} : { reason }
    const one: Decision =
      decision === 'pass'
        ? { decision, version, ...words }
        : { decision, version, rule: rule ?? '', ...words }
    try {
      await decideContentReview(actor, { id, decision: one }, deps)
      results.push({ id })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      results.push({ id, problem: error.code })
    }
  }
  return { items: results }
}
