import { ballotKinds, type BallotKind } from '../ballots/ballot'
import type { MotionState } from './motion.state'

/** Why a motion may not be put to a kind of ballot now; an error of ballots. */
export type BallotRefusal = 'ballot.scheduled_motion' | 'ballot.answer_first'

const afterAnswer: Record<Exclude<BallotKind, 'residents'>, readonly MotionState[]> = {
  opinion: ['accepted'],
  owners: ['accepted', 'notPassed'],
}

interface Standing {
  state: MotionState
  /** One fifth have signed it. */
  isScheduled: boolean
}

/**
 * Why an `opinion`, whose rule the desk chooses, or a vote of owners, to which it chooses the estate, may not be held on
 * it: what one fifth signed is put to the residents, and what waits for an answer gets the answer first. Elsewhere it
 * would be a way to end the signing.
 */
export function findBallotRefusal(
  { state, isScheduled }: Standing,
  kind: BallotKind,
): BallotRefusal | undefined {
  if (kind === 'residents') return undefined
  if (isScheduled) return 'ballot.scheduled_motion'
  return afterAnswer[kind].includes(state) ? undefined : 'ballot.answer_first'
}

/** Why it is not offered, beside what is. */
export const ballotRefusalTexts: Record<BallotRefusal, string> = {
  'ballot.scheduled_motion':
    '这个议题有五分之一以上的居民联名，一定由居民来表决，所以不能只征询意见，也不能只由业主来定。',
  'ballot.answer_first': '社区还没有采纳这个议题，所以还不能只征询意见，也不能只由业主来定。',
}

/** What a motion may be put to, and why not to the rest. */
export function offerBallots(motion: Standing): { kinds: BallotKind[]; why: string[] } {
  const refusals = ballotKinds.map((kind) => ({ kind, refusal: findBallotRefusal(motion, kind) }))
  const reasons = refusals.flatMap(({ refusal }) => (refusal ? [ballotRefusalTexts[refusal]] : []))
  return {
    kinds: refusals.flatMap(({ kind, refusal }) => (refusal ? [] : [kind])),
    why: [...new Set(reasons)],
  }
}
