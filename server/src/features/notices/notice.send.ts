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
import { hideEverywhere } from './notice.withdraw'
import { NoticeReach, reachKeyOf, type ReachRecord } from './reach.model'

/** People at once: a batch that a crash cut off is done again, and changes nothing that is there. */
const batchSize = 400
const readAtOnce = 4000

/** Last until they are put into their order. */
const unranked = 1_000_000

const toReach = (notice: NoticeRecord, member: AudienceMember): ReachRecord => {
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
    ...(hasPhone && userId === undefined ? { isSmsDue: true } : {}),
  }
}

/**
 * Where everyone reads it: on the board of the forum, when it is for everyone of a place. What is meant for some groups
 * stays with them.
 */
async function begin(notice: NoticeRecord): Promise<void> {
  if (notice.corrects)
    await Notice.updateOne(
      { _id: notice.corrects },
      { $set: { correctedBy: notice._id }, $inc: { version: 1 } },
    )
  if (notice.audience.groups.length > 0) return
  await publishNoticePosts(notice, await listCommunities(notice))
}

/** In the app, as subscription message and, where it must, by SMS; each once. */
async function tell(notice: NoticeRecord, members: readonly AudienceMember[], at: Date, deps: Deps) {
  if (notice.mustReach)
    await insertMissing(
      NoticeReach,
      members.map((member) => toReach(notice, member)),
    )
  const cause = causeOfNotice(notice._id)
  const messages = members.flatMap(({ userId }) =>
    userId === undefined ? [] : [{ cause, message: writeNoticeMessage(notice, userId.toString(), at) }],
  )
  const personIds = members.flatMap(({ personId }) => personId ?? [])
  await storeDeliveries([...messages, ...(await listFamilyMessages(notice, personIds, at))], deps)
}

/** Moves the run on from a cursor. @returns false when another server did, or it was withdrawn meanwhile. */
async function moveOn(
  _id: Types.ObjectId,
  from: string,
  to: { cursor: string | undefined; done: number },
): Promise<boolean> {
  const { modifiedCount } = await Notice.updateOne(
    { _id, state: 'published', 'run.cursor': from },
    to.cursor === undefined
      ? { $unset: { run: 1 } }
      : { $set: { 'run.cursor': to.cursor, 'run.done': to.done } },
  )
  return modifiedCount === 1
}

/**
 * Sends it to the next few thousand, a few hundred at a time. They are read at once, for reading costs what there is,
 * not what is taken; where it stands is kept after each few hundred.
 */
export async function sendBatch(notice: NoticeRecord, deps: Deps): Promise<void> {
  const { _id, run, publishedAt = deps.clock.now() } = notice
  if (!run) return
  if (run.cursor === '') await begin(notice)
  const { members, next } = await readAudience(notice, run.cursor, readAtOnce, publishedAt)
  let from = run.cursor
  for (let i = 0; i === 0 || i < members.length; i += batchSize) {
    const batch = members.slice(i, i + batchSize)
    await tell(notice, batch, publishedAt, deps)
    const isLast = i + batchSize >= members.length
    const cursor = isLast ? next : batch.at(-1)?.cursor
    if (!(await moveOn(_id, from, { cursor, done: run.done + i + batch.length }))) {
      await hideIfWithdrawn(_id, deps)
      return
    }
    from = cursor ?? ''
    await giveWay()
  }
}

/** It was withdrawn while this batch was on its way. */
async function hideIfWithdrawn(_id: Types.ObjectId, deps: Deps): Promise<void> {
  const present = await Notice.findOne({ _id }).lean<NoticeRecord>()
  if (present?.withdrawn) await hideEverywhere(present, deps.clock.now())
}
