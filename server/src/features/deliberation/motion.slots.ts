import type { Types } from 'mongoose'
import { AppError } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import type { Actor } from '../users/actor'
import { Motion, MotionSlot, type MotionSlotRecord } from './motion.model'

async function tryTake(key: string, motionId: Types.ObjectId): Promise<boolean> {
  try {
    await MotionSlot.create({ key, motionId })
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** A request that died between the place and the motion; nobody waits for it any more after this. */
const orphanMilliseconds = 60_000

/** What was decided, or never written, leaves its place, however the process that should have freed it ended. */
async function freeStale(key: string, now: Date): Promise<void> {
  const slot = await MotionSlot.findOne({ key }).lean<MotionSlotRecord>()
  if (!slot) return
  const motion = await Motion.findOne({ _id: slot.motionId }, { isOpen: 1, state: 1 }).lean()
  const isYoung = now.getTime() - slot.motionId.getTimestamp().getTime() < orphanMilliseconds
  if (motion ? motion.isOpen && motion.state !== 'deleted' : isYoung) return
  await MotionSlot.deleteOne({ key, motionId: slot.motionId })
}

/**
 * Takes one of the places for motions that a person may have open, before the motion is written: two written in the
 * same moment cannot both have the last one.
 * @throws AppError `motion.too_many_open`.
 */
export async function takeSlot(
  actor: Actor,
  motionId: Types.ObjectId,
  most: number,
  now: Date,
): Promise<void> {
  const keys = Array.from({ length: most }, (_, i) => `${actor.userId}:${i}`)
  for (const key of keys) if (await tryTake(key, motionId)) return
  for (const key of keys) {
    await freeStale(key, now)
    if (await tryTake(key, motionId)) return
  }
  throw new AppError('motion.too_many_open')
}

export async function freeSlot(motionId: Types.ObjectId): Promise<void> {
  await MotionSlot.deleteMany({ motionId })
}
