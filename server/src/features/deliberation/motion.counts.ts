import { findFifth } from '@linli/shared/deliberation/motion'
import { findMotionTransition, motionStepTargets } from '@linli/shared/deliberation/motion.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { groupCalls } from '../../lib/groupCalls'
import { insertMissing } from '../messages/insertMissing'
import { User } from '../users/user.model'
import { Argument } from './argument.model'
import { CoSignature, HeardHousehold, type CoSignatureRecord } from './coSignature.model'
import { announceMotion } from './motion.announce'
import { moveMotion, systemAuthor } from './motion.change'
import { Motion, type MotionRecord } from './motion.model'
import { isVotedDown } from './motion.policy'
import { countRegister, countStanding } from './register.standing'

const mostTries = 5

async function countSaid(motionId: Types.ObjectId, side: 'for' | 'against'): Promise<number> {
  return Argument.countDocuments({ motionId, side, state: 'visible' })
}

/**
 * Counted anew each time, so that repeated after a crash it comes to the truth; and held against the register of today,
 * as its adults and households are: who died or moved away since signing stands for nobody.
 */
async function count(motionId: Types.ObjectId, deps: Deps): Promise<MotionRecord['counts'] | undefined> {
  const motion = await Motion.findOne({ _id: motionId }, { community: 1 }).lean<
    Pick<MotionRecord, 'community'>
  >()
  if (!motion) return undefined
  const rows = await CoSignature.find({ motionId, isOn: true }, { userId: 1, personId: 1 }).lean<
    Pick<CoSignatureRecord, 'userId' | 'personId'>[]
  >()
  return {
    ...(await countStanding(rows, motion.community, deps)),
    for: await countSaid(motionId, 'for'),
    against: await countSaid(motionId, 'against'),
  }
}

/**
 * What follows from the number: enough of them bring it before the secretary, one fifth make it scheduled. The figures
 * of the register that this was held against are kept with it.
 */
async function followCounts(id: Types.ObjectId, deps: Deps): Promise<void> {
  await moveMotion(
    id,
    async (motion) => {
      const { stage, counts, threshold, state } = motion
      const canSchedule = motionStepTargets[stage].schedule !== undefined && !isVotedDown(motion)
      if (state !== 'visible' || !canSchedule) return undefined
      const figures = await countRegister(motion.community, deps)
      const by = findFifth(counts, figures)
      const now = deps.clock.now()
      const submitted = { submittedAt: motion.submittedAt ?? now, figures }
      if (by !== undefined)
        return {
          action: 'schedule',
          to: 'scheduled',
          by: systemAuthor,
          set: { ...submitted, scheduled: { at: now, by, of: figures } },
        }
      if (stage !== 'gathering' || counts.coSigners < threshold) return undefined
      return { action: 'submit', to: 'submitted', by: systemAuthor, set: submitted }
    },
    deps,
  )
}

async function recountOne(id: string, deps: Deps): Promise<void> {
  const motionId = new Types.ObjectId(id)
  let last = ''
  // Another server may count at the same time: done when what was written is still what there is.
  for (let tries = 0; tries < mostTries; tries += 1) {
    const counts = await count(motionId, deps)
    if (!counts) return
    if (JSON.stringify(counts) === last) break
    last = JSON.stringify(counts)
    await Motion.updateOne({ _id: motionId }, { $set: { counts } })
  }
  await followCounts(motionId, deps)
  await announceMotion(motionId, deps)
}

/** However many sign in the same second, what one count costs is paid for all who wait. */
const countTogether = groupCalls<{ id: string; deps: Deps }, undefined>(
  async (asked) => {
    const byId = new Map(asked.map(({ id, deps }) => [id, deps]))
    for (const [id, deps] of byId) await recountOne(id, deps)
    return asked.map(() => undefined)
  },
  { size: 500, atOnce: 1 },
)

export async function recountMotion(id: Types.ObjectId, deps: Deps): Promise<void> {
  await countTogether({ id: id.toString(), deps })
}

/** The register says something else of a person, or who an account is: what is still open and signed is counted again. */
export async function recountSignedBy(
  signer: { personId: string } | { userId: string },
  deps: Deps,
): Promise<void> {
  const users =
    'userId' in signer
      ? [signer.userId]
      : (await User.find({ personId: signer.personId }, { _id: 1 }).lean()).map(({ _id }) => _id.toString())
  const rows = [
    ...(await CoSignature.find({ userId: { $in: users } }, { motionId: 1 }).lean()),
    ...('personId' in signer
      ? await CoSignature.find({ personId: signer.personId }, { motionId: 1 }).lean()
      : []),
  ]
  for (const id of new Set(rows.map(({ motionId }) => motionId.toString()))) {
    const motion = await Motion.findOne({ _id: id }, { stage: 1 }).lean<Pick<MotionRecord, 'stage'>>()
    if (motion && findMotionTransition(motion.stage, 'coSign'))
      await recountMotion(new Types.ObjectId(id), deps)
  }
}

/** Homes were heard, in this motion and in its community; each once. */
export async function noteHouseholds(
  motion: Pick<MotionRecord, '_id' | 'community'>,
  householdIds: readonly Types.ObjectId[],
): Promise<void> {
  const scopes = [motion._id.toString(), motion.community]
  const homes = new Set(householdIds.map((id) => id.toString()))
  const heard = [...homes].flatMap((home) =>
    scopes.map((scope) => ({ _id: new Types.ObjectId(), key: `${scope}:${home}`, scope })),
  )
  await insertMissing(HeardHousehold, heard)
}

/** How many homes said something, of how many; undefined where the register knows none. */
export async function readHeard(
  scope: string,
  community: string,
  deps: Deps,
): Promise<{ part: number; of: number } | undefined> {
  const { households } = await countRegister(community, deps)
  if (households === 0) return undefined
  const heard = await HeardHousehold.countDocuments({ scope })
  return { part: Math.min(heard, households), of: households }
}
