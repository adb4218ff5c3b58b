import { listAllowed, type Transition } from '../stateTable'

/**
 * States of a call for help. Source: product page, "Safety".
 * - `raised`: the ladder calls people, one rung after the other, until someone answers.
 * - `acknowledged`: someone said that they see to it, or are on the way.
 * - `attended`: someone is with the person, or has spoken to them.
 * - `cancelledByCaller`: pressed by mistake, says the caller; somebody still has to call and make sure.
 * - `closed`: it is written down what happened.
 */
export const sosStates = ['raised', 'acknowledged', 'attended', 'cancelledByCaller', 'closed'] as const
export type SosState = (typeof sosStates)[number]

/** What a person may do. `press` is the button once more; `tell` adds what is the matter. */
export const sosActions = [
  'press',
  'tell',
  'cancel',
  'acknowledge',
  'onTheWay',
  'handBack',
  'arrive',
  'speak',
  'close',
] as const
export type SosAction = (typeof sosActions)[number]

/**
 * What happens without anyone pressing; `opened`: the door for which the ladder ran is no danger any more. `unanswered`:
 * one that was thought to be seen to, and now nobody opens her door; `answered`: that door opened after all.
 */
export const sosSteps = [
  'call',
  'noArrival',
  'remind',
  'unanswered',
  'answered',
  'opened',
  'personGone',
] as const
export type SosStep = (typeof sosSteps)[number]

/**
 * In what capacity someone stands to it.
 * - `caller`: the person it is for.
 * - `presser`: pressed for her, and acts for her; takes back what nobody but them has pressed, and may be the first who
 *   is with her.
 * - `helper`: on a rung of the ladder.
 */
export const sosParties = ['caller', 'presser', 'helper'] as const
export type SosParty = (typeof sosParties)[number]

export type SosTransition = Transition<SosState, SosParty>

type Row = Partial<Record<SosAction, SosTransition>>

const callers = ['caller', 'presser'] as const
/** Who may have been with her. */
const visitors = ['helper', 'presser'] as const

/** State × action → next state and who may. An action that is not listed is refused in that state. */
export const sosTransitions: Record<SosState, Row> = {
  raised: {
    press: { to: 'raised', by: callers },
    tell: { to: 'raised', by: callers },
    cancel: { to: 'cancelledByCaller', by: callers },
    acknowledge: { to: 'acknowledged', by: ['helper'] },
    onTheWay: { to: 'acknowledged', by: ['helper'] },
    arrive: { to: 'attended', by: visitors },
    speak: { to: 'attended', by: visitors },
  },
  acknowledged: {
    press: { to: 'acknowledged', by: callers },
    tell: { to: 'acknowledged', by: callers },
    cancel: { to: 'cancelledByCaller', by: callers },
    onTheWay: { to: 'acknowledged', by: ['helper'] },
    handBack: { to: 'raised', by: visitors },
    arrive: { to: 'attended', by: visitors },
    speak: { to: 'attended', by: visitors },
  },
  attended: {
    press: { to: 'raised', by: callers },
    tell: { to: 'attended', by: callers },
    handBack: { to: 'raised', by: visitors },
    arrive: { to: 'attended', by: visitors },
    close: { to: 'closed', by: visitors },
  },
  cancelledByCaller: {
    press: { to: 'raised', by: callers },
    arrive: { to: 'attended', by: visitors },
    speak: { to: 'attended', by: visitors },
  },
  closed: {},
}

/** State × step → next state; a step that is not listed leaves it as it is. */
export const sosStepTransitions: Record<SosState, Partial<Record<SosStep, SosState>>> = {
  raised: { call: 'raised', answered: 'attended', opened: 'closed', personGone: 'closed' },
  acknowledged: { noArrival: 'raised', answered: 'attended', opened: 'closed', personGone: 'closed' },
  // Whoever is with her writes what happened.
  attended: { remind: 'attended', unanswered: 'raised', personGone: 'closed' },
  cancelledByCaller: {
    call: 'cancelledByCaller',
    unanswered: 'raised',
    opened: 'closed',
    personGone: 'closed',
  },
  closed: {},
}

export const isSosOpen = (state: SosState): boolean => state !== 'closed'

export const findSosTransition = (state: SosState, action: SosAction): SosTransition | undefined =>
  sosTransitions[state][action]

/** Every action the table allows in a state to someone who stands in these capacities. */
export const availableSosActions = (state: SosState, parties: readonly SosParty[]): SosAction[] =>
  listAllowed(sosTransitions[state], sosActions, parties)
