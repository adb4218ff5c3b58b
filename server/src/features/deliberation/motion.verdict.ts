import { motionStepTargets, type MotionState, type MotionStep } from '@linli/shared/deliberation/motion.state'
import { dropUndefined } from '../../lib/dropUndefined'
import type { MotionEntry, MotionRecord } from './motion.model'

type Entry = Pick<MotionEntry, 'action' | 'from' | 'to' | 'ballotId' | 'ballotKind'>

const closings: readonly MotionEntry['action'][] = [
  'ballotPassed',
  'ballotFailed',
  'ballotNoQuorum',
  'meetingAdopted',
  'meetingRejected',
]

/** Too few say nothing, and an opinion, or the owners of an estate, that say no say it for nobody but themselves. */
const decides = ({ action, to, ballotKind }: Entry): boolean =>
  action !== 'ballotNoQuorum' &&
  (action !== 'ballotFailed' || (to === 'notPassed' && ballotKind !== 'owners'))

/**
 * Which outcome a ballot takes back that is void: its own, be it the last or not, and none while people still vote.
 * Histories of before do not name their ballots: there it is the last.
 */
function findUndone(outcomes: readonly Entry[], { ballotId, from }: Entry): number {
  const own = outcomes.findLastIndex((each) => each.ballotId !== undefined && each.ballotId === ballotId)
  if (own >= 0 || from === 'voting') return own
  return outcomes.findLastIndex((each) => each.ballotId === undefined && each.action.startsWith('ballot'))
}

/** What votes and meetings said of a motion and what still stands, in their order. */
function listOutcomes(history: readonly Entry[]): Entry[] {
  const outcomes: Entry[] = []
  for (const entry of history) {
    if (closings.includes(entry.action)) outcomes.push(entry)
    if (entry.action !== 'ballotVoid') continue
    const undone = findUndone(outcomes, entry)
    if (undone >= 0) outcomes.splice(undone, 1)
  }
  return outcomes
}

/** By what a motion was decided last, whatever the clock or a project has done since. */
export const findVerdict = (history: readonly Entry[]): MotionEntry['action'] | undefined =>
  listOutcomes(history).findLast(decides)?.action

/** Whether this ballot was counted, or set aside, before the motion heard of it now. */
export const hasHeard = (
  { history, ballotId: current }: Pick<MotionRecord, 'history' | 'ballotId'>,
  ballotId: string,
  steps: readonly MotionEntry['action'][] = closings,
): boolean => {
  const isOwn = (entry: Entry): boolean => entry.ballotId === ballotId && steps.includes(entry.action)
  if (history.some(isOwn)) return true
  const last = history.findLast(({ action }) => action.startsWith('ballot'))
  return (
    current === ballotId && last?.ballotId === undefined && last !== undefined && steps.includes(last.action)
  )
}

/** After these nothing has been decided: the motion stands where its neighbours, or a vote of theirs, had brought it. */
const undecided: readonly MotionStep[] = ['ballotVoid', 'ballotNoQuorum', 'projectStopped']
const adopting: readonly (MotionEntry['action'] | undefined)[] = ['ballotPassed', 'meetingAdopted']

type Standing = Pick<MotionRecord, 'stage' | 'scheduled' | 'history' | 'ballotId'>

/** What is under way on the strength of another vote, or of one that is void now, goes on: people decide about it. */
const goesOn = ({ stage, ballotId: current }: Standing, ballotId: string | undefined): boolean =>
  stage === 'underway' || stage === 'done' || (stage === 'voting' && current !== ballotId)

/**
 * Where a step leads this motion: who could not be refused before cannot be refused by a step that decides nothing.
 * @param ballotId of the ballot whose step it is.
 */
export function findStepTarget(
  motion: Standing,
  step: MotionStep,
  ballotId?: string,
): MotionState | undefined {
  const { stage, scheduled, history } = motion
  const target = motionStepTargets[stage][step]
  if (target === undefined || !undecided.includes(step)) return target
  if (step === 'ballotVoid' && goesOn(motion, ballotId)) return stage
  const outcomes = listOutcomes([
    ...history,
    { action: step, from: stage, to: target, ...dropUndefined({ ballotId }) },
  ])
  const verdict = outcomes.findLast(decides)?.action
  if (step === 'projectStopped' && verdict === 'ballotPassed') return 'passed'
  if (stage === 'passed' && adopting.includes(verdict)) return 'passed'
  if (verdict === 'ballotFailed') return 'notPassed'
  if (scheduled) return 'scheduled'
  const last = outcomes.at(-1)
  const isUnsaid = last?.to === 'notPassed' && !decides(last)
  return step === 'ballotVoid' && isUnsaid ? 'notPassed' : target
}
