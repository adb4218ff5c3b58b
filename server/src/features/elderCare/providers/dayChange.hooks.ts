import type { Deps } from '../../../deps'
import type { OrderRecord } from '../orders/order.model'

/** A unit's day, of which somebody may have laid out who goes where. */
export interface UnitDay {
  unitId: string
  day: string
}

/** Who goes where on a day; the feature `dispatch` registers it, orders do not know it. */
export interface DayFollower {
  /** An order changed by `event`; `before` is where it was to be done until then, where that is elsewhere. Repeatable. */
  followOrder: (order: OrderRecord, event: string, before: UnitDay | undefined, deps: Deps) => Promise<void>
  /** Who of a unit can be sent changed, from a day on. */
  followPeople: (unitId: string, days: { from: string; to?: string }, deps: Deps) => Promise<void>
}

let registered: DayFollower = {
  followOrder: () => Promise.resolve(),
  followPeople: () => Promise.resolve(),
}

/** Called once, where the routes are listed. */
export function registerDayFollower(follower: DayFollower): void {
  registered = follower
}

export const dayFollower = (): DayFollower => registered
