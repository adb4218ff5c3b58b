import { isGone } from '@linli/shared/register/register'
import { Types } from 'mongoose'
import { AppError } from '../../lib/appError'
import { registerBuildingMove } from '../areas/buildingMove.hooks'
import { onContentDecided } from '../contentCheck/contentCheck.events'
import { registerMediaAccess, type MediaAccess } from '../media/mediaAccess'
import { insertMissing } from '../messages/insertMissing'
import { onNeedMoved } from '../needs/need.followers'
import { registerOutboxSource } from '../messages/outbox'
import { registerPersonChange, registerPersonMerge, registerPersonPlace } from '../register/person.hooks'
import {
  registerAccountDeletion,
  registerAccountMerge,
  registerOwnData,
  registerPersonLink,
} from '../users/userHooks'
import type { Actor } from '../users/actor'
import { applyNoticeEntry, takeNoticeVerdict } from './notice.check'
import { expandNotice } from './notice.messages'
import { Notice, NoticeRead, readKeyOf, type NoticeReadRecord, type NoticeRecord } from './notice.model'
import { isNoticeStaff } from './notice.policy'
import { findReadableNotice } from './notice.service'
import { mergeReach } from './reach.merge'
import { followVisit } from './reach.follow'
import { NoticeReach } from './reach.model'
import { tellNewcomer } from './reach.newcomer'
import { bringBack, letGo, moveReach } from './reach.place'

const name = 'notices'
/** Of its checks and its photos. */
const contentKind = 'notice'
const mostOwn = 1000

const listOwnReads = (userId: string): Promise<NoticeReadRecord[]> =>
  NoticeRead.find({ userId }).limit(mostOwn).lean<NoticeReadRecord[]>().exec()

/** A receipt carries its reader in its key: it is made anew for the other account. */
async function moveReads(from: string, into: string): Promise<void> {
  const userId = new Types.ObjectId(into)
  const reads = await NoticeRead.find({ userId: from }).lean<NoticeReadRecord[]>()
  await insertMissing(
    NoticeRead,
    reads.map((read) => ({
      ...read,
      _id: new Types.ObjectId(),
      key: readKeyOf(read.noticeId, into),
      userId,
    })),
  )
  await NoticeRead.deleteMany({ userId: from })
  await NoticeReach.updateMany({ userId: from }, { $set: { userId } })
}

function registerAccounts(): void {
  registerAccountMerge({ name, move: moveReads })
  registerOwnData({
    name,
    async describe(userId) {
      const reads = await listOwnReads(userId)
      if (reads.length === 0) return []
      return [{ title: '社区公告', items: [{ label: '我看过的公告', value: `${reads.length} 条` }] }]
    },
    async collect(userId) {
      return (await listOwnReads(userId)).map(({ noticeId, at }) => ({
        notice: noticeId.toString(),
        readAt: at,
      }))
    },
  })
  registerAccountDeletion({
    name,
    async erase(userId) {
      await NoticeRead.deleteMany({ userId })
      await NoticeReach.updateMany({ userId }, { $unset: { userId: 1 } })
      return []
    },
  })
}

/** The desk sees every photo, readers those that passed the check; of what was withdrawn only the desk. */
async function findNoticeAccess(actor: Actor, id: string): Promise<MediaAccess> {
  try {
    const notice = await findReadableNotice(actor, id)
    if (isNoticeStaff(actor, notice)) return 'full'
    return notice.withdrawn ? 'none' : 'checked'
  } catch (error) {
    if (error instanceof AppError) return 'none'
    throw error
  }
}

/** What other features ask of the notices; called once, where the routes are listed. */
export function registerNoticeHooks(): void {
  registerOutboxSource<NoticeRecord>({
    name: 'notice',
    model: Notice,
    expand: expandNotice,
    apply: applyNoticeEntry,
  })
  onContentDecided(contentKind, takeNoticeVerdict)
  onNeedMoved(followVisit)
  registerMediaAccess(contentKind, findNoticeAccess)
  registerPersonChange(name, async (personId, state, deps) => {
    if (isGone(state)) {
      await letGo(personId)
      return
    }
    await bringBack(personId, deps.clock.now())
    // Who was away from the register when it went out has no line to be brought back.
    await tellNewcomer(personId, deps)
  })
  registerPersonPlace(name, async (personId, place, deps) => {
    await moveReach(personId, place, deps)
    await tellNewcomer(personId, deps)
  })
  registerPersonLink({ name, follow: (_, personId, deps) => tellNewcomer(personId, deps) })
  registerPersonMerge(name, [NoticeReach], mergeReach)
  registerBuildingMove('noticeReach', async ({ building, to }) => {
    const { modifiedCount } = await NoticeReach.updateMany(
      { building, state: { $in: ['waiting', 'visiting', 'reached'] } },
      { $set: { grid: to, visitArea: to } },
    )
    return modifiedCount
  })
  registerAccounts()
}
