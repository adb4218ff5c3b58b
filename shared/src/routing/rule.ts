import type { UnitKind } from '../areas/areas'
import type { NeedClock } from '../categories/category'

/** Which days a time window starts on; rest days are weekends and public holidays without the make-up days. */
export const windowDays = ['daily', 'workdays', 'restDays'] as const

/**
 * Hours of the day in Shanghai, `HH:MM`, `to` exclusive. With `from` later than `to` it runs over midnight and its
 * early hours belong to the day it started on; with both equal it is the whole day.
 */
export interface TimeWindow {
  days: (typeof windowDays)[number]
  from: string
  to: string
}

export const estateConditions = ['any', 'withProperty', 'withoutProperty'] as const
export type EstateCondition = (typeof estateConditions)[number]

/** All that is given must hold; an empty list or an absent part asks nothing. */
export interface RuleConditions {
  /** Category codes. */
  categories: string[]
  /** Codes of areas or estates: one of them must hold the place. */
  places: string[]
  /** `withoutProperty` is also a home that belongs to no estate. */
  estate: EstateCondition
  time?: TimeWindow | undefined
  /** For each question one of the values; yes and no are `true` and `false`. */
  answers: { key: string; values: string[] }[]
}

export const triageLevels = ['community', 'street', 'district'] as const
export type TriageLevel = (typeof triageLevels)[number]

/**
 * Who takes the need.
 * - `unit`: this unit.
 * - `unitKind`: the estate's property company or owners' committee; of other kinds the nearest unit that serves the
 *   place, by level and then by name.
 * - `grid`, `building`: the grid worker, the building leader of the place.
 * - `pool`: the volunteers of the community; whoever claims it, or with `inTurn` whoever is next, of those with the
 *   skill if one is named.
 * - `triage`: the desk of a level.
 */
export type RuleTarget =
  | { kind: 'unit'; unitId: string }
  | { kind: 'unitKind'; unitKind: UnitKind }
  | { kind: 'grid' }
  | { kind: 'building' }
  | { kind: 'pool'; inTurn?: boolean | undefined; skill?: string | undefined }
  | { kind: 'triage'; level: TriageLevel }

/** What a person who keeps the rules writes. Rules of an area are read in order; the first that fits counts. */
export interface RuleContent {
  name: string
  isOn: boolean
  conditions: RuleConditions
  target: RuleTarget
  /** Instead of the category's. */
  clock?: NeedClock | undefined
}
