import { checkInRules, type CheckInOutcome } from '@linli/shared/safety/checkIn'
import { addDays, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { findNextMidnight } from '../../features/safety/checkIn.change'
import { CheckIn, type CheckInDay } from '../../features/safety/checkIn.model'
import { DutyRoster, type StoredShift } from '../../features/safety/duty.model'
import { Person, type PersonDocument } from '../../features/register/person.model'
import { User } from '../../features/users/user.model'
import { toPlace } from '../../lib/placeFields'
import { demoStreet } from './places'
import { demoUserId } from './seedAccounts'

const everyDay = [1, 2, 3, 4, 5, 6, 0]
const user = (key: string) => demoUserId({ key })

/** Day and night, each with a deputy: the whole week is covered. */
const shifts: StoredShift[] = [
  {
    ...{ weekdays: everyDay, from: 8 * 60, until: 20 * 60 },
    ...{ userId: user('streetOfficer'), deputyId: user('secretary') },
  },
  {
    ...{ weekdays: everyDay, from: 20 * 60, until: 8 * 60 },
    ...{ userId: user('gridWorker2'), deputyId: user('gridWorker3') },
  },
]

/** One missed morning and one meal taken in at the door, as it goes. */
const outcomeOf = (daysAgo: number): CheckInOutcome =>
  daysAgo === 9 ? 'call' : daysAgo % 7 === 3 ? 'seen' : 'tap'

function inventDays(today: string): CheckInDay[] {
  return Array.from({ length: checkInRules.daysKept - 1 }, (_, place) => {
    const daysAgo = checkInRules.daysKept - 1 - place
    const day = addDays(today, -daysAgo)
    return { day, outcome: outcomeOf(daysAgo), at: fromShanghaiDay(day, 7 * 60 + ((daysAgo * 13) % 90)) }
  })
}

/** A roster of the street, and the elder who reports each morning; today she has already. */
export async function seedSafety({ clock }: Pick<Deps, 'clock'>): Promise<void> {
  const now = clock.now()
  if (!(await DutyRoster.exists({ street: demoStreet })))
    await DutyRoster.create({
      ...{ street: demoStreet, version: 1, shifts, changedAt: now, changedBy: user('streetOfficer') },
    })
  const elder = await User.findOne({ _id: user('elder') }, { personId: 1 }).lean()
  const person = elder?.personId && (await Person.findOne({ _id: elder.personId }).lean<PersonDocument>())
  if (!person || (await CheckIn.exists({ _id: person._id }))) return
  const today = toShanghaiDay(now)
  await CheckIn.create({
    _id: person._id,
    ...toPlace(person),
    ...{ version: 1, isOn: true, dueMinutes: checkInRules.usual, rung: 0, calls: [], requestKeys: [] },
    consent: { at: new Date('2026-03-08T03:00:00.000Z'), byUserId: user('elder'), byName: '本人' },
    ...{ state: 'safe', day: today, outcome: 'tap', settledAt: now, settledBy: '本人' },
    nextAt: findNextMidnight(now),
    days: inventDays(today),
  })
}
