import { planRemoval } from './contentCheck.removal'

describe('what is taken away', () => {
  const at = (day: number): Date => new Date(Date.UTC(2026, 10, day))
  it.each([
    [
      'waits for its desk',
      { state: 'hidden', caseState: 'open', queuedAt: at(1) },
      at(4),
      3,
      { step: 'wait', at: at(4) },
    ],
    [
      'was left too long',
      { state: 'hidden', caseState: 'open', queuedAt: at(1) },
      at(4),
      4,
      { step: 'lift', at: at(7) },
    ],
    [
      'was lifted already',
      { state: 'hidden', caseState: 'open', queuedAt: at(1) },
      at(7),
      5,
      { step: 'wait', at: at(7) },
    ],
    [
      'can be appealed',
      { state: 'hidden', caseState: 'decided', decidedAt: at(1) },
      at(4),
      7,
      { step: 'wait', at: at(8) },
    ],
    [
      'was not appealed',
      { state: 'hidden', caseState: 'decided', decidedAt: at(1) },
      at(8),
      8,
      { step: 'remove' },
    ],
    [
      'waits for the level above',
      { state: 'hidden', caseState: 'appealed', queuedAt: at(7) },
      at(8),
      8,
      { step: 'wait', at: at(10) },
    ],
    [
      'was decided above',
      { state: 'hidden', caseState: 'final', decidedAt: at(8) },
      at(9),
      8,
      { step: 'remove' },
    ],
    [
      'was let through',
      { state: 'pass', caseState: 'decided', decidedAt: at(1) },
      at(4),
      9,
      { step: 'wait', at: at(12) },
    ],
  ] as const)('that %s', (_, check, reviewAt, day, expected) => {
    expect(planRemoval({ decidedAt: null, queuedAt: null, ...check }, reviewAt, at(day))).toEqual(expected)
  })
})
