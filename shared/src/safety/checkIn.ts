import type { SosRung } from './sos'

/** Who is called about a missed one, in this order; then somebody goes. */
export const checkInRungs = ['primary', 'family', 'neighbour', 'grid'] as const satisfies readonly SosRung[]

/** How a day ended. */
export const checkInOutcomes = ['tap', 'seen', 'spoken', 'call', 'visit', 'paused'] as const
export type CheckInOutcome = (typeof checkInOutcomes)[number]

export const checkInOutcomeNames: Record<CheckInOutcome, string> = {
  tap: '自己报了平安',
  seen: '有人当面见到',
  spoken: '打通电话，和本人说上话了',
  call: '家人或社区联系上了',
  visit: '上门看过',
  paused: '住院或外出，没有报',
}

/** Figures; data. */
export const checkInRules = {
  /** The times from which she may choose, as minutes from midnight. */
  earliest: 6 * 60,
  latest: 20 * 60,
  usual: 10 * 60,
  /** How long each of those called has. */
  rungMinutes: 20,
  /** How often it is asked what came of the visit. */
  visitLookMinutes: 2,
  /** After the program was down over the time, so long is still waited. */
  graceMinutes: 30,
  /** In hospital or away it is asked every so many days whether she is back. */
  askBackDays: 7,
  daysKept: 30,
} as const
