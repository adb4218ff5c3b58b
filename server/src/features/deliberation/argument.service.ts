import type { OutputOf } from '@linli/shared/contract'
import { motionLimits } from '@linli/shared/deliberation/motion'
import type { motionContracts } from '@linli/shared/deliberation/motion.contract'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { readOldestFirst, type IdRange } from '../../lib/timedIds'
import { assertMayWrite } from '../forum/forum.members'
import { isAuthor } from '../forum/post.policy'
import { findMade, makeWritten, toPress } from '../forum/post.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { Argument, type ArgumentRecord } from './argument.model'
import { recountMotion } from './motion.counts'
import type { MotionRecord } from './motion.model'
import { assertMayActOnMotion, findOpenMotion, findReadableMotion } from './motion.service'

type CreateBody = OutputOf<typeof motionContracts.createArgument.body>
type ListQuery = OutputOf<typeof motionContracts.listArguments.query>

/** One argument with its motion, for whoever may read both. */
export async function findReadableArgument(
  actor: Actor,
  id: string,
): Promise<{ argument: ArgumentRecord; motion: MotionRecord }> {
  const argument = await Argument.findOne({ _id: id }).lean<ArgumentRecord>()
  assertThat(argument, 'record.not_found')
  const motion = await findOpenMotion(actor, argument.motionId.toString())
  const isReadable =
    argument.state === 'visible' || (isAuthor(actor, argument) && argument.state !== 'deleted')
  assertThat(isReadable, 'record.not_found')
  return { argument, motion }
}

/** A page of one side, the oldest first; of what others do not read, one's own. */
export async function listArguments(
  actor: Actor,
  motion: MotionRecord,
  { side, cursor, limit }: ListQuery,
  deps: Pick<Deps, 'clock'>,
): Promise<ArgumentRecord[]> {
  const read = (range: IdRange, most: number) =>
    Argument.find({ motionId: motion._id, side, ...range }, { outbox: 0 })
      .sort({ _id: 1 })
      .limit(most)
      .lean<ArgumentRecord[]>()
  const isKept = (argument: ArgumentRecord): boolean =>
    argument.state === 'visible' || (isAuthor(actor, argument) && argument.state !== 'deleted')
  const span = { start: motion.createdAt, now: deps.clock.now() }
  return readOldestFirst({ read, isKept, cursor, limit: limit + 1 }, span)
}

async function assertNotTooMany(actor: Actor, motionId: Types.ObjectId): Promise<void> {
  const own = await Argument.find({ authorId: actor.userId }, { motionId: 1, state: 1 })
    .sort({ _id: -1 })
    .limit(200)
    .lean<Pick<ArgumentRecord, 'motionId' | 'state'>[]>()
  const here = own.filter((each) => each.motionId.equals(motionId) && each.state !== 'deleted')
  assertThat(here.length < motionLimits.argumentsPerPerson, 'argument.too_many')
}

/** Says one reason for or against; others read it after the check. Sent again it is the same one. */
export async function createArgument(
  actor: Actor,
  motionId: string,
  { side, text }: CreateBody,
  requestKey: string | undefined,
  deps: Deps,
): Promise<{ argument: ArgumentRecord; motion: MotionRecord }> {
  const motion = await findReadableMotion(actor, motionId)
  const press = toPress(actor, requestKey, { motionId, side, text })
  const earlier = await findMade(Argument, press)
  if (earlier) return { argument: earlier, motion }
  assertMayActOnMotion(actor, 'argue', motion, false)
  const { community } = motion
  const voice = await assertMayWrite(actor, { community, as: 'resident', texts: [text] }, deps)
  await assertNotTooMany(actor, motion._id)
  const argument = {
    ...makeWritten(actor, voice, community, press, deps),
    motionId: motion._id,
    side,
    text,
    media: [],
    outbox: [makeOutboxEntry('argument.written', {}, deps)],
    hasOutbox: true,
  } satisfies ArgumentRecord
  try {
    await Argument.create(argument)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const first = await findMade(Argument, press)
    assertThat(first, 'request.retry')
    return { argument: first, motion }
  }
  kickOutbox(Argument)
  return { argument, motion }
}

/** Gone for everybody at once; pressed twice it is gone once. */
export async function deleteArgument(actor: Actor, id: string, deps: Deps): Promise<void> {
  const argument = await Argument.findOne({ _id: id }).lean<ArgumentRecord>()
  assertThat(argument, 'record.not_found')
  if (isAuthor(actor, argument)) {
    if (argument.state !== 'deleted') await eraseArgument(argument, deps)
    return
  }
  await findReadableArgument(actor, id)
  throw new AppError('access.denied')
}

/** Takes the words away and closes what waits for a decision about them. Repeatable. */
export async function eraseArgument(argument: ArgumentRecord, deps: Deps): Promise<void> {
  await Argument.updateOne(
    { _id: argument._id },
    {
      $set: { state: 'deleted', text: '', media: [], hasOutbox: true },
      $inc: { version: 1 },
      $push: { outbox: makeOutboxEntry('argument.written', {}, deps) },
    },
  )
  await recountMotion(argument.motionId, deps)
  kickOutbox(Argument)
}
