import { listAllowed, type Transition } from '../stateTable'

/**
 * Where a motion is. `gathering`: co-signers come together. `submitted`: enough of them, the secretary answers.
 * `scheduled`: one fifth signed, the residents vote on it, and nothing else decides it. `accepted`: the secretary took it up.
 */
export const motionStates = [
  'gathering',
  'submitted',
  'scheduled',
  'accepted',
  'voting',
  'passed',
  'underway',
  'done',
  'stopped',
  'notPassed',
  'answered',
  'merged',
  'lapsed',
  'withdrawn',
  'removed',
] as const
export type MotionState = (typeof motionStates)[number]

/** What a person may do to a motion. */
export const motionActions = [
  'coSign',
  'takeBack',
  'argue',
  'edit',
  'accept',
  'merge',
  'answer',
  'openBallot',
  'startProject',
  'withdraw',
  'report',
] as const
export type MotionAction = (typeof motionActions)[number]

/** What the count, the clock, a ballot, a meeting and a project do; nobody presses these. */
export const motionSteps = [
  'submit',
  'schedule',
  'lapse',
  'ballotOpened',
  'ballotPassed',
  'ballotFailed',
  'ballotNoQuorum',
  'ballotVoid',
  'meetingAdopted',
  'meetingRejected',
  'projectStarted',
  'projectDone',
  'projectStopped',
  'warn',
  'escalate',
  /** Its words were taken away for good: nobody can read, sign or answer them. */
  'remove',
] as const
export type MotionStep = (typeof motionSteps)[number]

/**
 * In what capacity someone stands to a motion. `resident`: a verified neighbour who has not signed. `street`: an officer
 * of the street, once it was escalated there, or where the secretary is its author and must not decide.
 */
export const motionParties = ['author', 'coSigner', 'resident', 'secretary', 'street'] as const
export type MotionParty = (typeof motionParties)[number]

type MotionTransition = Transition<MotionState, MotionParty>

const neighbours = ['author', 'coSigner', 'resident'] as const
const others = ['coSigner', 'resident', 'secretary', 'street'] as const
const desk = ['secretary', 'street'] as const
const stay = (to: MotionState, by: readonly MotionParty[]): MotionTransition => ({ to, by })

/** What the community says ends no signing: one fifth of them can still come together, and then it is voted on. */
const signable = (to: MotionState) => ({
  coSign: stay(to, ['resident']),
  takeBack: stay(to, ['coSigner']),
})

/** What neighbours do while nothing is decided. */
const openTo = (to: MotionState) => ({
  ...signable(to),
  argue: stay(to, neighbours),
  report: stay(to, others),
})

const takeUp = { to: 'accepted', by: desk } as const
/** Opening a ballot leads to the page of ballots; the motion moves when the ballot is open. */
const ballot = (to: MotionState) => stay(to, desk)
const project = { to: 'underway', by: desk } as const

/** State × action → next state and who may; what is not listed is refused in that state. */
export const motionTransitions: Record<MotionState, Partial<Record<MotionAction, MotionTransition>>> = {
  gathering: {
    ...openTo('gathering'),
    accept: takeUp,
    /** While nobody else stands behind it. */
    edit: stay('gathering', ['author']),
    merge: { to: 'merged', by: desk },
    withdraw: { to: 'withdrawn', by: ['author'] },
  },
  submitted: {
    ...openTo('submitted'),
    accept: takeUp,
    merge: { to: 'merged', by: desk },
    answer: { to: 'answered', by: desk },
    openBallot: ballot('submitted'),
  },
  scheduled: { ...openTo('scheduled'), openBallot: ballot('scheduled') },
  accepted: {
    ...openTo('accepted'),
    openBallot: ballot('accepted'),
    startProject: project,
  },
  voting: { argue: stay('voting', neighbours), report: stay('voting', others) },
  passed: { startProject: project, report: stay('passed', others) },
  underway: { report: stay('underway', others) },
  done: { report: stay('done', others) },
  /** The community began and gave it up: as after an answer, one fifth can still come together. */
  stopped: { ...signable('stopped'), report: stay('stopped', others) },
  /** Signed on after a meeting, or a vote without quorum; where the residents have voted, they have decided (`isVotedDown`). */
  notPassed: {
    ...signable('notPassed'),
    openBallot: ballot('notPassed'),
    report: stay('notPassed', others),
  },
  answered: { ...signable('answered'), report: stay('answered', others) },
  merged: {},
  lapsed: {},
  withdrawn: {},
  /** An appeal may bring its words back after the end. */
  removed: { report: stay('removed', others) },
}

/**
 * Where a step leads. A ballot that was void or found too few leaves it as it was, and so does a project that stops:
 * `scheduled` returns to being scheduled, and what the residents have passed to being passed; and what is voted on or
 * done on the strength of another ballot goes on. See `findStepTarget` of the server.
 */
export const motionStepTargets: Record<MotionState, Partial<Record<MotionStep, MotionState>>> = {
  /** No ballot while people still sign: it would end their signing before the community has to answer. */
  gathering: { submit: 'submitted', schedule: 'scheduled', lapse: 'lapsed' },
  submitted: {
    schedule: 'scheduled',
    ballotOpened: 'voting',
    meetingAdopted: 'passed',
    warn: 'submitted',
    escalate: 'submitted',
    remove: 'removed',
  },
  scheduled: {
    ballotOpened: 'voting',
    warn: 'scheduled',
    escalate: 'scheduled',
    remove: 'removed',
  },
  accepted: {
    schedule: 'scheduled',
    ballotOpened: 'voting',
    meetingAdopted: 'passed',
    meetingRejected: 'notPassed',
    projectStarted: 'underway',
    warn: 'accepted',
    escalate: 'accepted',
    remove: 'removed',
  },
  voting: {
    ballotPassed: 'passed',
    ballotFailed: 'notPassed',
    ballotNoQuorum: 'notPassed',
    ballotVoid: 'accepted',
  },
  passed: { projectStarted: 'underway', ballotVoid: 'accepted', warn: 'passed', escalate: 'passed' },
  underway: { projectDone: 'done', projectStopped: 'stopped', ballotVoid: 'underway' },
  done: { ballotVoid: 'done' },
  stopped: { schedule: 'scheduled' },
  notPassed: { schedule: 'scheduled', ballotOpened: 'voting', ballotVoid: 'accepted' },
  answered: { schedule: 'scheduled' },
  merged: {},
  lapsed: {},
  withdrawn: {},
  removed: {},
}

export function findMotionTransition(state: MotionState, action: MotionAction): MotionTransition | undefined {
  return motionTransitions[state][action]
}

/** What somebody of these parties may do in the state, in the order of `motionActions`. */
export function availableMotionActions(state: MotionState, parties: readonly MotionParty[]): MotionAction[] {
  return listAllowed(motionTransitions[state], motionActions, parties)
}

const undecided: readonly MotionState[] = ['gathering', 'submitted', 'scheduled', 'accepted', 'voting']

/** Counts towards the number one person may have open at once. */
export const isUndecided = (state: MotionState): boolean => undecided.includes(state)

/** In words everybody understands: what is now, and what happens next. */
export const motionStateTexts: Record<MotionState, string> = {
  gathering: '正在联名，够了人数就请社区答复',
  submitted: '联名够了，等社区答复',
  scheduled: '五分之一以上的居民联名，一定会表决',
  accepted: '社区已经采纳，准备表决或实施',
  voting: '正在表决',
  passed: '表决通过，准备实施',
  underway: '正在实施',
  done: '做好了，请大家评一评',
  stopped: '实施停下来了，还可以联名，够五分之一就一定表决',
  notPassed: '这次没有通过，还可以联名，够五分之一就一定表决',
  answered: '社区已经答复，还可以联名，够五分之一就一定表决',
  merged: '和同样的议题合在一起了',
  lapsed: '到期还没有够人数，可以重新提',
  withdrawn: '提议的人撤回了',
  removed: '里面的话被收起来了，没有改判，已经结束',
}
