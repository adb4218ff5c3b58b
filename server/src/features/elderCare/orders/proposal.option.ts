import type { SlotOption } from '@linli/shared/elderCare/order.contract'
import type { OrderSource } from '@linli/shared/elderCare/order.state'
import { describePrice } from '@linli/shared/elderCare/serviceItem'
import type { Subsidy } from '@linli/shared/programmes/programme'
import { toShanghaiDay } from '@linli/shared/time'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import type { Client } from '../clients/client.access'
import { priceOf } from '../providers/provider.view'
import type { Candidate } from '../providers/slot.service'
import { findClash } from './order.clash'
import { orderSubsidy, type SubsidyQuestion } from './order.subsidy'
import { describeOrderTime } from './order.words'
import { isOrdered, type OwnOrder } from './proposal.own'

/** Splits a price between programmes and the elder; for another way of ordering where one is named. */
export type Split = (asked: Omit<SubsidyQuestion, 'channel'>, channel?: OrderSource) => Subsidy

/** For whoever orders in this way; staff say in which they were asked. */
export async function prepareSplit({ person, place, acting }: Client, source: OrderSource): Promise<Split> {
  const split = await orderSubsidy().prepare({ personId: person._id, place })
  const own = acting?.kind ?? source
  return (asked, channel = own) => split({ ...asked, channel })
}

/** 「12 元。这一天的助餐补贴已经用过。」 */
const explainPrice = (text: string, usedUpText: string): string =>
  usedUpText === '' ? text : `${text.replace(/。$/, '')}。${usedUpText}。`

/** What most weeks cost: another order of the proposed day, which used what is paid once a day, is not of every week. */
function describeWeekly(asked: Parameters<Split>[0], wholePrice: string, split: Split): string {
  const { subsidyFen, text } = split({ ...asked, isAlone: true }, 'plan')
  if (subsidyFen === 0) return `每次 ${wholePrice}`
  const isDearer = split(asked, 'plan').subsidyFen < subsidyFen
  return `每次${text}${isDearer ? '哪天的补贴已经给了别的订单，那天就少补这一笔。' : ''}`
}

/** What she has at that time: it is said before anybody presses. */
const sayClash = (clash: OwnOrder | undefined, now: Date): Pick<SlotOption, 'clashText'> =>
  clash
    ? {
        clashText: `${describeOrderTime(clash, now)}已经约了${clash.item.name}（${clash.unitName}），两样会碰在一起。`,
      }
    : {}

export function viewOption(
  candidate: Candidate,
  item: ServiceItemRecord,
  {
    left,
    usual,
    own,
    now,
    split,
    paying,
  }: {
    left: number
    usual: string | undefined
    own: readonly OwnOrder[]
    now: Date
    split: Split
    paying: ReadonlySet<string>
  },
): SlotOption {
  const { offering, startsAt, endsAt } = candidate
  const price = priceOf(item, offering)
  const { careClass } = item
  const priceFen = price.priceFen + price.deliveryFen
  const asked = { priceFen, careClass, day: toShanghaiDay(startsAt) }
  const { subsidyFen, selfPaidFen, text, usedUpText } = split(asked)
  return {
    offeringId: offering._id.toString(),
    unitName: offering.unitName,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    timeText: describeOrderTime({ startsAt, endsAt, item }, now),
    left,
    ...{ priceFen, subsidyFen, selfPaidFen },
    priceText: explainPrice(subsidyFen > 0 ? text : describePrice(price), usedUpText),
    ...(item.canRecur ? { weeklyPriceText: describeWeekly(asked, describePrice(price), split) } : {}),
    isUsual: offering.unitId.toString() === usual,
    isOrdered: isOrdered(startsAt, item, own),
    ...sayClash(findClash({ item, startsAt, endsAt }, own), now),
    canPayOnline: selfPaidFen > 0 && paying.has(offering.unitId.toString()),
  }
}
