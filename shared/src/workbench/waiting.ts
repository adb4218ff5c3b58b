/**
 * What can wait for somebody who holds work, besides the needs of the queue; the most pressing first: people in danger,
 * then calls that run by the minute, then who is on the way or cooks today, then papers.
 */
export const waitingKinds = [
  'sos',
  'checkIns',
  'calls',
  'visits',
  'carried',
  'meals',
  'care',
  'payTasks',
  'payConsents',
  'verifications',
  'reviews',
  'motions',
  'papers',
  'notices',
  'bonds',
  'merges',
  'volunteers',
  'entitlements',
  'deadLetters',
  'mealsTomorrow',
] as const
export type WaitingKind = (typeof waitingKinds)[number]

/** Counting costs what it counts, so it stops here and the page says “99+”. */
export const waitingCeiling = 99
