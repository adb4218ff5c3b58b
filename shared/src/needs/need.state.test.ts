import {
  availableActions,
  findTransition,
  isClockRunning,
  isOpen,
  needActions,
  needParties,
  needStates,
  needTransitions,
  type NeedAction,
  type NeedParty,
  type NeedState,
} from './need.state'

/** The whole table once more, written apart: state → party → actions. A change must be made in both places. */
const expected: Record<NeedState, Partial<Record<NeedParty, NeedAction[]>>> = {
  submitted: { resident: ['withdraw', 'supplement'] },
  assigned: {
    resident: ['withdraw', 'supplement'],
    holder: ['accept', 'return', 'recategorise', 'setSubject', 'note'],
    helper: ['note'],
    pool: ['claim'],
    triage: [
      'assign',
      'transfer',
      'coordinate',
      'recategorise',
      'setSubject',
      'note',
      'close',
      'decline',
      'merge',
    ],
    above: [
      'assign',
      'transfer',
      'coordinate',
      'recategorise',
      'setSubject',
      'note',
      'extend',
      'close',
      'decline',
      'merge',
      'supervise',
    ],
    rank: ['extend', 'supervise'],
  },
  accepted: {
    resident: ['supplement'],
    holder: ['return', 'recategorise', 'setSubject', 'note', 'ask', 'resolve'],
    helper: ['note'],
    triage: [
      'transfer',
      'coordinate',
      'recategorise',
      'setSubject',
      'note',
      'hold',
      'close',
      'decline',
      'merge',
    ],
    above: [
      'transfer',
      'coordinate',
      'recategorise',
      'setSubject',
      'note',
      'hold',
      'extend',
      'close',
      'decline',
      'merge',
      'supervise',
    ],
    rank: ['extend', 'supervise'],
  },
  awaitingResident: {
    resident: ['supplement', 'answer'],
    holder: ['note', 'resume', 'resolve'],
    helper: ['note'],
    triage: ['transfer', 'note'],
    above: ['transfer', 'note', 'extend', 'supervise'],
    rank: ['extend', 'supervise'],
  },
  onHold: {
    resident: ['supplement'],
    holder: ['note', 'resume', 'resolve'],
    helper: ['note'],
    triage: ['transfer', 'note', 'review', 'resume'],
    above: ['transfer', 'note', 'review', 'resume', 'extend', 'supervise'],
    rank: ['extend', 'supervise'],
  },
  resolved: {
    resident: ['supplement', 'confirm', 'dispute'],
    holder: ['note'],
    helper: ['note'],
    triage: ['note'],
    above: ['note'],
    checker: ['dispute', 'callback'],
  },
  closed: {
    resident: ['rate', 'reopen'],
    triage: ['reopen'],
    above: ['reopen'],
    checker: ['callback'],
  },
  withdrawn: {},
  merged: {},
  declined: { resident: ['dispute'] },
}

const sorted = (actions: readonly NeedAction[]): NeedAction[] => [...actions].sort()

describe('the state table of needs', () => {
  for (const state of needStates)
    for (const party of needParties)
      test(`${state} × ${party}`, () => {
        expect(sorted(availableActions(state, [party]))).toEqual(sorted(expected[state][party] ?? []))
      })

  test('a stranger may do nothing in any state', () => {
    for (const state of needStates) expect(availableActions(state, [])).toEqual([])
  })

  test('every action is possible somewhere, and leads to a state that exists', () => {
    for (const action of needActions) {
      const targets = needStates.flatMap((state) => findTransition(state, action)?.to ?? [])
      expect(targets).not.toHaveLength(0)
      for (const to of targets) expect(needStates).toContain(to)
    }
  })

  test('resolved is not closed: only the resident or someone who did not do the work closes it', () => {
    const closing = Object.entries(needTransitions.resolved).filter(([, t]) => t.to === 'closed')
    for (const [, t] of closing) expect(t.by.every((p) => p === 'resident' || p === 'checker')).toBe(true)
  })

  test('what has ended stays ended, but for a reopening and an objection', () => {
    const ended = needStates.filter((state) => !isOpen(state))
    const revivals = ended.flatMap((state) =>
      needActions
        .filter((action) => {
          const transition = findTransition(state, action)
          return transition !== undefined && isOpen(transition.to)
        })
        .map((action) => `${state}:${action}`),
    )
    expect(revivals.sort()).toEqual(['closed:reopen', 'declined:dispute'])
  })

  test('the clock stands still while the resident is waited for, on hold, and once work is done', () => {
    expect(needStates.filter(isClockRunning)).toEqual(['assigned', 'accepted'])
  })
})
