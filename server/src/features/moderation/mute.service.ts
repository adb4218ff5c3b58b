import { areaLevelOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { moderationContracts } from '@linli/shared/moderation/moderation.contract'
import { formatMoment } from '@linli/shared/time'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { inTransaction } from '../../lib/inTransaction'
import { isDuplicate } from '../../lib/isDuplicate'
import { changeWithLine, recordAudit } from '../audit/audit.service'
import { isTakenAway, listReviewAreas } from '../contentCheck/contentReview.policy'
import { assertReviewArea, readReviewable } from '../contentCheck/contentReview.service'
import { isAtDesk, reviewRoles } from '../contentCheck/reviewArea'
import type { Message } from '../messages/message'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { Mute, type MuteRecord } from './mute.model'

type MuteBody = OutputOf<typeof moderationContracts.muteAuthor.body>
type ListQuery = OutputOf<typeof moderationContracts.listMutes.query>

const dayMilliseconds = 24 * 60 * 60 * 1000
/** More mutes of one desk do not end in the same millisecond. */
const sameMoment = 50
const hiddenByCheck = '自动核对认为内容不合适'

/** Whether somebody may write here now; asked by the forum only. */
export async function findMute(
  userId: string,
  community: string,
  now: Date,
): Promise<MuteRecord | undefined> {
  const rows = await Mute.find({ userId, until: { $gt: now } }).lean<MuteRecord[]>()
  return rows.find((mute) => mute.community === community && mute.from <= now)
}

async function isModerator(userId: string, community: string, now: Date): Promise<boolean> {
  return isAtDesk(userId, community, reviewRoles.community, now)
}

/** For some days, with a reason the author reads; the case shows why. Logged. */
export async function muteAuthor(actor: Actor, body: MuteBody, deps: Deps): Promise<MuteRecord> {
  const check = await readReviewable(actor, body.caseId)
  const { community } = check
  assertThat(community != null, 'mute.not_possible')
  // The author reads which rule it was.
  assertThat(isTakenAway(check), 'mute.not_possible', { state: check.state })
  const rule = check.decisionRule == null || check.decisionRule === '' ? hiddenByCheck : check.decisionRule
  const [now, userId] = [deps.clock.now(), check.userId.toString()]
  const earlier = await Mute.findOne({ caseId: check._id }).lean<MuteRecord>()
  if (earlier?.by.toString() === actor.userId) return earlier
  const present = (await findMute(userId, community, now)) ?? earlier
  const until = present && { until: present.until.toISOString(), by: present.byName }
  assertThat(!present && !(await isModerator(userId, community, now)), 'mute.not_possible', until)
  const { district, street } = check
  const mute = {
    _id: new Types.ObjectId(Types.ObjectId.generate(Math.floor(now.getTime() / 1000))),
    caseId: check._id,
    userId: check.userId,
    ...dropUndefined({ district, street: street ?? undefined, community, reason: body.reason }),
    from: now,
    until: new Date(now.getTime() + body.days * dayMilliseconds),
    rule,
    by: new Types.ObjectId(actor.userId),
    byName: actor.displayName,
    outbox: [makeOutboxEntry('forum.muted', {}, deps)],
    hasOutbox: true,
  }
  const subject = { kind: 'user', id: userId, district }
  const details = { case: body.caseId, days: body.days }
  try {
    await inTransaction(async (session) => {
      await Mute.create([mute], { session })
      await recordAudit(actor, 'forum.muted', subject, details, deps, session)
    })
  } catch (error) {
    if (isDuplicate(error)) throw new AppError('mute.not_possible', { isMuted: true })
    throw error
  }
  kickOutbox(Mute)
  return mute
}

/** The mutes in force in the desk's area, those that end first on top; one row more than asked when there is more. */
export async function listMutes(actor: Actor, query: ListQuery, now: Date): Promise<MuteRecord[]> {
  const area = assertReviewArea(actor, query.areaCode)
  const level = areaLevelOf(area) === 'community' ? { community: area } : { street: area }
  const last =
    query.cursor === undefined ? undefined : await Mute.findOne({ _id: query.cursor }).lean<MuteRecord>()
  // Several may end in the same moment, also at the edge of a page; one that was ended meanwhile begins the list anew.
  const after = last && last.until > now ? last : undefined
  const rows = await Mute.find({ ...level, until: after ? { $gte: after.until } : { $gt: now } })
    .sort({ until: 1, _id: 1 })
    .limit(query.limit + 1 + (after ? sameMoment : 0))
    .lean<MuteRecord[]>()
  const isNext = ({ until, _id }: MuteRecord): boolean =>
    !after || until > after.until || _id.toString() > after._id.toString()
  return rows.filter(isNext).slice(0, query.limit + 1)
}

/** Ends what is still in force. */
async function end(
  which: { _id: Types.ObjectId } | { caseId: Types.ObjectId },
  log: (session: ClientSession) => Promise<void>,
  deps: Deps,
): Promise<void> {
  const now = deps.clock.now()
  const change = {
    $set: { until: now, hasOutbox: true },
    $push: { outbox: makeOutboxEntry('forum.unmuted', {}, deps) },
  }
  const inForce = { ...which, until: { $gt: now } }
  if (await changeWithLine((session) => Mute.updateOne(inForce, change, { session }), log)) kickOutbox(Mute)
}

/** Early, by the desk that muted or the one above. */
export async function endMute(actor: Actor, id: string, deps: Deps): Promise<void> {
  const mute = await Mute.findOne({ _id: id }).lean<MuteRecord>()
  const areas = listReviewAreas(actor)
  const isOurs =
    mute && [mute.community, mute.street, mute.district].some((code) => areas.includes(code ?? ''))
  assertThat(isOurs, 'record.not_found')
  const subject = { kind: 'user', id: mute.userId.toString(), district: mute.district }
  const log = (session: ClientSession) =>
    recordAudit(actor, 'forum.unmuted', subject, { mute: id }, deps, session)
  await end({ _id: mute._id }, log, deps)
}

/** What was no reason to take words away is none to silence their author. Repeatable. */
export async function endMuteOfCase(caseId: Types.ObjectId, deps: Deps): Promise<void> {
  // The decision that ends it has its own line.
  await end({ caseId }, () => Promise.resolve(), deps)
}

/** What somebody is told who cannot write, or can again. */
export function expandMute(mute: MuteRecord, entry: OutboxEntry): Message[] {
  const base = {
    userId: mute.userId.toString(),
    event: entry.event,
    page: 'pages/forum/index',
    district: mute.district,
  }
  if (entry.event === 'forum.unmuted')
    return [{ ...base, title: '您又可以在邻里圈发言了', body: '社区提前恢复了您的发言，欢迎回来。' }]
  const why = [mute.rule, mute.reason].filter((part) => part !== undefined).join('；')
  return [
    {
      ...base,
      title: '您暂时不能在邻里圈发言',
      body: `到${formatMoment(mute.until, entry.at)}自动恢复。原因：${why}。提诉求、求助、投票和申诉都不受影响。`,
    },
  ]
}
