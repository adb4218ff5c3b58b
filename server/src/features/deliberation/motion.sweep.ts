import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { findDueMotionStep } from './motion.clock'
import { moveMotion, systemAuthor } from './motion.change'
import { Motion, type MotionRecord } from './motion.model'
import { followRemoval } from './motion.removal'

const batchSize = 200
const maxBatches = 50

const clockFields = {
  version: 1,
  stage: 1,
  stageSince: 1,
  dueBy: 1,
  warnedAt: 1,
  escalatedAt: 1,
  unreadSince: 1,
  reviewAt: 1,
} as const

type Due = Pick<MotionRecord, '_id' | keyof typeof clockFields>

async function takeDueStep(motion: Due, now: Date, deps: Deps): Promise<void> {
  if (findDueMotionStep(motion)?.step === 'review') {
    await followRemoval(motion._id, deps)
    return
  }
  await moveMotion(
    motion._id,
    (current) => {
      const due = findDueMotionStep(current)
      if (!due || due.at > now || due.step === 'review') return undefined
      const to = due.step === 'lapse' ? 'lapsed' : current.stage
      return { action: due.step, to, by: systemAuthor }
    },
    deps,
  )
}

/**
 * The clock of motions: whatever is due is reminded of, goes to the street, or lapses. Late by a crash or a pause it is
 * done then; nothing happens twice. @returns how many were due.
 */
export async function sweepMotions(deps: Deps, signal?: AbortSignal): Promise<number> {
  const now = deps.clock.now()
  const seen = new Set<string>()
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const due = await Motion.find({ checkAt: { $lte: now } }, clockFields)
      .sort({ checkAt: 1 })
      .limit(batchSize)
      .lean<Due[]>()
    const fresh = due.filter(({ _id, version }) => !seen.has(`${_id.toString()}:${version}`))
    for (const motion of fresh) {
      if (signal?.aborted) return seen.size
      seen.add(`${motion._id.toString()}:${motion.version}`)
      await takeDueStep(motion, now, deps).catch((error: unknown) => {
        deps.logger.error({ err: error, motion: motion._id.toString() }, 'a step of the clock failed')
      })
    }
    if (fresh.length === 0) break
  }
  return seen.size
}

/** By one server each minute: deadlines of days do not hang on a second. */
export const motionSweepJob: JobDefinition = {
  name: 'sweepMotions',
  everySeconds: 60,
  run: async (deps, signal) => {
    await sweepMotions(deps, signal)
  },
}
