import type { OrderSummary, OrderView } from '@linli/shared/elderCare/order.contract'
import { isCarried } from '@linli/shared/elderCare/itemKinds'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import { describePrice, photoRuleOf } from '@linli/shared/elderCare/serviceItem'
import { sayYuan } from '@linli/shared/money'
import { isGone } from '@linli/shared/register/register'
import type { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { Unit } from '../../areas/unit.model'
import { signMediaUrl } from '../../media/mediaLink'
import { findMchid } from '../../payments/payee.service'
import { canPayFor } from '../../payments/payment.service'
import { openPerson } from '../../register/person.crypto'
import { Person, type PersonDocument } from '../../register/person.model'
import { describeHome, readPersonContact } from '../../register/register.lookup'
import { readCareNotes } from '../clients/client.diet'
import type { Actor } from '../../users/actor'
import { isUnbegun } from './order.clock'
import { viewComplaints } from './order.complaint'
import { isDoorOpen } from './order.fee'
import { countNeeded } from './order.helpers'
import { findPayable } from './order.cost'
import { findEnding, isPriceOwed } from './order.ending'
import { describeOrderAction, describeReturn } from './order.lineWords'
import { describeCancel, describePayment } from './order.moneyWords'
import type { OrderRecord } from './order.model'
import { readMonthDue } from '../bills/monthBill.due'
import { findNext } from './order.next'
import { isOpenToWechat, isWaitingForMoney } from './order.payBy'
import {
  canSeeOrderContact,
  canSeeOrderHealth,
  findOrderParties,
  findOrderSight,
  isOnBothSides,
  isToBeDone,
  listOrderActions,
  mayKnowCode,
  type OrderSight,
  type OrderViewer,
} from './order.policy'
import { findOrderReader, mayReadMoney, mayReadSum, type OrderReader } from './order.reader'
import { openCode, openRecord } from './order.record'
import { makeWordReader } from './order.said'
import { describeOrder, describeOrderTime } from './order.words'

type Names = ReadonlyMap<string, string>

/** The names of these people in one query. */
export async function readPersonNames(
  ids: readonly Types.ObjectId[],
  { crypto }: Pick<Deps, 'crypto'>,
): Promise<Names> {
  const people = await Person.find({ _id: { $in: ids } }, { name: 1 }).lean<PersonDocument[]>()
  return new Map(people.map((person) => [person._id.toString(), openPerson(person, crypto).name]))
}

/** A row of a list. Whoever only looks whether to help reads neither name nor house. */
export function viewOrderSummary(
  order: OrderRecord,
  sight: OrderSight,
  reader: OrderReader,
  names: Names,
  now: Date,
): OrderSummary {
  const { code, name, careClass } = order.item
  const isAll = sight === 'all'
  return {
    id: order._id.toString(),
    version: order.version,
    state: order.state,
    stateText: describeOrder(order, now, reader, { hasTime: false }),
    isOpen: order.open,
    item: { code, name, careClass },
    startsAt: order.startsAt.toISOString(),
    endsAt: order.endsAt.toISOString(),
    timeText: describeOrderTime(order, now),
    unitName: order.unitName,
    personName: (isAll ? names.get(order.personId.toString()) : undefined) ?? '一位长者',
    source: order.source,
    isLate: order.isLate && isOrderAhead(order.state) && !isUnbegun(order),
    ending: findEnding(order),
    isSafetyOpen: isDoorOpen(order),
    helperNames: isAll ? order.helpers.map((helper) => helper.name) : [],
    placeText: describePlace(order),
    payableFen: mayReadSum(reader, order) ? findPayable(order) : undefined,
    paymentState: mayReadSum(reader, order) ? order.payment.state : undefined,
  }
}

function describePlace({ item, state, communityName, unitName }: OrderRecord): string {
  if (item.place === 'site') return isOrderAhead(state) ? `${unitName}，请按时到` : unitName
  return item.place === 'remote' ? '电话或网上办' : `${communityName}，上门`
}

async function viewContact(order: OrderRecord, deps: Deps): Promise<OrderView['contact']> {
  const contact = await readPersonContact(order.personId.toString(), deps)
  const home = order.homeId ? await describeHome(order.homeId.toString()) : undefined
  const address = [order.communityName, home].filter(Boolean).join(' ')
  return { name: contact?.name ?? '长者', phone: contact?.phone, address }
}

/** What is told of her to whoever does it, by the rule of the kitchen's list; of those who are gone nothing. */
async function findTold(
  order: OrderRecord,
  viewer: OrderViewer,
  now: Date,
): Promise<{ mayContact: boolean; mayMind: boolean }> {
  const person = await Person.findOne({ _id: order.personId }, { state: 1 }).lean<PersonDocument>()
  const isHere = person !== null && !isGone(person.state)
  const isDoer = !findOrderParties(viewer, order).some((party) => party === 'station' || party === 'above')
  const isDue = isToBeDone(order, now)
  return {
    mayContact: isHere && (isDue || !isDoer) && canSeeOrderContact(viewer, order),
    mayMind: isHere && isDue && canSeeOrderHealth(viewer, order),
  }
}

function viewRecord(order: OrderRecord, viewer: OrderViewer, deps: Deps): OrderView['record'] {
  if (!order.record) return undefined
  const { outcome, at, photos } = order.record
  const isOpen = canSeeOrderHealth(viewer, order)
  const details = isOpen ? openRecord(order, deps) : undefined
  const access = { userId: viewer.actor.userId, access: 'full' as const }
  return {
    outcome,
    at: at.toISOString(),
    ...(details ? { details: { ...details, receiptName: order.item.receiptName } } : {}),
    photos: photos.map((photo) => ({ id: photo.id, ...signMediaUrl(photo, access, deps) })),
  }
}

function viewTimeline(order: OrderRecord, viewer: OrderViewer, deps: Deps): OrderView['timeline'] {
  const isStaff = findOrderParties(viewer, order).some((party) => party !== 'elder')
  const readWords = makeWordReader(order, viewer, deps)
  const reader = findOrderReader(viewer, order)
  return order.history
    .filter((entry) => isStaff || !entry.isInternal || entry.action === 'return')
    .map((entry) => {
      const mayRead = isStaff || !entry.isInternal
      const isOwn = entry.by.userId.toString() === viewer.actor.userId
      return {
        id: entry.id,
        at: entry.at.toISOString(),
        action: entry.action,
        who: isOwn ? '您' : entry.by.name,
        title: mayRead ? describeOrderAction(entry, order, reader) : describeReturn(entry),
        text: mayRead ? readWords(entry) : undefined,
      }
    })
}

async function readUnitPhone(order: OrderRecord): Promise<string | undefined> {
  return (await Unit.findOne({ _id: order.unitId }, { phone: 1 }).lean())?.phone ?? undefined
}

const bothSidesText =
  '您替长者办事，也在做这一单的单位工作。六位数字只给长者本人看；做完以后，请长者本人或别的家人确认、评价，也可以等社区打电话来问。'

const isEnding = ({ state }: OrderRecord): boolean =>
  state === 'placed' || state === 'assigned' || state === 'accepted'

type MoneyField = 'priceFen' | 'subsidyFen' | 'selfPaidFen' | 'priceText' | 'payment'

/** What it costs and who pays what of it, for whoever may know; to the unit only what it takes in. */
function viewMoney(order: OrderRecord, reader: OrderReader): Pick<OrderView, MoneyField> {
  const { priceFen, subsidyFen, selfPaidFen } = order
  const { state, method } = order.payment
  const text = describePayment(order, reader)
  if (!mayReadMoney(reader))
    return { payment: { text, ...(mayReadSum(reader, order) ? { state, method } : {}) } }
  const paid = `${reader === 'elder' ? '您' : '长者'}付 ${sayYuan(selfPaidFen)}`
  const parts = `原价 ${sayYuan(priceFen)}，补贴付 ${sayYuan(subsidyFen)}`
  return {
    ...{ priceFen, subsidyFen, selfPaidFen, payment: { state, method, text } },
    ...(isPriceOwed(order)
      ? { priceText: subsidyFen > 0 ? `${paid}：${parts}。` : describePrice({ priceFen, deliveryFen: 0 }) }
      : {}),
  }
}

/** Whether somebody pays it in WeChat now, first as it was booked, or instead of at the station. */
async function mayPayInWechat(actor: Actor, order: OrderRecord, deps: Deps): Promise<boolean> {
  const isOpen =
    isWaitingForMoney(order) ||
    (isOpenToWechat(order) && (await findMchid(order.unitId.toString(), deps)) !== undefined)
  return isOpen && canPayFor(actor, order.personId.toString(), undefined, deps)
}

/** What this viewer may see of an order, and may do to it. An allow-list. */
export async function viewOrder(order: OrderRecord, viewer: OrderViewer, deps: Deps): Promise<OrderView> {
  const now = deps.clock.now()
  const sight = findOrderSight(viewer, order)
  const isAll = sight === 'all'
  const reader = findOrderReader(viewer, order)
  const isElder = reader === 'elder'
  const actions = listOrderActions(viewer, order, now)
  const { item } = order
  const told = isAll && !isElder ? await findTold(order, viewer, now) : undefined
  return {
    ...viewOrderSummary(order, sight, reader, await readPersonNames([order.personId], deps), now),
    ...(isElder && item.place === 'home'
      ? { placeText: isCarried(item) ? '送到家里' : '家里，上门来做' }
      : {}),
    ...viewMoney(order, reader),
    payBy: isAll && isWaitingForMoney(order) ? order.payBy?.toISOString() : undefined,
    mayPay: isElder && (await mayPayInWechat(viewer.actor, order, deps)),
    placedBy: isAll ? order.placedBy : undefined,
    personId: isAll ? order.personId.toString() : undefined,
    releaseAt: order.state === 'placed' && isElder ? order.releaseAt?.toISOString() : undefined,
    relation: isElder ? 'elder' : isAll ? 'staff' : 'pool',
    isSelf: viewer.acting?.kind === 'self',
    unitPhone: isAll ? await readUnitPhone(order) : undefined,
    place: item.place,
    code:
      mayKnowCode(order, viewer) &&
      (order.state === 'assigned' || order.state === 'accepted') &&
      isToBeDone(order, now)
        ? openCode(order, deps)
        : undefined,
    bothSides: isOnBothSides(order, viewer) ? bothSidesText : undefined,
    asks: {
      proofs: item.proofs,
      checklist: item.checklist,
      receiptName: item.receiptName,
      mayPhoto: photoRuleOf(item) !== 'never',
    },
    helpersNeeded: countNeeded(order),
    contact: told?.mayContact ? await viewContact(order, deps) : undefined,
    careNotes: told?.mayMind ? await readCareNotes(order, deps) : [],
    cancel:
      mayReadMoney(reader) && isEnding(order) && !isUnbegun(order) ? describeCancel(order, now) : undefined,
    record: isAll ? viewRecord(order, viewer, deps) : undefined,
    rating: isAll && order.rating ? { grade: order.rating.grade, reasons: order.rating.reasons } : undefined,
    timeline: isAll ? viewTimeline(order, viewer, deps) : [],
    planId: isAll ? order.planId?.toString() : undefined,
    next: isElder ? await findNext(order) : undefined,
    ...(await viewComplaints(order, viewer, deps)),
    actions,
    monthDue: actions.includes('receive') ? await readMonthDue(order) : undefined,
  }
}
