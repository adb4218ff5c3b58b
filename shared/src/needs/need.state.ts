import { listAllowed, type Transition } from '../stateTable'

/** States of a need. Source: product page, "Needs" 5. */
export const needStates = [
  'submitted',
  'assigned',
  'accepted',
  'awaitingResident',
  'onHold',
  'resolved',
  'closed',
  'withdrawn',
  'merged',
  'declined',
] as const
export type NeedState = (typeof needStates)[number]

/** What a person may do to a need. */
export const needActions = [
  'withdraw',
  'supplement',
  'accept',
  'claim',
  'return',
  'assign',
  'transfer',
  'coordinate',
  'recategorise',
  'setSubject',
  'note',
  'ask',
  'answer',
  'hold',
  'review',
  'resume',
  'extend',
  'resolve',
  'confirm',
  'dispute',
  'callback',
  'close',
  'rate',
  'reopen',
  'decline',
  'merge',
  'supervise',
] as const
export type NeedAction = (typeof needActions)[number]

/** What the clock does, and `callOff`: nobody need go on a visit any more. Nobody presses these. */
export const needSteps = [
  'callOff',
  'release',
  'warn',
  'escalate',
  'closeInSilence',
  'answerOverdue',
  'reviewDue',
  'callbackOverdue',
] as const
export type NeedStep = (typeof needSteps)[number]

/**
 * In what capacity someone stands to a need.
 * - `resident`: raised it, or it is for them.
 * - `holder`: is on the post that holds it.
 * - `helper`: is on a post that helps the holder since a 协调; reads and notes.
 * - `pool`: a volunteer of the pool that holds it.
 * - `triage`: sits at the desk of the level that assigned it.
 * - `above`: sits at a higher desk that it was escalated to.
 * - `rank`: sits at a higher desk; sees numbers and deadlines, not words.
 * - `checker`: sits at the desk and did not do the work, so may ask whether it is done.
 */
export const needParties = [
  'resident',
  'holder',
  'helper',
  'pool',
  'triage',
  'above',
  'rank',
  'checker',
] as const
export type NeedParty = (typeof needParties)[number]

export type NeedTransition = Transition<NeedState, NeedParty>

const desk = ['triage', 'above'] as const
type Row = Partial<Record<NeedAction, NeedTransition>>

/** What staff may do in every state that is still open, without moving it. */
const whileOpen = (state: NeedState): Row => ({
  note: { to: state, by: ['holder', 'helper', ...desk] },
  supplement: { to: state, by: ['resident'] },
  extend: { to: state, by: ['above', 'rank'] },
  supervise: { to: state, by: ['above', 'rank'] },
})

const reroute: Row = {
  transfer: { to: 'assigned', by: desk },
  coordinate: { to: 'assigned', by: desk },
  recategorise: { to: 'assigned', by: ['holder', ...desk] },
  setSubject: { to: 'assigned', by: ['holder', ...desk] },
  decline: { to: 'declined', by: desk },
  merge: { to: 'merged', by: desk },
}

/** State × action → next state and who may. An action that is not listed is refused in that state. */
export const needTransitions: Record<NeedState, Row> = {
  submitted: {
    withdraw: { to: 'withdrawn', by: ['resident'] },
    supplement: { to: 'submitted', by: ['resident'] },
  },
  assigned: {
    ...whileOpen('assigned'),
    ...reroute,
    assign: { to: 'assigned', by: desk },
    withdraw: { to: 'withdrawn', by: ['resident'] },
    accept: { to: 'accepted', by: ['holder'] },
    claim: { to: 'accepted', by: ['pool'] },
    return: { to: 'assigned', by: ['holder'] },
    close: { to: 'closed', by: desk },
  },
  accepted: {
    ...whileOpen('accepted'),
    ...reroute,
    return: { to: 'assigned', by: ['holder'] },
    ask: { to: 'awaitingResident', by: ['holder'] },
    hold: { to: 'onHold', by: desk },
    resolve: { to: 'resolved', by: ['holder'] },
    close: { to: 'closed', by: desk },
  },
  awaitingResident: {
    ...whileOpen('awaitingResident'),
    transfer: { to: 'assigned', by: desk },
    answer: { to: 'accepted', by: ['resident'] },
    resume: { to: 'accepted', by: ['holder'] },
    resolve: { to: 'resolved', by: ['holder'] },
  },
  onHold: {
    ...whileOpen('onHold'),
    transfer: { to: 'assigned', by: desk },
    review: { to: 'onHold', by: desk },
    resume: { to: 'accepted', by: ['holder', ...desk] },
    resolve: { to: 'resolved', by: ['holder'] },
  },
  resolved: {
    note: { to: 'resolved', by: ['holder', 'helper', ...desk] },
    supplement: { to: 'resolved', by: ['resident'] },
    confirm: { to: 'closed', by: ['resident'] },
    dispute: { to: 'accepted', by: ['resident', 'checker'] },
    callback: { to: 'closed', by: ['checker'] },
  },
  closed: {
    rate: { to: 'closed', by: ['resident'] },
    callback: { to: 'closed', by: ['checker'] },
    reopen: { to: 'assigned', by: ['resident', ...desk] },
  },
  withdrawn: {},
  merged: {},
  declined: {
    dispute: { to: 'assigned', by: ['resident'] },
  },
}

const openStates: readonly NeedState[] = [
  'submitted',
  'assigned',
  'accepted',
  'awaitingResident',
  'onHold',
  'resolved',
]

/** Someone still owes something: the worker an answer, or the resident a yes. */
export const isOpen = (state: NeedState): boolean => openStates.includes(state)

/** The clock of the need runs: not while the resident is waited for, it is on hold, or work is done. */
export const isClockRunning = (state: NeedState): boolean => state === 'assigned' || state === 'accepted'

/** The transition an action would take in a state, or undefined when that state does not know it. */
export function findTransition(state: NeedState, action: NeedAction): NeedTransition | undefined {
  return needTransitions[state][action]
}

/** Every action the table allows in a state to someone who stands in these capacities. */
export function availableActions(state: NeedState, parties: readonly NeedParty[]): NeedAction[] {
  return listAllowed(needTransitions[state], needActions, parties)
}

/** How a closed need ended. Silence is `notConfirmed` and counts in no satisfaction rate. */
export const needOutcomes = ['solved', 'partly', 'notSolved', 'notConfirmed'] as const
export type NeedOutcome = (typeof needOutcomes)[number]

/** Where a need came from. `proxy`: a relative raised it for an elder, by a family bond. */
export const needSources = [
  'self',
  'proxy',
  'counter',
  'phone',
  'visit',
  'patrol',
  'box',
  'hotline',
  'sensor',
  'system',
] as const
export type NeedSource = (typeof needSources)[number]

export const needKinds = ['request', 'consultation', 'visit'] as const
export type NeedKind = (typeof needKinds)[number]

/** Why a post may send work back. Returning without a listed reason is refused. */
export const returnReasons = {
  notOurs: '不属于我们的职责',
  wrongPlace: '地点不在我们的范围',
  needsOther: '需要其他单位一起办',
  missingInfo: '情况不清楚，联系不上居民',
  noCapacity: '暂时没有人手',
} as const
export type ReturnReason = keyof typeof returnReasons

/** 好差评, five grades. Source: 国办发〔2019〕51 号 「好差评」制度. */
export const ratingGrades = [5, 4, 3, 2, 1] as const
export type RatingGrade = (typeof ratingGrades)[number]
export const ratingNames: Record<RatingGrade, string> = {
  5: '非常满意',
  4: '满意',
  3: '基本满意',
  2: '不满意',
  1: '非常不满意',
}
export const ratingReasons = {
  quick: '来得快',
  kind: '态度好',
  solved: '真的解决了',
  informed: '每一步都告诉我',
  slow: '太慢了',
  rude: '态度不好',
  notSolved: '没有解决',
  pushed: '推来推去',
} as const
export type RatingReason = keyof typeof ratingReasons

/** A rating this low is called back. */
export const isBadRating = (grade: RatingGrade): boolean => grade <= 2

/** Figures of the rules above, in one place and the same everywhere. Source: product page, "Needs". */
export const needRules = {
  /** Undo after a tap, and in elder mode at the latest. */
  undoSeconds: 8,
  elderUndoSeconds: 120,
  /** A holder may return within this working time of being assigned. */
  returnWindowMinutes: 8 * 60,
  /** After so many returns the lowest common level names one lead. */
  returnsBeforeCoordination: 2,
  maxAsks: 2,
  answerWorkingDays: 5,
  silenceDays: 7,
  reopenDays: 30,
  holdReviewDays: 90,
  /** A review or a callback that nobody makes in so many working days is the next level's. */
  reviewWorkingDays: 10,
  callbackWorkingDays: 3,
  maxExtensions: 1,
  warnAtShare: 0.8,
  /** When still late, the next level hears of it after this share of the whole time more. */
  nextEscalationShare: 0.5,
} as const
