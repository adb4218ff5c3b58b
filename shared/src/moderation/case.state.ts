import type { Transition } from '../stateTable'

/**
 * Where a piece of writing stands with the people who moderate.
 * - `clear`: nobody has to look.
 * - `open`: it waits for the desk (after the check, or because somebody reported it).
 * - `decided`: the desk, or the automatic check, has decided.
 * - `appealed`: its author asked the level above, once.
 * - `final`: the level above has decided.
 * - `withdrawn`: its author deleted or rewrote it.
 */
export const caseStates = ['clear', 'open', 'decided', 'appealed', 'final', 'withdrawn'] as const
export type CaseState = (typeof caseStates)[number]

export const caseActions = [
  'queue',
  'hideByCheck',
  'report',
  'claim',
  'decide',
  'appeal',
  'withdraw',
] as const
export type CaseAction = (typeof caseActions)[number]

/** `check`: the automatic one. `desk`: who sits where it lies. */
export const caseParties = ['check', 'resident', 'author', 'desk'] as const
export type CaseParty = (typeof caseParties)[number]

type CaseTransition = Transition<CaseState, CaseParty>

const withdraw = { to: 'withdrawn', by: ['author'] } as const

/** State × action → next state and who may; what is not listed changes nothing. */
export const caseTransitions: Record<CaseState, Partial<Record<CaseAction, CaseTransition>>> = {
  clear: {
    queue: { to: 'open', by: ['check'] },
    hideByCheck: { to: 'decided', by: ['check'] },
    report: { to: 'open', by: ['resident'] },
    withdraw,
  },
  open: {
    report: { to: 'open', by: ['resident'] },
    claim: { to: 'open', by: ['desk'] },
    decide: { to: 'decided', by: ['desk'] },
    withdraw,
  },
  decided: {
    report: { to: 'open', by: ['resident'] },
    decide: { to: 'decided', by: ['desk'] },
    appeal: { to: 'appealed', by: ['author'] },
    withdraw,
  },
  appealed: {
    claim: { to: 'appealed', by: ['desk'] },
    decide: { to: 'final', by: ['desk'] },
    withdraw,
  },
  final: { withdraw },
  withdrawn: {},
}

/** Whether it lies in the queue. */
export const isQueued = (state: CaseState): boolean => state === 'open' || state === 'appealed'

export function findCaseTransition(state: CaseState, action: CaseAction): CaseTransition | undefined {
  return caseTransitions[state][action]
}
