import { holdsPlace } from '@linli/shared/elderCare/order.state'
import { addDays, fromShanghaiDay } from '@linli/shared/time'
import { assertThat } from '../../../lib/appError'
import { Order, type OrderRecord } from './order.model'

type Wanted = Pick<OrderRecord, 'personId' | 'day' | 'item'>

/** Everything of a person that is of one day. */
const ofDay = ({ personId, day }: Pick<Wanted, 'personId' | 'day'>) => ({
  personId,
  startsAt: { $gte: fromShanghaiDay(day), $lt: fromShanghaiDay(addDays(day, 1)) },
})

/** Booked once more since, as the page told her to: that one counts, and the late money goes back. */
export async function isBookedAgain({ _id, item, ...of }: OrderRecord): Promise<boolean> {
  const rows = await Order.find({ ...ofDay(of), open: { $in: [true, false] } }, { item: 1, state: 1 }).lean<
    Pick<OrderRecord, '_id' | 'item' | 'state'>[]
  >()
  return rows.some(
    (other) => !other._id.equals(_id) && other.item.code === item.code && holdsPlace(other.state),
  )
}

/** Ended because nobody paid in time, and nothing was booked in its stead: money that comes late takes it up again. */
export const isLapsed = ({ state, history, isReplaced }: OrderRecord): boolean =>
  state === 'cancelled' && isReplaced !== true && history.at(-1)?.action === 'expire'

/** Her page has not shown yet for so long what the money brought back. */
const unseenMilliseconds = 2 * 60_000

/** Late money took it up again a moment ago: whoever books the same now does so because it had lapsed. */
const isJustTaken = ({ state, history }: OrderRecord, now: Date): boolean =>
  holdsPlace(state) &&
  history.some(
    ({ action, from, at }) =>
      action === 'pay' && from === 'cancelled' && now.getTime() - at.getTime() < unseenMilliseconds,
  )

/**
 * Just before the same is booked once more, at whatever time of that day: what had lapsed is not taken up again by
 * money that comes late. By the version of the lapsed order, so that of the money and the booking one has it.
 * @throws AppError `care.paid_meanwhile` where the money was quicker.
 */
export async function replaceLapsed({ item, ...of }: Wanted, now: Date): Promise<void> {
  const rows = await Order.find(
    { ...ofDay(of), open: { $in: [true, false] } },
    { item: 1, state: 1, version: 1, isReplaced: 1, history: { $slice: -5 } },
  ).lean<OrderRecord[]>()
  const same = rows.filter((row) => row.item.code === item.code)
  assertThat(!same.some((row) => isJustTaken(row, now)), 'care.paid_meanwhile')
  for (const { _id, version } of same.filter(isLapsed)) {
    const { modifiedCount } = await Order.updateOne(
      { _id, state: 'cancelled', version },
      { $set: { isReplaced: true }, $inc: { version: 1 } },
    )
    if (modifiedCount === 1) continue
    const present = await Order.findOne({ _id }, { state: 1 }).lean<Pick<OrderRecord, 'state'> | null>()
    assertThat(!present || !holdsPlace(present.state), 'care.paid_meanwhile')
  }
}
