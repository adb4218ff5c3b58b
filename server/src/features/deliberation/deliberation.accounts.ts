import { findMotionTransition } from '@linli/shared/deliberation/motion.state'
import { effectNames } from '@linli/shared/deliberation/project'
import type { KeptRecord } from '@linli/shared/users/ownData.contract'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { registerKeptContent } from '../contentCheck/keptContent'
import { registerLeaving } from '../forum/forum.leaving'
import { insertMissing } from '../messages/insertMissing'
import { User } from '../users/user.model'
import { registerAccountDeletion, registerAccountMerge, registerOwnData } from '../users/userHooks'
import { eraseArgument } from './argument.service'
import { Argument, type ArgumentRecord } from './argument.model'
import { CoSignature } from './coSignature.model'
import {
  Councillor,
  councillorKeyOf,
  CouncillorOpinion,
  type CouncillorRecord,
  type OpinionRecord,
} from './councillor.model'
import { Attendance, type AttendanceRecord } from './meeting.model'
import { recountMotion, recountSignedBy } from './motion.counts'
import { canRemove } from './motion.clock'
import { isVotedDown } from './motion.policy'
import { handOverAppeals } from './motion.standIn'
import { describeStage } from './motion.words'
import { Motion, MotionSlot, type MotionRecord } from './motion.model'
import { eraseMotion } from './motion.service'
import { stepMotion } from './motion.change'
import { ProjectRating, type RatingRecord } from './project.model'
import { eraseRating, recountRatedBy } from './project.rating'

const name = 'deliberation'
const mostOwn = 1000
const keptYears = 10

const listMotionsOf = (userId: string): Promise<MotionRecord[]> =>
  Motion.find({ authorId: userId }).sort({ _id: -1 }).limit(mostOwn).lean<MotionRecord[]>()
const listArgumentsOf = (userId: string): Promise<ArgumentRecord[]> =>
  Argument.find({ authorId: userId }).sort({ _id: -1 }).limit(mostOwn).lean<ArgumentRecord[]>()
const listRatingsOf = (userId: string): Promise<RatingRecord[]> =>
  ProjectRating.find({ authorId: userId }).sort({ _id: -1 }).limit(mostOwn).lean<RatingRecord[]>()
const listSignaturesOf = (userId: string) =>
  CoSignature.find({ userId, isOn: true }, { motionId: 1, at: 1 }).limit(mostOwn).lean()

const listOpinionsOf = (userId: string): Promise<OpinionRecord[]> =>
  CouncillorOpinion.find({ userId }).sort({ _id: -1 }).limit(mostOwn).lean<OpinionRecord[]>()

/** By the code as an account, or on paper as somebody of the register. */
async function listAttendedOf(userId: string): Promise<AttendanceRecord[]> {
  const user = await User.findOne({ _id: userId }, { personId: 1 }).lean()
  const own = await Attendance.find({ userId }).limit(mostOwn).lean<AttendanceRecord[]>()
  const signed =
    user?.personId == null
      ? []
      : await Attendance.find({ personId: user.personId }).limit(mostOwn).lean<AttendanceRecord[]>()
  return [...new Map([...own, ...signed].map((each) => [each.key, each])).values()]
}

/** An office has the account in its key, which is never changed: it is made anew, and the old one taken away. */
async function moveOffices(from: string, userId: Types.ObjectId): Promise<void> {
  const offices = await Councillor.find({ userId: from }).lean<CouncillorRecord[]>()
  for (const office of offices) {
    const key = councillorKeyOf(office.community, userId.toString())
    const [isNew] = await insertMissing(Councillor, [{ ...office, _id: new Types.ObjectId(), key, userId }])
    if (isNew !== true && office.isActive)
      await Councillor.updateOne(
        { key, isActive: false },
        { $set: { isActive: true, homeIds: office.homeIds, since: office.since }, $unset: { endedAt: 1 } },
      )
    const { _id } = (await Councillor.findOne({ key }, { _id: 1 }).lean()) ?? office
    await CouncillorOpinion.updateMany({ councillorId: office._id }, { $set: { councillorId: _id } })
    await Councillor.deleteOne({ _id: office._id })
  }
}

/** The key of a signature stays as it is: who signed is found by her account too, and counts once, from now on. */
async function move(from: string, into: string, deps: Deps): Promise<void> {
  const userId = new Types.ObjectId(into)
  await Motion.updateMany({ authorId: from }, { $set: { authorId: userId } })
  await Argument.updateMany({ authorId: from }, { $set: { authorId: userId } })
  await ProjectRating.updateMany({ authorId: from }, { $set: { authorId: userId } })
  await CoSignature.updateMany({ userId: from }, { $set: { userId } })
  await moveOffices(from, userId)
  await CouncillorOpinion.updateMany({ userId: from }, { $set: { userId } })
  await Attendance.updateMany({ userId: from }, { $set: { userId } })
  // What the other account had open is the person's, beyond the number: only new ones are counted.
  await MotionSlot.deleteMany({ key: { $gte: `${from}:`, $lt: `${from};` } })
  await recountSignedBy({ userId: into }, deps)
  await recountRatedBy(into, deps)
}

/** Words go, but of a motion that others stand behind: it is theirs, and stays without a name. */
async function eraseWords(
  userId: string,
  isToGo: (record: { community: string }) => boolean,
  isOwn: (motion: MotionRecord) => boolean,
  deps: Deps,
): Promise<void> {
  for (const motion of (await listMotionsOf(userId)).filter((each) => isToGo(each) && isOwn(each))) {
    await stepMotion(motion._id, motion.stage === 'gathering' ? 'lapse' : 'remove', {}, deps)
    await eraseMotion(motion, deps)
  }
  for (const argument of (await listArgumentsOf(userId)).filter(isToGo)) await eraseArgument(argument, deps)
  for (const rating of (await listRatingsOf(userId)).filter(isToGo)) await eraseRating(rating, deps)
}

/** What the community owes an answer or a vote, or is voted on: the vote may come to nothing, and it is owed again. */
const isPending = (stage: MotionRecord['stage']): boolean => canRemove(stage) || stage === 'voting'

/**
 * Of an account that ends: what enough neighbours stand behind stays, also where it was taken away and they may still
 * appeal for it.
 */
const isNotEnough = ({ stage, state }: Pick<MotionRecord, 'stage' | 'state'>): boolean =>
  stage === 'gathering' || (state !== 'visible' && !(state === 'hidden' && isPending(stage)))
/** Of one who leaves the forum and may come back: what nobody else stands behind goes. */
const isAlone = ({ stage, counts, state }: MotionRecord): boolean =>
  state !== 'deleted' && stage === 'gathering' && counts.coSigners < 2

/**
 * Signatures are taken back where they still can be; in what was decided they stay a number.
 */
async function erase(userId: string, deps: Deps): Promise<KeptRecord[]> {
  for (const { motionId } of await listSignaturesOf(userId)) {
    const motion = await Motion.findOne({ _id: motionId }, { stage: 1, history: 1 }).lean<
      Pick<MotionRecord, 'stage' | 'history'>
    >()
    if (!motion || !findMotionTransition(motion.stage, 'takeBack') || isVotedDown(motion)) continue
    await CoSignature.updateMany({ userId, motionId }, { $set: { isOn: false } })
    await recountMotion(motionId, deps)
  }
  const motions = await listMotionsOf(userId)
  const own = motions.filter(isNotEnough)
  await eraseWords(userId, () => true, isNotEnough, deps)
  await handOverAppeals([userId], deps)
  await Councillor.updateMany({ userId }, { $set: { isActive: false, endedAt: deps.clock.now() } })
  await Attendance.updateMany({ userId }, { $unset: { userId: 1 } })
  const until = new Date(deps.clock.now().getTime() + keptYears * 366 * 24 * 60 * 60 * 1000).toISOString()
  const basis = '居民会议、居务公开的档案要求保存'
  const hasOpinions = (await listOpinionsOf(userId)).length > 0
  return [
    ...(own.length === motions.length
      ? []
      : [{ what: '邻居们联名够数的议题（不再显示您的名字）', basis, until }]),
    ...(hasOpinions ? [{ what: '您作为议事员转来的住户意见（不再显示您的名字）', basis, until }] : []),
  ]
}

/** What accounts are told of deliberation; called once with the other hooks. */
export function registerDeliberationAccounts(): void {
  registerKeptContent('forumMotion', async (ids) => {
    const found = await Motion.find({ _id: { $in: [...ids] } }, { stage: 1, state: 1 }).lean<
      Pick<MotionRecord, '_id' | 'stage' | 'state'>[]
    >()
    return found.filter((motion) => !isNotEnough(motion)).map(({ _id }) => _id.toString())
  })
  registerLeaving((userId, community, deps) =>
    eraseWords(userId, (record) => record.community === community, isAlone, deps),
  )
  registerAccountMerge({ name, move })
  registerOwnData({
    name,
    async describe(userId) {
      const motions = await listMotionsOf(userId)
      const signed = await listSignaturesOf(userId)
      const said = await listArgumentsOf(userId)
      const rated = await listRatingsOf(userId)
      const forwarded = await listOpinionsOf(userId)
      const attended = await listAttendedOf(userId)
      const all = [motions, signed, said, rated, forwarded, attended]
      if (all.every((rows) => rows.length === 0)) return []
      const items = [
        ...motions.map((motion) => ({ label: motion.title, value: describeStage(motion) })),
        { label: '联名', value: `${signed.length} 个议题` },
        { label: '说过的理由', value: `${said.length} 条` },
        { label: '作为议事员转来的意见', value: `${forwarded.length} 条` },
        { label: '参加过的议事会', value: `${attended.length} 次` },
        ...rated.map(({ grade }) => ({ label: '评价项目', value: effectNames[grade] })),
      ]
      return [{ title: '议事', items }]
    },
    async collect(userId) {
      return {
        motions: (await listMotionsOf(userId)).map(({ title, text, stage, createdAt }) => ({
          ...{ title, text, stage, createdAt },
        })),
        signatures: (await listSignaturesOf(userId)).map(({ motionId, at }) => ({
          motion: motionId.toString(),
          at,
        })),
        arguments: (await listArgumentsOf(userId)).map(({ side, text, createdAt }) => ({
          side,
          text,
          createdAt,
        })),
        opinions: (await listOpinionsOf(userId)).map(({ text, at }) => ({ text, at })),
        meetings: (await listAttendedOf(userId)).map(({ meetingId, by, at }) => ({
          meeting: meetingId.toString(),
          by,
          at,
        })),
        ratings: (await listRatingsOf(userId)).map(({ grade, text, createdAt }) => ({
          grade,
          text,
          createdAt,
        })),
      }
    },
  })
  registerAccountDeletion({
    name,
    erase,
  })
}
