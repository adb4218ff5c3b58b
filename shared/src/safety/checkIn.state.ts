import { listAllowed, type Transition } from '../stateTable'

/**
 * States of one day's 报平安. Source: product page, "Safety".
 * - `waiting`: the time she chose has not come.
 * - `calling`: it passed without a word; her people are called, one after the other.
 * - `visiting`: nobody could say; somebody goes and looks.
 * - `safe`: she tapped, was seen, spoken to or visited.
 * - `paused`: in hospital or away.
 */
export const checkInStates = ['waiting', 'calling', 'visiting', 'safe', 'paused'] as const
export type CheckInState = (typeof checkInStates)[number]

/** What a person may do: `tap` is hers, `reached` is for those who spoke to her or saw her. */
export const checkInActions = ['tap', 'reached'] as const
export type CheckInAction = (typeof checkInActions)[number]

/** What happens without anyone pressing. */
export const checkInSteps = ['miss', 'callNext', 'startVisit', 'visited', 'seen', 'pause', 'newDay'] as const
export type CheckInStep = (typeof checkInSteps)[number]

export const checkInParties = ['elder', 'family', 'staff'] as const
export type CheckInParty = (typeof checkInParties)[number]

type CheckInTransition = Transition<CheckInState, CheckInParty>
type Row = Partial<Record<CheckInAction, CheckInTransition>>

const open: Row = {
  tap: { to: 'safe', by: ['elder'] },
  reached: { to: 'safe', by: ['family', 'staff'] },
}

/** State × action → next state and who may. */
export const checkInTransitions: Record<CheckInState, Row> = {
  waiting: open,
  calling: open,
  visiting: open,
  safe: {},
  paused: {},
}

/** State × step → next state; a step that is not listed leaves it as it is. */
export const checkInStepTransitions: Record<CheckInState, Partial<Record<CheckInStep, CheckInState>>> = {
  waiting: { miss: 'calling', seen: 'safe', pause: 'paused' },
  calling: { callNext: 'calling', startVisit: 'visiting', seen: 'safe', pause: 'paused' },
  visiting: { visited: 'safe', seen: 'safe', pause: 'paused' },
  safe: { pause: 'paused', newDay: 'waiting' },
  paused: { pause: 'paused', newDay: 'waiting' },
}

export const availableCheckInActions = (state: CheckInState, party: CheckInParty): CheckInAction[] =>
  listAllowed(checkInTransitions[state], checkInActions, [party])
