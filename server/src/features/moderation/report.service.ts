import type { OutputOf } from '@linli/shared/contract'
import { weighReport } from '@linli/shared/moderation/moderation'
import type { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { queueReported, type Reported } from '../contentCheck/contentCheck.case'
import { ContentCheck, type ContentCheckFields } from '../contentCheck/contentCheck.model'
import { checkKeyOf } from '../contentCheck/contentCheck.service'
import { isAboutDesk } from '../contentCheck/contentReview.subject'
import { reviewRoles } from '../contentCheck/reviewArea'
import { insertMissing } from '../messages/insertMissing'
import type { OutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { readForumSettings } from './forumSettings.service'
import { Report, type ReportRecord } from './report.model'
import { findReportable, type Reportable } from './reportable'

type ReportBody = OutputOf<typeof moderationContracts.reportContent.body>

/** The last decided reports make somebody's record; what was long ago counts no more. */
const recordLength = 20
/** More say nothing new: it is hidden and on top of the queue long before. */
const mostCounted = 300

async function weigh(actor: Actor): Promise<number> {
  const decided = await Report.find(
    { userId: actor.userId, outcome: { $in: ['right', 'wrong'] } },
    { outcome: 1 },
  )
    .sort({ _id: -1 })
    .limit(recordLength)
    .lean<Pick<ReportRecord, 'outcome'>[]>()
  const upheld = decided.filter(({ outcome }) => outcome === 'right').length
  return weighReport({ upheld, rejected: decided.length - upheld })
}

const sitsAtDesk = (actor: Actor, community: string): boolean =>
  actor.memberships.some(
    ({ role, areaCode }) => areaCode === community && reviewRoles.community.includes(role),
  )

async function sumOpen(kind: string, id: string): Promise<Reported> {
  const open = await Report.find(
    { subjectId: id, outcome: 'open' },
    { userId: 1, weight: 1, subjectKind: 1, reason: 1 },
  )
    .limit(mostCounted)
    .lean<Pick<ReportRecord, 'userId' | 'weight' | 'subjectKind' | 'reason'>[]>()
  const own = open.filter(({ subjectKind }) => subjectKind === kind)
  // Whoever reports each edition anew is still one person.
  const heaviest = new Map<string, number>()
  for (const { userId } of own) heaviest.set(userId.toString(), 0)
  // What is said of a name takes no words away.
  for (const { userId, weight } of own.filter(({ reason }) => reason !== 'name'))
    heaviest.set(userId.toString(), Math.max(weight, heaviest.get(userId.toString()) ?? 0))
  const isAboutDesk = own.some(({ reason }) => reason === 'staff')
  return {
    count: heaviest.size,
    weight: [...heaviest.values()].reduce((sum, weight) => sum + weight, 0),
    isAbove: isAboutDesk,
    isAboutDesk,
  }
}

/** What the desk may take away at once, before the street has looked; a motion it has to answer is not among it. */
const brakeable: readonly ReportBody['kind'][] = ['forumPost', 'forumComment', 'forumArgument']

/**
 * Somebody says that something does not belong here. It always comes into the queue; over the community's threshold
 * it is taken away until a moderator has looked. The same person counts once. What somebody reports who moderates
 * there is taken away at once, and the level above decides; not what the level above looks at already, which may be about
 * her.
 */
export async function reportContent(actor: Actor, body: ReportBody, deps: Deps): Promise<void> {
  const { kind, id, reason, note } = body
  const found = await findReportable(actor, { kind, id }, deps)
  const { field, community } = found
  // Who says that it should go must not be who decides on it: what the desk takes away, the street looks at.
  const isByDesk = sitsAtDesk(actor, community)
  const isAbove = found.isAbove === true || isByDesk
  const weight = await weigh(actor)
  const isBrake =
    isByDesk && brakeable.includes(kind) && !found.isAbove && !(await isAboutDesk({ kind, id, field }))
  const report: ReportRecord = {
    _id: new Types.ObjectId(),
    key: `${kind}:${id}:${field}:${actor.userId}`,
    subjectKind: kind,
    subjectId: id,
    userId: new Types.ObjectId(actor.userId),
    reason,
    ...(note === undefined ? {} : { note }),
    weight: isBrake ? Math.max(weight, (await readForumSettings(community)).hideThreshold) : weight,
    at: deps.clock.now(),
    outcome: 'open',
  }
  await insertMissing(Report, [report])
  if (await requeueReported({ kind, id, field, community, isAbove }, deps)) return
  // Nobody looks at it any more: it must not weigh on the next edition.
  await Report.deleteOne({ _id: report._id })
  const check = await ContentCheck.findOne(
    { key: checkKeyOf({ kind, id, field }) },
    { state: 1, caseState: 1 },
  ).lean<Pick<ContentCheckFields, 'state' | 'caseState'>>()
  const present = { state: check?.state ?? 'pending', caseState: check?.caseState ?? 'clear' }
  throw new AppError('report.not_possible', present)
}

/**
 * Brings what is reported and not yet decided into the queue; again after an edit has passed the check.
 * @returns false when nobody could decide on it now.
 */
export async function requeueReported(
  { kind, id, field, community, isAbove = false }: Reportable & { kind: string; id: string },
  deps: Deps,
): Promise<boolean> {
  const reported = await sumOpen(kind, id)
  if (reported.count === 0) return true
  const { hideThreshold } = await readForumSettings(community)
  return queueReported(
    { kind, id, field },
    { ...reported, isAbove: isAbove || reported.isAbove },
    hideThreshold,
    deps,
  )
}

/** Whoever said that the name does not belong there was right, whatever became of the words. Repeatable. */
export async function settleNameReports(
  { subjectKind, subjectId }: Pick<ContentCheckFields, 'subjectKind' | 'subjectId'>,
  { at }: OutboxEntry,
): Promise<void> {
  const named = { subjectKind, subjectId, at: { $lte: at }, reason: 'name' as const }
  await Report.updateMany(named, { $set: { outcome: 'right' } })
}

/** After a decision: who was right weighs more the next time. A final decision also corrects the first one. */
export async function settleReports(
  check: Pick<ContentCheckFields, 'subjectKind' | 'subjectId'>,
  { event, at, data }: OutboxEntry,
): Promise<void> {
  if (data.byDesk !== true) return
  const outcome = event === 'content.hidden' ? 'right' : 'wrong'
  await Report.updateMany(
    {
      subjectKind: check.subjectKind,
      subjectId: check.subjectId,
      at: { $lte: at },
      ...(data.isFinal === true ? {} : { outcome: 'open' as const }),
    },
    { $set: { outcome } },
  )
}
