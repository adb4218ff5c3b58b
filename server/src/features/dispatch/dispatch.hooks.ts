import { registerDayFollower } from '../elderCare/providers/dayChange.hooks'
import { registerBondFollower } from '../families/bond.events'
import { registerOutboxSource } from '../messages/outbox'
import { registerMembershipChange } from '../users/userHooks'
import { followFamily, followOrder, followPeople, followVolunteer } from './dayPlan.change'
import { expandDayPlan } from './dayPlan.messages'
import { DayPlan } from './dayPlan.model'

/** What the plans of a day have to do with orders and people; called once, where the routes are listed. */
export function registerDispatchHooks(): void {
  registerDayFollower({ followOrder, followPeople })
  registerMembershipChange({
    name: 'dayPlan',
    onChange: async ({ role, userId, isOffDuty, endedAt }, deps) => {
      if (role === 'volunteer' && (isOffDuty || endedAt != null))
        await followVolunteer(userId.toString(), deps)
    },
  })
  registerBondFollower('dayPlan', { active: followFamily })
  registerOutboxSource({ name: 'dayPlan', model: DayPlan, expand: expandDayPlan })
}
