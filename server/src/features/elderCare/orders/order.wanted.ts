import { mayOverlap, type ItemKind } from '@linli/shared/elderCare/itemKinds'
import type { Settlement } from '@linli/shared/elderCare/order.state'
import { findOrderBy } from '@linli/shared/elderCare/serviceItem'
import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import { assertThat } from '../../../lib/appError'
import { levelsOf } from '../../routing/routing.reader'
import type { Client } from '../clients/client.access'
import { findProblem, readAbilityOf } from '../catalogue/offering.ability'
import { Offering, type OfferingRecord } from '../catalogue/offering.model'
import { nextOf } from './order.change'
import type { OrderRecord } from './order.model'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import { readCatalogue } from '../catalogue/serviceItem.service'
import { listCandidates, type Candidate, type Taker } from '../providers/slot.service'

/** What is ordered: an item of a unit at a time. */
export interface Wanted {
  itemCode: string
  offeringId: string
  startsAt: Date
  settlement: Settlement
  /** What she was told that she pays; absent where nobody was told a price for this day, as in a plan. */
  selfPaidFen?: number | undefined
  /** It was said that she has something else at that time, and it is wanted all the same. */
  besideOthers?: true | undefined
}

/** What was found of it. */
export interface Found {
  item: ServiceItemRecord
  candidate: Candidate
}

/** What was ordered in time and goes to another unit: that one has agreed on the telephone. */
export const withoutNotice = <I extends Pick<ServiceItemRecord, 'lead'>>(item: I): I =>
  item.lead.kind === 'instant' ? item : { ...item, lead: { kind: 'hours', hours: 0 } }

/**
 * The unit, the item and the window that were chosen, checked against the clock and the papers.
 * @throws AppError `care.not_offered`, `care.too_late`.
 */
export async function findWanted(
  { person, place }: Pick<Client, 'person' | 'place'>,
  wanted: Pick<Wanted, 'itemCode' | 'offeringId' | 'startsAt'>,
  now: Date,
  { isAgreed = false } = {},
): Promise<Found> {
  assertThat(person.state === 'present', 'care.person_away')
  const defined = (await readCatalogue(place)).get(wanted.itemCode)
  const item = defined && isAgreed ? withoutNotice(defined) : defined
  const { itemCode, offeringId: _id } = wanted
  const offering = await Offering.findOne({ _id, itemCode }).lean<OfferingRecord>()
  assertThat(item && offering && levelsOf(place).includes(offering.areaCode), 'care.not_offered')
  const ability = await readAbilityOf([offering], place.community, now)
  const day = toShanghaiDay(wanted.startsAt)
  assertThat(findProblem(offering, item, ability, day) === undefined, 'care.not_offered')
  const provider = ability.providers.get(offering.unitId.toString())
  const isInstant = item.lead.kind === 'instant'
  // What is urgent begins when it is placed, which is a little after it was shown.
  const at = isInstant && wanted.startsAt < now ? now : wanted.startsAt
  const candidate = listCandidates(offering, item, provider, day, now).find(({ startsAt, opensAt }) =>
    isInstant ? opensAt <= at && startsAt <= at : startsAt.getTime() === at.getTime(),
  )
  assertThat(candidate ?? now <= findOrderBy(item.lead, wanted.startsAt), 'care.too_late')
  assertThat(candidate, 'care.not_offered')
  return { item, candidate }
}

type OneOrMany = ItemKind & Pick<OrderRecord['item'], 'lead'>

/**
 * Mother and daughter press for the same bath at once: nobody can take two at one time. What several can be had of, as
 * meals, or comes whenever one calls, is told on the page only.
 */
const isOnePerPerson = (item: OneOrMany): boolean => !mayOverlap(item) && item.lead.kind !== 'instant'

/** Takes it in her name where nobody can have two: what comes second, also late money for what lapsed, gets none. */
export const takeFor = (taker: Taker, personId: Types.ObjectId, item: OneOrMany): Taker =>
  isOnePerPerson(item) ? { ...taker, personId } : taker

/** A place elsewhere is hers as the one before was; the days of a plan have keys of their own instead. */
export const takeAsBefore = (order: OrderRecord): Taker =>
  order.planId ? nextOf(order) : takeFor(nextOf(order), order.personId, order.item)
