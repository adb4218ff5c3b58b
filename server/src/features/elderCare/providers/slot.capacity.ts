import { weekdayOf } from '@linli/shared/time'
import type { OfferingRecord } from '../catalogue/offering.model'
import { Slot, type SlotRecord } from './slot.model'

/** How many a window takes on a day; none when the window is gone. */
const findCapacity = (
  { windows }: Pick<OfferingRecord, 'windows'>,
  { day, from }: Pick<SlotRecord, 'day' | 'from'>,
): number => {
  const weekday = weekdayOf(day)
  return windows.find((window) => window.from === from && window.weekdays.includes(weekday))?.capacity ?? 0
}

/** Days that are laid out already get the new number of places; what is taken stays taken. Repeatable. */
export async function followCapacity(
  offering: Pick<OfferingRecord, '_id' | 'windows'>,
  now: Date,
): Promise<void> {
  const slots = await Slot.find({ offeringId: offering._id, startsAt: { $gt: now } })
    .limit(2000)
    .lean<SlotRecord[]>()
  for (const slot of slots) {
    const capacity = findCapacity(offering, slot)
    const more = capacity - slot.capacity
    if (more !== 0)
      await Slot.updateOne(
        { _id: slot._id, capacity: slot.capacity },
        { $inc: { left: more }, $set: { capacity } },
      )
  }
}
