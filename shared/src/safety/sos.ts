/** The rungs of the ladder, in their order. Source: product page, "Safety". */
export const sosRungs = ['primary', 'family', 'neighbour', 'grid', 'duty'] as const
export type SosRung = (typeof sosRungs)[number]

export const sosRungNames: Record<SosRung, string> = {
  primary: '主要联系的家人',
  family: '其他家人和紧急联系人',
  neighbour: '楼组长',
  grid: '网格员',
  duty: '街道值班',
}

/** Why the ladder runs: a press, a door that nobody opened, or somebody who did not come where she was awaited. */
export const sosCauses = ['pressed', 'noAnswer', 'absent'] as const
export type SosCause = (typeof sosCauses)[number]

/** What is the matter, by one tap; a health word, only for those on the ladder. */
export const sosMatters = ['fell', 'unwell', 'lockedIn', 'afraid'] as const
export type SosMatter = (typeof sosMatters)[number]

export const sosMatterNames: Record<SosMatter, string> = {
  fell: '摔倒了，起不来',
  unwell: '身体很不舒服',
  lockedIn: '出不了门',
  afraid: '有人让我害怕',
}

/** How it ended. */
export const sosOutcomes = ['well', 'helped', 'hospital', 'mistake'] as const
export type SosOutcome = (typeof sosOutcomes)[number]

export const sosOutcomeNames: Record<SosOutcome, string> = {
  well: '人平安',
  helped: '当场帮好了',
  hospital: '送医院了',
  mistake: '按错了，人平安',
}

/** The numbers that come before everything else, the same in the whole country. */
export const emergencies = {
  ambulance: { name: '急救', number: '120' },
  police: { name: '报警', number: '110' },
  fire: { name: '火警', number: '119' },
} as const

export const emergencyNumbers = Object.values(emergencies)

/** Figures of the ladder; data. */
export const sosRules = {
  /** The page counts down this long, then sends by itself: doing nothing is the safe outcome. */
  countdownSeconds: 10,
  /** From one rung to the next. */
  rungSeconds: 45,
  /**
   * From the end of a round to the next, while it is new, and later; it is never given up. Once the quick rounds are
   * over the district's desk is called as well, and after about a day only its rhythm becomes slower still.
   */
  roundSeconds: 60,
  laterRoundSeconds: 10 * 60,
  slowRoundSeconds: 60 * 60,
  quickRounds: 10,
  laterRounds: 120,
  /** So many tries lie with the call itself, the newest; those before are kept apart. */
  attemptsKept: 200,
  /** A cancelled one needs a call, not an alarm: one after the other for so many rounds, then round by slow round. */
  checkCallSeconds: 5 * 60,
  checkRounds: 2,
  /** Whoever said they see to it is given so long to be there; then the ladder goes on. */
  arrivalMinutes: 20,
  /** What happened must be written by then; those on the ladder are reminded, later once a day. */
  followUpMinutes: 60,
  hourlyReminders: 12,
  laterReminderMinutes: 24 * 60,
} as const
