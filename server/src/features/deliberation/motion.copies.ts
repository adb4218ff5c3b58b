import type { Types } from 'mongoose'
import type { ContentDecision } from '../contentCheck/contentCheck.events'
import { announceMotion } from './motion.announce'
import { Motion, type MotionRecord } from './motion.model'
import { piecesOfStep } from './motion.words'
import type { Deps } from '../../deps'

/** What of a project or a meeting its motion repeats in its own steps. */
export interface Copied {
  motionId?: Types.ObjectId | undefined
  text?: string | undefined
}

/**
 * Words that were taken away from a project or a meeting are not read at its motion either, and come back with them;
 * whether they are taken away there as well, by a case of their own, is another matter.
 */
export async function followCopy(
  { motionId, text }: Copied,
  state: ContentDecision['state'],
  deps: Deps,
): Promise<void> {
  if (!motionId || text === undefined) return
  const motion = await Motion.findOne({ _id: motionId }, { history: 1 }).lean<Pick<MotionRecord, 'history'>>()
  const copies = (motion?.history ?? [])
    .filter((step) => step.by.kind === 'staff' && step.text === text)
    .map(({ id }) => piecesOfStep(id).copy)
  if (copies.length === 0) return
  await Motion.updateOne(
    { _id: motionId },
    state === 'hidden'
      ? { $addToSet: { hiddenPieces: { $each: copies } } }
      : { $pull: { hiddenPieces: { $in: copies } } },
  )
  await announceMotion(motionId, deps)
}
