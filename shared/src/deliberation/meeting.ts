/** Where a 议事会 is. `held`: people signed in, or its minutes are being written. `published`: the minutes are out. */
export const meetingStates = ['announced', 'held', 'published', 'cancelled'] as const
export type MeetingState = (typeof meetingStates)[number]

/** What staff or residents do at a meeting. */
export const meetingActions = ['signIn', 'signInOnPaper', 'cancel', 'publish', 'decide'] as const
export type MeetingAction = (typeof meetingActions)[number]

/** State × action → next state; residents sign in, staff of the community do everything else. */
export const meetingTransitions: Record<MeetingState, Partial<Record<MeetingAction, MeetingState>>> = {
  announced: { signIn: 'held', signInOnPaper: 'held', cancel: 'cancelled' },
  held: { signIn: 'held', signInOnPaper: 'held', publish: 'published' },
  published: { signInOnPaper: 'published', decide: 'published' },
  cancelled: {},
}

export const meetingStateTexts: Record<MeetingState, string> = {
  announced: '要开的会',
  held: '开过了，正在整理记录',
  published: '会议记录已公布',
  cancelled: '取消了',
}

export const meetingLimits = {
  title: 40,
  place: 60,
  agendaText: 100,
  agendaItems: 12,
  minutes: 2500,
  decisionText: 300,
  photos: 9,
  decisions: 20,
  /** Signing in opens so many minutes before the beginning. */
  opensMinutesBefore: 60,
  /** … and ends so many minutes after it. */
  closesMinutesAfter: 6 * 60,
} as const

/** Whether people can sign in by the code now: around its hours, until the minutes are out. */
export function canSignIn({ state, startsAt }: { state: MeetingState; startsAt: Date }, now: Date): boolean {
  if (meetingTransitions[state].signIn === undefined) return false
  const minutes = (now.getTime() - startsAt.getTime()) / 60_000
  return minutes >= -meetingLimits.opensMinutesBefore && minutes <= meetingLimits.closesMinutesAfter
}
