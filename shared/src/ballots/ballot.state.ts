import { listAllowed, type Transition } from '../stateTable'

/** `closed`: counted. `void`: the street has set it aside, with its reason; it decides nothing. */
export const ballotStates = ['draft', 'announced', 'open', 'closed', 'void'] as const
export type BallotState = (typeof ballotStates)[number]

export const ballotActions = [
  'edit',
  'remove',
  'announce',
  'takeBack',
  'vote',
  'nameVoter',
  'contest',
  'settle',
  'handPaper',
  'takeBackPaper',
  'typePaper',
  'void',
] as const
export type BallotAction = (typeof ballotActions)[number]

/** What the clock does; nobody presses these. */
export const ballotSteps = ['open', 'close'] as const
export type BallotStep = (typeof ballotSteps)[number]

/**
 * In what capacity someone stands to a ballot: `drafter` writes it (secretary or community worker), `secretary`
 * answers for it, `desk` types paper votes, `street` is the level above, `voter` is on its roll or will be.
 */
export const ballotParties = ['drafter', 'secretary', 'desk', 'street', 'voter'] as const
export type BallotParty = (typeof ballotParties)[number]

type BallotTransition = Transition<BallotState, BallotParty>

const setAside: BallotTransition = { to: 'void', by: ['street'] }
const stay = (to: BallotState, by: readonly BallotParty[]): BallotTransition => ({ to, by })

/** State × action → next state and who may; what is not listed is refused in that state. `removed` is no state. */
export const ballotTransitions: Record<BallotState, Partial<Record<BallotAction, BallotTransition>>> = {
  draft: {
    edit: stay('draft', ['drafter']),
    remove: stay('draft', ['drafter']),
    announce: { to: 'announced', by: ['secretary'] },
  },
  announced: {
    edit: stay('announced', ['drafter']),
    takeBack: { to: 'draft', by: ['secretary'] },
    nameVoter: stay('announced', ['voter']),
    contest: stay('announced', ['voter']),
    settle: stay('announced', ['secretary', 'street']),
    void: setAside,
  },
  open: {
    /** Until the first vote; see `isFrozen`. */
    edit: stay('open', ['drafter']),
    vote: stay('open', ['voter']),
    nameVoter: stay('open', ['voter']),
    contest: stay('open', ['voter']),
    settle: stay('open', ['secretary', 'street']),
    /** Takes a vote away from the telephone: not for who only types, and not for ever. */
    handPaper: stay('open', ['drafter']),
    /** Gives a vote back: two of them have to say so. */
    takeBackPaper: stay('open', ['drafter', 'street']),
    typePaper: stay('open', ['desk']),
    void: setAside,
  },
  closed: { void: setAside },
  void: {},
}

export const ballotStepTargets: Record<BallotState, Partial<Record<BallotStep, BallotState>>> = {
  draft: {},
  announced: { open: 'open' },
  open: { close: 'closed' },
  closed: {},
  void: {},
}

export function findBallotTransition(state: BallotState, action: BallotAction): BallotTransition | undefined {
  return ballotTransitions[state][action]
}

/** What somebody of these parties may do in the state, in the order of `ballotActions`. */
export function availableBallotActions(state: BallotState, parties: readonly BallotParty[]): BallotAction[] {
  return listAllowed(ballotTransitions[state], ballotActions, parties)
}

export const ballotStateTexts: Record<BallotState, string> = {
  draft: '草稿，还没有公布',
  announced: '已公布，还没有开始投票',
  open: '正在投票',
  closed: '已经截止，结果已公布',
  void: '已作废，不算数',
}
