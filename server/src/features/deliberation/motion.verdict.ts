import type { MotionEntry } from './motion.model'

type Entry = Pick<MotionEntry, 'action' | 'from' | 'to'>

const closings: readonly MotionEntry['action'][] = [
  'ballotPassed',
  'ballotFailed',
  'ballotNoQuorum',
  'meetingAdopted',
  'meetingRejected',
]

/** Too few say nothing, and an opinion that says no says it for nobody but itself. */
const decides = ({ action, to }: Entry): boolean =>
  action !== 'ballotNoQuorum' && (action !== 'ballotFailed' || to === 'notPassed')

/**
 * By what a motion was decided last, whatever the clock or a project has done since. A vote that is void takes its own
 * outcome back, and no earlier one.
 */
export function findVerdict(history: readonly Entry[]): MotionEntry['action'] | undefined {
  const closed: Entry[] = []
  for (const entry of history) {
    // While people vote there is no outcome yet that could be taken back.
    if (entry.action === 'ballotVoid' && entry.from !== 'voting') closed.pop()
    else if (closings.includes(entry.action)) closed.push(entry)
  }
  return closed.findLast(decides)?.action
}
