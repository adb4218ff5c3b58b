import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { giveWay } from '../../lib/giveWay'
import { publishNoticePosts } from '../forum/post.notice'
import { insertMissing } from '../messages/insertMissing'
import { storeDeliveries } from '../messages/outbox.mover'
import { listCommunities, readAudience, type AudienceMember } from './notice.audience'
import { causeOfNotice, hideMessages, writeNoticeMessage } from './notice.messages'
import { Notice, type NoticeRecord } from './notice.model'
import { NoticeReach, reachKeyOf, type ReachRecord } from './reach.model'

/** People at once: a batch that a crash cut off is done again, and changes nothing that is there. */
const batchSize = 400

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

/** Sends it to the next few hundred, in the app, as subscription message and, where it must, by SMS. */
export async function sendBatch(notice: NoticeRecord, deps: Deps): Promise<void> {
  const { _id, run, publishedAt = deps.clock.now() } = notice
  if (!run) return
  if (run.cursor === '') await begin(notice)
  const { members, next } = await readAudience(notice, run.cursor, batchSize, publishedAt)
  if (notice.mustReach)
    await insertMissing(
      NoticeReach,
      members.map((member) => toReach(notice, member)),
    )
  const cause = causeOfNotice(_id)
  const messages = members.flatMap(({ userId }) =>
    userId === undefined
      ? []
      : [{ cause, message: writeNoticeMessage(notice, userId.toString(), publishedAt) }],
  )
  await storeDeliveries(messages, deps)
  const { modifiedCount } = await Notice.updateOne(
    { _id, state: 'published', 'run.cursor': run.cursor },
    next === undefined
      ? { $unset: { run: 1 } }
      : { $set: { 'run.cursor': next, 'run.done': run.done + members.length } },
  )
  if (modifiedCount === 0) await hideIfWithdrawn(_id, deps)
  await giveWay()
}

/** It was withdrawn while this batch was on its way. */
async function hideIfWithdrawn(_id: Types.ObjectId, deps: Deps): Promise<void> {
  const present = await Notice.findOne({ _id }).lean<NoticeRecord>()
  if (present?.withdrawn) await hideMessages(present, deps.clock.now())
}
