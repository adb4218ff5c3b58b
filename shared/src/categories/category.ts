import type { Schedule } from '../schedule'

/** Where a need of a category is: the reporter's home, where they stand, or nowhere in particular. */
export const categoryPlaces = ['home', 'here', 'none'] as const
export type CategoryPlace = (typeof categoryPlaces)[number]

export const categoryKinds = ['request', 'consultation'] as const
export type CategoryKind = (typeof categoryKinds)[number]

export const askKinds = ['choice', 'text', 'boolean'] as const
export type AskKind = (typeof askKinds)[number]

/** How a need stands in a queue beside others; `urgent` is life and property. */
export const priorities = ['urgent', 'high', 'normal', 'low'] as const
export type Priority = (typeof priorities)[number]

/** One question of a category. `key` is what rules refer to; options are given for `choice` only. */
export interface CategoryAsk {
  key: string
  label: string
  kind: AskKind
  options: { value: string; label: string }[]
  isRequired: boolean
}

/** What the resident answered, by the key of the question. */
export type Answers = Record<string, string | boolean>

/**
 * How long there is, in minutes that count: with `isWorkingTime` only minutes within `schedule` (office hours when
 * it is left out), else every minute.
 */
export interface NeedClock {
  acceptMinutes: number
  resolveMinutes: number
  isWorkingTime: boolean
  schedule?: Schedule | undefined
}

/** One kind of need as an area defines it; the definition of the nearest level counts as a whole. */
export interface Category {
  /** The same at every level; needs and rules carry it. */
  code: string
  /** The level that defines it. */
  areaCode: string
  name: string
  /** Name of a picture of the mini program. */
  icon: string
  /** Heading under which the tile stands. */
  group: string
  order: number
  kind: CategoryKind
  isTile: boolean
  place: CategoryPlace
  /** About a public place: open needs nearby may be offered for "me too". Never together with `isSensitive`. */
  isPublicPlace: boolean
  /** Danger to life: the phones come first, then the need is taken as well and released at once. */
  isDanger: boolean
  phones: { name: string; number: string }[]
  /** Health, family, dispute or care: never shown to another resident. */
  isSensitive: boolean
  /** About a unit or a person at work: asks about whom, and goes one level above. */
  isComplaint: boolean
  isVolunteerSuitable: boolean
  priority: Priority
  asks: CategoryAsk[]
  clock: NeedClock
  /** Taken out of use at this level and below: no tile and no new needs, old ones keep it. */
  isClosed: boolean
}

const day = 24 * 60
const workingDay = 8 * 60

/**
 * Deadlines to start from, after Beijing's draft for 12345: life and property 2 h, utilities 24 h, ordinary 7 days,
 * complex 15 days. Each category of each area keeps its own copy.
 */
export const defaultClocks = {
  danger: { acceptMinutes: 10, resolveMinutes: 2 * 60, isWorkingTime: false },
  utilities: { acceptMinutes: 60, resolveMinutes: day, isWorkingTime: false },
  ordinary: { acceptMinutes: 4 * 60, resolveMinutes: 7 * workingDay, isWorkingTime: true },
  complex: { acceptMinutes: workingDay, resolveMinutes: 15 * workingDay, isWorkingTime: true },
} as const satisfies Record<string, NeedClock>
