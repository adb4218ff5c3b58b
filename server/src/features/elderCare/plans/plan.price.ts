import { publicNameOf } from '@linli/shared/elderCare/serviceItem'
import { sayYuan } from '@linli/shared/money'
import { formatDate } from '@linli/shared/time'
import type { Deps } from '../../../deps'
import { toPlace } from '../../../lib/placeFields'
import { storeDeliveries } from '../../messages/outbox.mover'
import { systemActor } from '../../users/actor'
import { Offering } from '../catalogue/offering.model'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import { listFamily } from '../clients/client.access'
import { openFollowUp } from '../followUps/followUp.service'
import { systemOrderAuthor } from '../orders/order.change'
import { priceOf } from '../providers/provider.view'
import { Plan, type PlanRecord } from './plan.model'

type Priced = Pick<PlanRecord, 'offeringId'>

/** What the plan's own unit asks for each time, delivery included; undefined while it takes no orders. */
export async function readPlanPrice(
  { offeringId }: Priced,
  item: ServiceItemRecord,
): Promise<number | undefined> {
  const fields = { priceFen: 1, deliveryFen: 1, isOpen: 1 }
  const offering = await Offering.findOne({ _id: offeringId }, fields).lean()
  if (!offering?.isOpen) return undefined
  const { priceFen, deliveryFen } = priceOf(item, {
    ...(offering.priceFen == null ? {} : { priceFen: offering.priceFen }),
    ...(offering.deliveryFen == null ? {} : { deliveryFen: offering.deliveryFen }),
  })
  return priceFen + deliveryFen
}

interface PriceChange {
  from: string
  beforeFen: number
  fen: number
}

const describeChange = ({ unitName }: PlanRecord, { from, beforeFen, fen }: PriceChange): string =>
  `从${formatDate(from)}起，${unitName}每次 ${sayYuan(fen)}，原来 ${sayYuan(beforeFen)}，补贴另算。已经约好的日子不变`

/** The elder and hers; where none of them is here, somebody calls her. */
async function tell(
  plan: PlanRecord,
  item: ServiceItemRecord,
  change: PriceChange,
  deps: Deps,
): Promise<void> {
  const { _id: planId, personId, itemName, district } = plan
  const key = `carePlanPrice:${planId.toString()}:${change.from}:${change.fen}`
  const said = describeChange(plan, change)
  const people = await listFamily(personId, deps.clock.now())
  const message = {
    ...{
      event: 'carePlan.price',
      district,
      page: `packages/elderCare/pages/plan/index?id=${planId.toString()}`,
    },
    title: `长期预约的${publicNameOf(item)}：价钱变了`,
    body: `${said}。不想要了，打开长期预约点“暂停”或“结束”。`,
  }
  await storeDeliveries(
    people.map((userId) => ({ cause: key, message: { userId, ...message } })),
    deps,
  )
  if (people.length > 0) return
  const text = `${said}。打电话告诉长者，问还要不要；不要了，替她暂停或结束。`
  const call = { kind: 'priceChanged' as const, personId, place: toPlace(plan), itemName, planId, text }
  await openFollowUp({ ...call, key, day: change.from }, deps)
}

/**
 * Before the first day is ordered at another price of the plan's own unit, those who planned it are told from which day it
 * counts: what is ordered already was agreed. Run again after a crash it tells once.
 * @param day the next one that is to be ordered.
 */
export async function followPrice(
  plan: PlanRecord,
  item: ServiceItemRecord,
  day: string,
  deps: Deps,
): Promise<void> {
  const { _id, version, priceFen: beforeFen } = plan
  const fen = await readPlanPrice(plan, item)
  if (fen === undefined || fen === beforeFen) return
  // Begun before prices were kept with plans: what it costs from now on is what is known.
  if (beforeFen === undefined) {
    await Plan.updateOne({ _id, version }, { $set: { priceFen: fen } })
    return
  }
  await tell(plan, item, { from: day, beforeFen, fen }, deps)
  const entry = {
    ...{ at: deps.clock.now(), action: 'price', byUserId: systemOrderAuthor.userId },
    ...{ byName: systemActor.displayName, details: { from: day, beforeFen, fen } },
  }
  await Plan.updateOne(
    { _id, version, priceFen: beforeFen },
    { $set: { priceFen: fen, priceChange: { from: day, beforeFen } }, $push: { history: entry } },
  )
}
