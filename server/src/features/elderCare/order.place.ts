import {
  isOrderOpen,
  orderRules,
  type OrderSource,
  type Settlement,
} from '@linli/shared/elderCare/order.state'
import { findOrderBy } from '@linli/shared/elderCare/serviceItem'
import { toShanghaiDay } from '@linli/shared/time'
import { triageOf } from '@linli/shared/users/posts'
import { createHash, randomInt, randomUUID } from 'node:crypto'
import { Types, type ClientSession } from 'mongoose'
import { hasRoomForIntake } from '../../database/diskSpace'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { fingerprint } from '../../lib/fingerprint'
import { dropUndefined } from '../../lib/dropUndefined'
import { inTransaction } from '../../lib/inTransaction'
import { isDuplicate } from '../../lib/isDuplicate'
import { Area } from '../areas/area.model'
import { whileActing } from '../families/bond.access'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { findHomeIn } from '../register/register.lookup'
import { levelsOf } from '../routing/routing.reader'
import { bondRelationNames } from '@linli/shared/families/bond'
import type { Actor } from '../users/actor'
import { findClient, type Client } from './client.access'
import { findProblem, readAbilityOf } from './offering.ability'
import { Offering, type OfferingRecord } from './offering.model'
import { mayOverlap } from './helperDay.service'
import { announceOrder, type OrderAuthor } from './order.change'
import { findDueOrderStep } from './order.clock'
import { Order, type OrderEntry, type OrderRecord } from './order.model'
import { sealCode } from './order.record'
import { findPayBy } from './order.payBy'
import { orderSubsidy } from './order.subsidy'
import { Plan } from './plan.model'
import { priceOf } from './provider.view'
import type { ServiceItemRecord } from './serviceItem.model'
import { readCatalogue } from './serviceItem.service'
import {
  giveBackPlace,
  hasPlace,
  listCandidates,
  takePlace,
  type Candidate,
  type Taker,
} from './slot.service'

/** What is ordered: an item of a unit at a time. */
export interface Wanted {
  itemCode: string
  offeringId: string
  startsAt: Date
  settlement: Settlement
  note?: string | undefined
  /** What she was told that she pays; absent where nobody was told a price for this day, as in a plan. */
  selfPaidFen?: number | undefined
}

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
  plan?: { id: Types.ObjectId; key: string; version: number }
}

/** The same press always makes the same id, so that it takes one place only, however often it is sent. */
function makeOrderId({ createdBy, requestKey }: Pick<Origin, 'createdBy' | 'requestKey'>): Types.ObjectId {
  const hash = createHash('sha256').update(`care order ${createdBy.toString()} ${requestKey}`).digest('hex')
  return Types.ObjectId.createFromHexString(hash.slice(0, 24))
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
): Promise<{ item: ServiceItemRecord; candidate: Candidate }> {
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
async function reserveMoney(
  orderId: Types.ObjectId,
  { person, place }: Pick<Client, 'person' | 'place'>,
  { item, candidate }: Awaited<ReturnType<typeof findWanted>>,
  channel: OrderSource,
  deps: Deps,
) {
  const price = priceOf(item, candidate.offering)
  const priceFen = price.priceFen + price.deliveryFen
  const { careClass } = item
  const asked = { priceFen, careClass, channel, day: toShanghaiDay(candidate.startsAt) }
  const payer = { personId: person._id, place }
  const { subsidyFen, selfPaidFen } = await orderSubsidy().reserve({ ...asked, ...payer, orderId }, deps)
  return { priceFen, subsidyFen, selfPaidFen, feeFen: 0 }
}

async function findCommunityName(place: Client['place']): Promise<string> {
  const code = place.community ?? place.street ?? place.district
  return (await Area.findOne({ code }, { name: 1 }).lean())?.name ?? ''
}

async function buildOrder(
  _id: Types.ObjectId,
  client: Pick<Client, 'person' | 'place'>,
  { item, candidate }: Awaited<ReturnType<typeof findWanted>>,
  { slotId, settlement, note }: { slotId: Types.ObjectId; settlement: Settlement; note?: string | undefined },
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
  }
  const isPaidFirst = settlement === 'wechat' && money.selfPaidFen > 0
  const payBy = isPaidFirst ? await findPayBy(offering.unitId, deps) : undefined
  const homeId = await findHomeIn(person._id, place.building)
  const record = {
    ...{ _id, version: 1, state: 'placed' as const, open: isOrderOpen('placed'), source: origin.source },
    ...{ item: snapshotItem(item), personId: person._id },
    ...{ createdBy: origin.createdBy, requestKey: origin.requestKey, placedBy: origin.placedBy },
    ...{ planId: origin.plan?.id, planKey: origin.plan?.key },
    ...{ communityName: await findCommunityName(place), note },
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

/**
 * Mother and daughter press for the same bath at once: nobody can take two at one time. What several can be had of, as
 * meals, or comes whenever one calls, is told on the page only.
 */
const isOnePerPerson = (item: ServiceItemRecord): boolean =>
  !mayOverlap({ item }) && item.lead.kind !== 'instant'

/** Takes it in her name where nobody can have two: what comes second, also late money for what lapsed, gets none. */
export const takeFor = (taker: Taker, personId: Types.ObjectId, item: ServiceItemRecord): Taker =>
  isOnePerPerson(item) ? { ...taker, personId } : taker

async function takeOne(
  orderId: Types.ObjectId,
  { person }: Pick<Client, 'person'>,
  { item, candidate }: Awaited<ReturnType<typeof findWanted>>,
  { plan }: Origin,
  deps: Deps,
): Promise<Types.ObjectId> {
  const own: Taker = { orderId, version: 1 }
  const taker = plan === undefined ? takeFor(own, person._id, item) : own
  const slotId = await takePlace(candidate, taker, deps.clock.now())
  if (slotId) return slotId
  const hasOne = taker.personId !== undefined && (await hasPlace(candidate, taker.personId))
  throw new AppError(hasOne ? 'care.ordered_already' : 'care.slot_full')
}

/**
 * Places one order: takes the place, then writes the order. Sent again it is the first one.
 * @throws AppError as `findWanted`, `care.slot_full`, `care.ordered_already`, `care.price_changed`.
 */
export async function placeFor(
  client: Pick<Client, 'person' | 'place' | 'acting'>,
  wanted: Wanted,
  origin: Origin,
  deps: Deps,
): Promise<OrderRecord> {
  const earlier = await findEarlier(origin)
  if (earlier) return earlier
  assertThat(hasRoomForIntake(), 'need.intake_paused')
  const found = await findWanted(client, wanted, deps.clock.now())
  const id = makeOrderId(origin)
  const slotId = await takeOne(id, client, found, origin, deps)
  const record = await writeOrder(id, client, found, { ...wanted, slotId }, origin, deps)
  if (!record) return (await findEarlier(origin)) ?? placeFor(client, wanted, origin, deps)
  kickOutbox(Order)
  announceOrder(record, undefined, deps)
  return record
}

/** @returns undefined when the same press has written it meanwhile; nothing stays taken when it may not be written. */
async function writeOrder(
  id: Types.ObjectId,
  client: Pick<Client, 'person' | 'place' | 'acting'>,
  found: Awaited<ReturnType<typeof findWanted>>,
  { slotId, settlement, note, selfPaidFen }: Omit<Wanted, 'startsAt'> & { slotId: Types.ObjectId },
  origin: Origin,
  deps: Deps,
): Promise<OrderRecord | undefined> {
  try {
    const money = await reserveMoney(id, client, found, origin.source, deps)
    // Another order of hers, or the unit, may have changed it since. What became cheaper nobody has to be asked about.
    const isAsShown = selfPaidFen === undefined || money.selfPaidFen <= selfPaidFen
    assertThat(isAsShown, 'care.price_changed', { selfPaidFen: money.selfPaidFen })
    const record = await buildOrder(id, client, found, { slotId, settlement, note }, money, origin, deps)
    await insertOrder(record, client, origin, deps)
    return record
  } catch (error) {
    if (isDuplicate(error) && (await Order.exists({ _id: id }))) return undefined
    // Whether it was written is not known, or the same press is being written by its twin: the sweeps look after it.
    if (!(error instanceof AppError) || error.status >= 500) throw error
    await orderSubsidy().release({ _id: id, personId: client.person._id })
    await giveBackPlace(slotId, id, 2)
    throw error
  }
}

/** Of a plan as it was read: ended or changed meanwhile, it orders nothing. @throws AppError `request.conflict`. */
async function writeForPlan(
  record: OrderRecord,
  { id, version }: NonNullable<Origin['plan']>,
  session: ClientSession,
): Promise<void> {
  const { modifiedCount } = await Plan.updateOne({ _id: id, version }, { $inc: { laid: 1 } }, { session })
  assertThat(modifiedCount === 1, 'request.conflict')
  await Order.create([record], { session })
}

/** For a proxy in one transaction with the bond, for a plan with the plan: revoked meanwhile, nothing is written. */
async function insertOrder(
  record: OrderRecord,
  { acting }: Pick<Client, 'acting'>,
  { plan }: Origin,
  deps: Deps,
): Promise<void> {
  if (plan) {
    await inTransaction((session) => writeForPlan(record, plan, session))
    return
  }
  const write = (session?: ClientSession) => Order.create([record], session ? { session } : {})
  if (!acting) {
    await write()
    return
  }
  const act = { what: `约了${record.item.name}`, record: { kind: 'careOrder', id: record._id.toString() } }
  await whileActing(acting, act, write, deps)
}

/**
 * The same press, resent: it gets the order it made the first time.
 * @throws AppError `request.already_done` when something else was ordered under the key.
 */
async function findEarlier({
  createdBy,
  requestKey,
  fingerprint: sent,
}: Origin): Promise<OrderRecord | null> {
  const earlier = await Order.findOne({ createdBy, requestKey }).lean<OrderRecord | null>()
  const known = earlier?.history[0]?.fingerprint
  assertThat(known === undefined || known === sent, 'request.already_done')
  return earlier
}

const printOf = ({ itemCode, offeringId, startsAt, settlement }: Wanted, { person }: Client): string =>
  fingerprint([itemCode, offeringId, startsAt, settlement, person._id])

/** One tap: for oneself, or for an elder by a bond with the scope `orders`. */
export async function placeOrder(
  actor: Actor,
  { personId, ...wanted }: Wanted & { personId?: string | undefined },
  requestKey: string | undefined,
  deps: Deps,
): Promise<OrderRecord> {
  const client = await findClient(actor, personId, deps)
  const { acting } = client
  // Staff have a way of their own, which says where the elder asked them.
  assertThat(acting, 'record.not_found')
  assertThat(acting.kind === 'proxy' || actor.level === 'verified', 'access.denied')
  const { elderUndoSeconds, undoSeconds } = orderRules
  return placeFor(
    client,
    wanted,
    {
      createdBy: new Types.ObjectId(actor.userId),
      requestKey: requestKey ?? randomUUID(),
      fingerprint: printOf(wanted, client),
      source: acting.kind,
      author: authorOf(actor, client),
      placedBy: acting.proxyText,
      undoSeconds: actor.isElderMode ? elderUndoSeconds : undoSeconds,
    },
    deps,
  )
}

/** As the timeline names whoever acts for the elder. */
export function authorOf(actor: Actor, { acting, staff }: Pick<Client, 'acting' | 'staff'>): OrderAuthor {
  const userId = new Types.ObjectId(actor.userId)
  if (acting?.bond) {
    const { relation, proxyName } = acting.bond
    return { userId, kind: 'proxy', name: `${bondRelationNames[relation]} ${proxyName}（代办）` }
  }
  return acting
    ? { userId, kind: 'elder', name: '长者' }
    : { userId, kind: 'staff', name: staff?.name ?? '工作人员' }
}

/** Staff at the counter or on the phone: out at once, for the elder has just said what she wants. */
export async function intakeOrder(
  actor: Actor,
  { personId, source, ...wanted }: Wanted & { personId: string; source: OrderSource },
  requestKey: string | undefined,
  deps: Deps,
): Promise<OrderRecord> {
  const client = await findClient(actor, personId, deps)
  assertThat(client.staff, 'access.denied')
  return placeFor(
    client,
    wanted,
    {
      createdBy: new Types.ObjectId(actor.userId),
      requestKey: requestKey ?? randomUUID(),
      fingerprint: printOf(wanted, client),
      source,
      author: authorOf(actor, client),
      placedBy: `${client.staff.name}代为登记`,
      undoSeconds: 0,
    },
    deps,
  )
}
