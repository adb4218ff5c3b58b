import { toShanghaiDay } from '@linli/shared/time'
import type { OrderStep } from '@linli/shared/elderCare/order.state'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { toPlace } from '../../../lib/placeFields'
import { findMchid } from '../../payments/payee.service'
import { findProblem, listAble, readAbility } from '../catalogue/offering.ability'
import {
  applyOrderChange,
  dropPlace,
  makeOrderEntry,
  systemOrderAuthor,
  type OrderChange,
} from './order.change'
import { findAcceptBy } from './order.clock'
import type { OrderRecord } from './order.model'
import { isWaitingForMoney } from './order.payBy'
import { findFirstPost } from './order.post'
import { takeAsBefore, withoutNotice } from './order.wanted'
import { readCatalogue } from '../catalogue/serviceItem.service'
import { keyOfSlot, listCandidates, readLeft, takePlace, type Candidate } from '../providers/slot.service'

/** An order goes to another unit: as it will lie there, at the price that was agreed. */
export function changeTo(
  order: Pick<OrderRecord, 'item' | 'community'>,
  { offering, startsAt, endsAt }: Candidate,
  slotId: Types.ObjectId,
  now: Date,
): Pick<OrderChange, 'set' | 'unset'> {
  return {
    set: {
      ...{ unitId: offering.unitId, unitName: offering.unitName, offeringId: offering._id, slotId },
      ...{ startsAt, endsAt, day: toShanghaiDay(startsAt), isAcceptedAtOnce: offering.isAcceptedAtOnce },
      post: findFirstPost(order, offering.unitId),
      ...{ helpers: [], isUnaccepted: false, isLate: false, isUnfinished: false },
      acceptBy: findAcceptBy(startsAt, now),
    },
    unset: ['departedAt'],
  }
}

/** How far from the agreed time another unit may come without asking the elder. */
const nearEnoughMilliseconds = 60 * 60_000

/**
 * Other units that can do it at about the same time, the closest first: what is further away somebody asks her about.
 * The cut-off was kept when it was ordered.
 */
export async function listOtherPlaces(
  order: Pick<OrderRecord, 'item' | 'day' | 'startsAt' | 'unitId' | 'district' | 'street' | 'community'> &
    Partial<Pick<OrderRecord, '_id'>>,
  now: Date,
): Promise<Candidate[]> {
  const place = toPlace(order)
  const item = (await readCatalogue(place)).get(order.item.code)
  if (!item) return []
  const ability = await readAbility(place, now, item.code)
  const free = withoutNotice(item)
  const all = listAble(item, ability, place)
    .filter((offering) => !offering.unitId.equals(order.unitId))
    .filter((offering) => findProblem(offering, item, ability, order.day) === undefined)
    .flatMap((offering) => {
      const provider = ability.providers.get(offering.unitId.toString())
      return listCandidates(offering, free, provider, order.day, now)
    })
  // A server may have died on this very move: then the place is kept for it already.
  const left = await readLeft(all, order._id)
  const distance = (c: Candidate): number => Math.abs(c.startsAt.getTime() - order.startsAt.getTime())
  return all
    .filter((c) => distance(c) <= nearEnoughMilliseconds)
    .filter((c) => (left.get(keyOfSlot(c)) ?? c.capacity) > 0)
    .sort((a, b) => distance(a) - distance(b))
}

/**
 * Moves an order that its unit cannot do to another one at about the same time.
 * @returns the order as it is then, or undefined when there is none: somebody has to call.
 */
export async function relocateOrder(
  order: OrderRecord,
  reason: string,
  deps: Deps,
): Promise<OrderRecord | undefined> {
  const now = deps.clock.now()
  const step: OrderStep = 'relocate'
  for (const candidate of await listOtherPlaces(order, now)) {
    if (isWaitingForMoney(order) && !(await findMchid(candidate.offering.unitId.toString(), deps))) continue
    const slotId = await takePlace(candidate, takeAsBefore(order), now)
    if (!slotId) continue
    const isReleased = order.state === 'assigned' || order.state === 'accepted'
    const change: OrderChange = {
      to: isReleased ? 'assigned' : order.state,
      ...changeTo(order, candidate, slotId, now),
      details: { before: order.unitName, unitName: candidate.offering.unitName, reason },
    }
    const entry = makeOrderEntry(order, step, change, systemOrderAuthor, { now })
    const moved = await applyOrderChange(order, change, entry, deps)
    if (moved) return moved
    await dropPlace(order, slotId)
    return undefined
  }
  return undefined
}
