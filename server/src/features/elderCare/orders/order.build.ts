import {
  isOrderOpen,
  orderRules,
  type OrderSource,
  type Settlement,
} from '@linli/shared/elderCare/order.state'
import { toShanghaiDay } from '@linli/shared/time'
import { triageOf } from '@linli/shared/users/posts'
import { randomInt } from 'node:crypto'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { dropUndefined } from '../../../lib/dropUndefined'
import { Area } from '../../areas/area.model'
import { makeOutboxEntry } from '../../messages/outbox'
import { findHomeIn } from '../../register/register.lookup'
import type { Client } from '../clients/client.access'
import type { OrderAuthor } from './order.change'
import { findDueOrderStep } from './order.clock'
import type { OrderEntry, OrderRecord } from './order.model'
import { findPayBy } from './order.payBy'
import { sealCode } from './order.record'
import { orderSubsidy } from './order.subsidy'
import type { Found } from './order.wanted'
import { priceOf } from '../providers/provider.view'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'

/** Who orders, and how it came about. */
export interface Origin {
  createdBy: Types.ObjectId
  requestKey: string
  /** Of what was asked for under the key; a plan asks for the same under each of its keys. */
  fingerprint?: string
  source: OrderSource
  author: OrderAuthor
  placedBy?: string | undefined
  undoSeconds: number
  /** With the version that wants it. */
  plan?: {
    id: Types.ObjectId
    key: string
    version: number
    /** The name of the unit that she planned with, where another one does this day. */
    insteadOf?: string
  }
}

function snapshotItem(item: ServiceItemRecord): OrderRecord['item'] {
  const { code, name, careClass, place, minutes, doers, proofs, photo, isIntimate, checklist } = item
  const { receiptName, lead, cancel, next } = item
  return dropUndefined({
    ...{ code, name, careClass, place, minutes, doers, proofs, photo, isIntimate, checklist },
    ...{ receiptName, lead, cancel, next },
  })
}

const makeCode = (): string =>
  String(randomInt(10 ** orderRules.codeDigits)).padStart(orderRules.codeDigits, '0')

/** Keeps for the order what programmes pay of its price; the rest is the elder's. */
export async function reserveMoney(
  orderId: Types.ObjectId,
  { person, place }: Pick<Client, 'person' | 'place'>,
  { item, candidate }: Found,
  channel: OrderSource,
  deps: Deps,
) {
  const price = priceOf(item, candidate.offering)
  const priceFen = price.priceFen + price.deliveryFen
  const { careClass } = item
  const asked = { priceFen, careClass, channel, day: toShanghaiDay(candidate.startsAt) }
  const payer = { personId: person._id, place, orderId, version: 1 }
  const { subsidyFen, selfPaidFen } = await orderSubsidy().reserve({ ...asked, ...payer }, deps)
  return { priceFen, subsidyFen, selfPaidFen, feeFen: 0 }
}

async function findCommunityName(place: Client['place']): Promise<string> {
  const code = place.community ?? place.street ?? place.district
  return (await Area.findOne({ code }, { name: 1 }).lean())?.name ?? ''
}

/** An order as it is first written: what was agreed is copied into it. */
export async function buildOrder(
  _id: Types.ObjectId,
  client: Pick<Client, 'person' | 'place'>,
  { item, candidate }: Found,
  { slotId, settlement }: { slotId: Types.ObjectId; settlement: Settlement },
  money: Awaited<ReturnType<typeof reserveMoney>>,
  origin: Origin,
  deps: Deps,
): Promise<OrderRecord> {
  const now = deps.clock.now()
  const { person, place } = client
  const { offering, startsAt, endsAt } = candidate
  const created: OrderEntry = {
    ...{ id: new Types.ObjectId().toString(), at: now, action: 'create', from: 'placed', to: 'placed' },
    ...{ by: origin.author, requestKey: origin.requestKey },
    ...(origin.fingerprint === undefined ? {} : { fingerprint: origin.fingerprint }),
    ...(origin.plan?.insteadOf === undefined ? {} : { details: { before: origin.plan.insteadOf } }),
  }
  const isPaidFirst = settlement === 'wechat' && money.selfPaidFen > 0
  const payBy = isPaidFirst ? await findPayBy(offering.unitId, deps) : undefined
  const homeId = await findHomeIn(person._id, place.building)
  const record = {
    ...{ _id, version: 1, state: 'placed' as const, open: isOrderOpen('placed'), source: origin.source },
    ...{ item: snapshotItem(item), personId: person._id },
    ...{ createdBy: origin.createdBy, requestKey: origin.requestKey, placedBy: origin.placedBy },
    ...{ planId: origin.plan?.id, planKey: origin.plan?.key },
    communityName: await findCommunityName(place),
    homeId: homeId === undefined ? undefined : new Types.ObjectId(homeId),
    ...place,
    ...{ unitId: offering.unitId, unitName: offering.unitName, offeringId: offering._id, slotId },
    ...{ day: toShanghaiDay(startsAt), startsAt, endsAt, isAcceptedAtOnce: offering.isAcceptedAtOnce },
    post: `unit:${offering.unitId.toString()}` as const,
    ...{ desk: triageOf(place), helpers: [] },
    ...money,
    payment: { state: money.selfPaidFen === 0 ? ('none' as const) : ('due' as const), method: settlement },
    code: item.proofs.includes('code') ? sealCode(_id, makeCode(), deps) : undefined,
    ...{ codeTries: 0, createdAt: now },
    ...(payBy ? { payBy } : { releaseAt: new Date(now.getTime() + origin.undoSeconds * 1000) }),
    ...{ isUnaccepted: false, isLate: false, isCallDue: false, disputes: 0 },
    ...{ history: [created], hasOutbox: true },
    outbox: [makeOutboxEntry('careOrder.create', { entryId: created.id }, deps)],
  }
  const full = dropUndefined(record) as OrderRecord
  const checkAt = findDueOrderStep(full)?.at
  return { ...full, ...(checkAt ? { checkAt } : {}) }
}
