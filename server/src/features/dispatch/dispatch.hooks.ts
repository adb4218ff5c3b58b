import { registerDayFollower } from '../elderCare/dayChange.hooks'
import { registerOutboxSource } from '../messages/outbox'
import { followOrder, followPeople } from './dayPlan.change'
import { expandDayPlan } from './dayPlan.messages'
import { DayPlan } from './dayPlan.model'

/** What the plans of a day have to do with orders and people; called once, where the routes are listed. */
export function registerDispatchHooks(): void {
  registerDayFollower({ followOrder, followPeople })
  registerOutboxSource({ name: 'dayPlan', model: DayPlan, expand: expandDayPlan })
}
