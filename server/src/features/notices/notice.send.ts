import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { giveWay } from '../../lib/giveWay'
import { publishNoticePosts } from '../forum/post.notice'
import { insertMissing } from '../messages/insertMissing'
import { storeDeliveries } from '../messages/outbox.mover'
import { listCommunities } from './audience.places'
import { readAudience, type AudienceMember } from './notice.audience'
import { listFamilyMessages } from './notice.family'
import { causeOfNotice, writeNoticeMessage } from './notice.messages'
import { Notice, type NoticeRecord } from './notice.model'
import { beginWithdrawal } from './notice.withdraw'
import { describeForWhom } from './notice.words'
import { NoticeReach, reachKeyOf, type ReachRecord } from './reach.model'
import { firstLookAt } from './reach.sms'

/** People at once: a batch that a crash cut off is done again, and changes nothing that is there. */
const batchSize = 400
const readAtOnce = 4000

/** Last until they are put into their order. */
const unranked = 1_000_000

export const toReach = (
  notice: NoticeRecord,
  member: Omit<AudienceMember, 'cursor'>,
  lookAt: Date,
): ReachRecord => {
  const { personId, userId, place, birthYear, hasPhone } = member
  return {
    _id: new Types.ObjectId(),
    key: reachKeyOf(notice._id, member),
    noticeId: notice._id,
    ...dropUndefined({ personId, userId, birthYear, ...place }),
    district: place.district,
    visitArea: place.grid ?? place.community ?? notice.areaCode,
    hasPhone,
    state: 'waiting',
    reasons: [],
    rank: unranked,
    channels: [],
    entries: [],
    version: 1,
    ...(hasPhone ? { lookAt } : {}),
  }
}

/** Boards at once: a district has more than five hundred. */
const boardsAtOnce = 50

/**
 * Where everyone reads it: on the board of the forum, when it is for everyone of a place. What is meant for some groups
 * stays with them. A few communities at a time; a part that a crash cut off is done again, and changes nothing that is there.
 * @returns whether there are more.
 */
async function postNext(notice: NoticeRecord, deps: Deps): Promise<boolean> {
  const { _id, corrects, run } = notice
  const posted = run?.posted ?? 0
  if (corrects && posted === 0)
    await Notice.updateOne({ _id: corrects }, { $set: { correctedBy: _id }, $inc: { version: 1 } })
  if (notice.audience.groups.length > 0) return false
  const communities = await listCommunities(notice)
  if (posted >= communities.length) return false
  const next = communities.slice(posted, posted + boardsAtOnce)
  await publishNoticePosts({ ...notice, forWhom: await describeForWhom(notice) }, next)
  const { modifiedCount } = await Notice.updateOne(
    { _id, state: 'published', 'run.cursor': '' },
    { $set: { 'run.posted': posted + next.length } },
  )
  if (modifiedCount === 0) await beginWithdrawal(_id, deps)
  return modifiedCount === 0 || posted + next.length < communities.length
}

/** In the app, as subscription message and, where it must, by SMS; each once. So many were told before. */
async function tell(
  notice: NoticeRecord,
  { members, before }: { members: readonly AudienceMember[]; before: number },
  at: Date,
  deps: Deps,
) {
  if (notice.mustReach)
    await insertMissing(
      NoticeReach,
      members.map((member, i) => toReach(notice, member, firstLookAt(at, before + i))),
    )
  const cause = causeOfNotice(notice._id)
  const messages = members.flatMap(({ userId }) =>
    userId === undefined ? [] : [{ cause, message: writeNoticeMessage(notice, userId.toString(), at) }],
  )
  const personIds = members.flatMap(({ personId }) => personId ?? [])
  await storeDeliveries([...messages, ...(await listFamilyMessages(notice, personIds, at))], deps)
}

interface Progress {
  cursor: string | undefined
  done: number
  withAccount: number
}

/** Moves the run on from a cursor. @returns false when another server did, or it was withdrawn meanwhile. */
async function moveOn(
  { _id, counted }: NoticeRecord,
  from: string,
  { cursor, done, withAccount }: Progress,
): Promise<boolean> {
  const { modifiedCount } = await Notice.updateOne(
    { _id, state: 'published', 'run.cursor': from },
    cursor === undefined
      ? { $unset: { run: 1 }, ...(counted ? {} : { $set: { counted: { people: done, withAccount } } }) }
      : { $set: { 'run.cursor': cursor, 'run.done': done, 'run.withAccount': withAccount } },
  )
  return modifiedCount === 1
}

/**
 * Puts it on the next boards, then sends it to the next few thousand, a few hundred at a time. They are read at once, for
 * reading costs what there is, not what is taken; where it stands is kept after each few hundred.
 */
export async function sendBatch(notice: NoticeRecord, deps: Deps): Promise<void> {
  const { run, publishedAt = deps.clock.now() } = notice
  if (!run) return
  if (run.cursor === '' && (await postNext(notice, deps))) return
  const { members, next } = await readAudience(notice, run.cursor, readAtOnce, {
    now: publishedAt,
    crypto: deps.crypto,
  })
  let from = run.cursor
  let { done, withAccount = 0 } = run
  for (let i = 0; i === 0 || i < members.length; i += batchSize) {
    const batch = members.slice(i, i + batchSize)
    await tell(notice, { members: batch, before: done }, publishedAt, deps)
    const isLast = i + batchSize >= members.length
    const cursor = isLast ? next : batch.at(-1)?.cursor
    done += batch.length
    withAccount += batch.filter(({ userId }) => userId !== undefined).length
    if (!(await moveOn(notice, from, { cursor, done, withAccount }))) {
      await beginWithdrawal(notice._id, deps)
      return
    }
    from = cursor ?? ''
    await giveWay()
  }
}
