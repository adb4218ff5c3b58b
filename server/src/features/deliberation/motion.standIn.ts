import { goneStates } from '@linli/shared/register/register'
import { motionStates } from '@linli/shared/deliberation/motion.state'
import type { Deps } from '../../deps'
import { registerStandIn } from '../contentCheck/contentReview.standIn'
import { subjectOf } from '../forum/written.check'
import { Person } from '../register/person.model'
import type { Actor } from '../users/actor'
import { User } from '../users/user.model'
import { readSigned } from './coSign.service'
import { CoSignature } from './coSignature.model'
import { canRemove } from './motion.clock'
import { Motion, type MotionRecord } from './motion.model'
import { isNeighbour } from './motion.policy'
import { homePage } from './motion.words'

/** Her account has ended, or she has died or moved away, and is told nothing any more: nobody appeals for herself there. */
export async function isAuthorGone({ authorId }: Pick<MotionRecord, 'authorId'>): Promise<boolean> {
  const author = await User.findOne({ _id: authorId }, { deletedAt: 1, personId: 1 }).lean()
  if (!author || author.deletedAt != null) return true
  if (author.personId == null) return false
  return (await Person.exists({ _id: author.personId, state: { $in: goneStates } })) !== null
}

const minute = 60_000

/**
 * Who raised them goes from here: of what is taken away, and waits for an appeal, those who signed are told anew, by the
 * clock, once whether she is gone can be read of her account.
 */
export async function handOverAppeals(
  userIds: readonly string[],
  { clock }: Pick<Deps, 'clock'>,
): Promise<void> {
  const checkAt = new Date(clock.now().getTime() + minute)
  await Motion.updateMany(
    { authorId: { $in: userIds }, state: 'hidden', stage: { $in: motionStates.filter(canRemove) } },
    { $unset: { judgedAt: 1 }, $set: { checkAt }, $inc: { version: 1 } },
  )
}

/** Who has signed it and still does, while others do not read it. */
async function mayAppeal(actor: Actor, id: string): Promise<boolean> {
  const motion = await Motion.findOne({ _id: id, state: 'hidden' }).lean<MotionRecord>()
  if (!motion || !isNeighbour(actor, motion.community)) return false
  return (await readSigned([motion._id], actor)).has(id) && (await isAuthorGone(motion))
}

/** Nobody stands behind more that is under way. */
const mostSigned = 200

async function list(actor: Actor) {
  const signed = await CoSignature.find({ userId: actor.userId }, { motionId: 1, isOn: 1 })
    .sort({ _id: -1 })
    .limit(mostSigned)
    .lean()
  const ids = signed.flatMap(({ motionId, isOn }) => (isOn ? [motionId] : []))
  if (ids.length === 0) return []
  const hidden = await Motion.find({ _id: { $in: ids }, state: 'hidden' }).lean<MotionRecord[]>()
  const found = []
  for (const motion of hidden)
    if (await mayAppeal(actor, motion._id.toString())) found.push(subjectOf('forumMotion', motion))
  return found
}

/** Whoever signed may ask the level above, once for all of them, when its author cannot any more. */
export function registerMotionStandIns(): void {
  registerStandIn('forumMotion', {
    ...{ mayAppeal, list, page: homePage },
    words: '您联名的一个议题。提出的人已经不在这里了，联名的人可以替大家申诉一次，有一位申诉就够了。',
  })
}
