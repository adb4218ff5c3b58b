import { mayOverlap } from '@linli/shared/elderCare/itemKinds'
import { isOrderAhead } from '@linli/shared/elderCare/order.state'
import type { OutputOf } from '@linli/shared/contract'
import type { orderContracts, SlotOption } from '@linli/shared/elderCare/order.contract'
import type { OrderSource } from '@linli/shared/elderCare/order.state'
import { describeCancelRule, describePrice, groupOf } from '@linli/shared/elderCare/serviceItem'
import { toShanghaiDay } from '@linli/shared/time'
import { triageOf } from '@linli/shared/users/posts'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { describePost } from '../../areas/post.service'
import { listPayingUnits } from '../../payments/payee.service'
import { canPayFor } from '../../payments/payment.service'
import type { Actor } from '../../users/actor'
import { findClient, viewClient, type Client } from '../clients/client.access'
import {
  countDaysAhead,
  findClosure,
  findProblem,
  listAble,
  readAbility,
  type Ability,
} from '../catalogue/offering.ability'
import { describeOrderTime } from './order.words'
import { isNextOf } from './order.next'
import { Order, type OrderRecord } from './order.model'
import { isKept, readNewestOf } from './order.newest'
import { orderSubsidy, type SubsidyQuestion } from './order.subsidy'
import type { Subsidy } from '@linli/shared/programmes/programme'
import { priceOf } from '../providers/provider.view'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import { readCatalogue } from '../catalogue/serviceItem.service'
import { keyOfSlot, listCandidates, listDays, readLeft, type Candidate } from '../providers/slot.service'

/** How many times are offered besides the first. */
const mostOthers = 24

/** The community's telephone, for what the app cannot do. */
async function findPhone(place: Client['place']): Promise<string | undefined> {
  return (await describePost(triageOf(place)))?.phone
}

const isShown = (item: ServiceItemRecord, able: number): boolean =>
  !item.isClosed && (able > 0 || !item.isHiddenWithoutUnit)

type Services = OutputOf<typeof orderContracts.listServices.response>

/** The items of a place, with why one cannot be booked: it is not offered where nobody may do it. */
function viewServices(catalogue: Iterable<ServiceItemRecord>, ability: Ability, place: Client['place']) {
  return [...catalogue].flatMap((item) => {
    const able = listAble(item, ability, place)
    if (!isShown(item, able.length)) return []
    const { code, name, careClass, canRecur } = item
    const [first] = able
    return [
      {
        ...{ code, name, careClass, canRecur, group: groupOf(careClass), place: item.place },
        priceText: describePrice(first ? priceOf(item, first) : item),
        isAvailable: first !== undefined,
        ...(first ? {} : { why: explainLack(item, ability) }),
      },
    ]
  })
}

/** Why nobody can do it now, in words for the elder. */
function explainLack(item: ServiceItemRecord, ability: Ability): string {
  const offered = ability.offerings.filter(({ itemCode }) => itemCode === item.code)
  if (offered.length === 0) return '附近还没有单位做这一项'
  const problems = offered.map((offering) => findProblem(offering, item, ability, ability.today))
  return problems.some((problem) => problem?.includes('证') === true)
    ? '附近的单位现在没有持证的人手'
    : '附近的单位暂停了这一项'
}

/** The services home. Whoever is not in the register yet reads what there is, and how to get in. */
export async function listServices(
  actor: Actor,
  personId: string | undefined,
  deps: Deps,
): Promise<Services> {
  const now = deps.clock.now()
  if (personId === undefined && actor.personId === undefined) return listForNewcomer(actor, now)
  const client = await findClient(actor, personId, deps)
  const { place, person } = client
  const [catalogue, ability] = [await readCatalogue(place), await readAbility(place, now)]
  const isAway = person.state !== 'present'
  return {
    client: viewClient(client, deps),
    phone: await findPhone(place),
    ...(isAway ? { hint: '登记上说人不在家（住院或外出），回来后请社区改一下，就能预约。' } : {}),
    items: viewServices(catalogue.values(), ability, place),
  }
}

async function listForNewcomer(actor: Actor, now: Date): Promise<Services> {
  const { place } = actor
  if (!place) return { hint: '请先扫社区的二维码加入社区，就能看到附近的服务。', items: [] }
  const [catalogue, ability] = [await readCatalogue(place), await readAbility(place, now)]
  return {
    hint: '还没有在社区登记过。请在“我的”里核实住址，或打电话给社区，登记后就能预约。',
    phone: await findPhone(place),
    items: viewServices(catalogue.values(), ability, place),
  }
}

/** The unit that came the last time. */
async function findUsual({ person }: Client, code: string): Promise<string | undefined> {
  return (await readNewestOf(person._id, code))[0]?.unitId.toString()
}

type OwnOrder = Pick<OrderRecord, 'item' | 'day' | 'startsAt' | 'endsAt' | 'state'>

const longestMilliseconds = 24 * 60 * 60_000

/** What she has and is not over by the clock, also where it was begun or done before its time. */
async function readOwn({ person }: Client, now: Date): Promise<OwnOrder[]> {
  const fields = { item: 1, day: 1, startsAt: 1, endsAt: 1, state: 1 }
  const since = new Date(now.getTime() - longestMilliseconds)
  const rows = await Order.find(
    { personId: person._id, open: { $in: [true, false] }, startsAt: { $gte: since } },
    fields,
  )
    .sort({ startsAt: 1 })
    .limit(400)
    .lean<OwnOrder[]>()
  return rows.filter((order) => isKept(order) && order.endsAt > now)
}

/** It is ordered for that day: one more would be a second. */
const isOrdered = (startsAt: Date, { code }: ServiceItemRecord, own: readonly OwnOrder[]): boolean =>
  own.some(({ item, day }) => item.code === code && day === toShanghaiDay(startsAt))

const holdsHer = (order: OwnOrder): boolean =>
  !mayOverlap(order.item) && (isOrderAhead(order.state) || order.state === 'started')

/** A second one, or something while somebody else is with her; she may want it, but is not proposed it. */
function clashes(option: SlotOption, item: ServiceItemRecord, own: readonly OwnOrder[]): boolean {
  const [from, to] = [new Date(option.startsAt), new Date(option.endsAt)]
  const isBusy = own.some((order) => holdsHer(order) && order.startsAt < to && from < order.endsAt)
  return option.isOrdered || (!mayOverlap(item) && isBusy)
}

/** The catalogue says that it comes after something she has: the nurse after the bath, when that is over. */
const isRightAfter = (first: OwnOrder, { startsAt }: SlotOption, item: ServiceItemRecord): boolean =>
  isNextOf(first, { item, startsAt: new Date(startsAt) }) && new Date(startsAt) >= first.endsAt

/** Splits a price between programmes and the elder; for another way of ordering where one is named. */
type Split = (asked: Omit<SubsidyQuestion, 'channel'>, channel?: OrderSource) => Subsidy

/** For whoever orders in this way; staff say in which they were asked. */
async function prepareSplit({ person, place, acting }: Client, source: OrderSource): Promise<Split> {
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
  return isDearer ? `${text}哪天的补贴已经给了别的订单，那天就少补这一笔。` : text
}

function viewOption(
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
    canPayOnline: selfPaidFen > 0 && paying.has(offering.unitId.toString()),
  }
}

/** Every free time within reach, at each unit that may do it on that day. */
async function listFree(
  item: ServiceItemRecord,
  ability: Ability,
  place: Client['place'],
  now: Date,
): Promise<{ candidate: Candidate; left: number }[]> {
  const days = listDays(ability.today, countDaysAhead(item))
  const candidates = listAble(item, ability, place).flatMap((offering) => {
    const provider = ability.providers.get(offering.unitId.toString())
    return days
      .filter((day) => !findClosure(provider, day) && findProblem(offering, item, ability, day) === undefined)
      .flatMap((day) => listCandidates(offering, item, provider, day, now))
  })
  const left = await readLeft(candidates)
  return candidates
    .map((candidate) => ({ candidate, left: left.get(keyOfSlot(candidate)) ?? candidate.capacity }))
    .filter((each) => each.left > 0)
}

const proofTexts = {
  code: '服务人员到了，请把手机上的六位数字念给他听，或让他扫您的服务卡。',
  site: '到了以后，请把手机上的六位数字念给工作人员听，或出示服务卡。',
  none: '不用准备什么，会有人和您联系。',
} as const
/** Whoever books for somebody else is not the one at the door. */
const proofTextsForOther: Record<keyof typeof proofTexts, string> = {
  code: '服务人员到了，请长者把手机上的六位数字念给他听，或让他扫服务卡。',
  site: '到了以后，请长者把手机上的六位数字念给工作人员听，或出示服务卡。',
  none: '不用准备什么，会有人联系长者。',
}

type Proposal = OutputOf<typeof orderContracts.getProposal.response>

function viewItem(item: ServiceItemRecord, isSelf: boolean): Proposal['item'] {
  const { code, name, careClass, place, minutes, canRecur, proofs } = item
  const proof = proofs.includes('code') ? (place === 'site' ? 'site' : 'code') : 'none'
  return {
    ...{ code, name, careClass, place, minutes, canRecur },
    cancelText: describeCancelRule(item),
    proofText: (isSelf ? proofTexts : proofTextsForOther)[proof],
  }
}

/**
 * One tap: the next sensible time at the usual unit, else at the nearest that can; what else there is; or why there
 * is nothing and what to do instead.
 */
export async function proposeOrder(
  actor: Actor,
  code: string,
  { person, day, source = 'counter', channel }: OutputOf<typeof orderContracts.getProposal.query>,
  deps: Deps,
): Promise<Proposal> {
  const now = deps.clock.now()
  const client = await findClient(actor, person, deps)
  const { place } = client
  const item = (await readCatalogue(place)).get(code)
  assertThat(item && !item.isClosed, 'record.not_found')
  const viewed = viewClient(client, deps)
  const limitFen = client.acting?.bond?.limitFen
  const asked = {
    ...{ client: viewed, item: viewItem(item, viewed.isSelf) },
    ...(limitFen === undefined ? {} : { consentAboveFen: limitFen }),
  }
  if (client.person.state !== 'present')
    return { ...asked, days: [], others: [], ...explainAway(await findPhone(place)) }
  const ability = await readAbility(place, now, code)
  const free = await listFree(item, ability, place, now)
  const usual = await findUsual(client, code)
  const own = await readOwn(client, now)
  const split = await prepareSplit(client, source)
  const mayPay = await canPayFor(actor, client.person._id.toString(), channel, deps)
  const units = free.map(({ candidate }) => candidate.offering.unitId.toString())
  const paying = await listPayingUnits(mayPay ? units : [], deps)
  const options = free.map(({ candidate, left }) =>
    viewOption(candidate, item, { left, usual, own, now, split, paying }),
  )
  const soonest = [...options].sort((a, b) => a.startsAt.localeCompare(b.startsAt))
  const days = [...new Set(soonest.map(({ startsAt }) => toShanghaiDay(new Date(startsAt))))]
  const wanted =
    day === undefined ? soonest : soonest.filter((o) => toShanghaiDay(new Date(o.startsAt)) === day)
  const sensible = wanted.filter((option) => !clashes(option, item, own))
  const following = sensible.filter((option) => own.some((first) => isRightAfter(first, option, item)))
  const proposal = pick(following, options) ?? pick(sensible, options) ?? pick(wanted, options)
  const shown = { ...asked, days }
  if (!proposal) return { ...shown, others: [], ...(await explainNothing(item, ability, place)) }
  const others = wanted.filter((option) => option !== proposal).slice(0, mostOthers)
  return { ...shown, proposal, others }
}

/** The usual unit's soonest time. Else, units come nearest first, of the nearest one its soonest time. */
function pick(wanted: readonly SlotOption[], byDistance: readonly SlotOption[]): SlotOption | undefined {
  const usual = wanted.find(({ isUsual }) => isUsual)
  if (usual) return usual
  const nearest = byDistance.find((option) => wanted.includes(option))
  return nearest && wanted.find(({ offeringId }) => offeringId === nearest.offeringId)
}

/** In hospital or away: nobody would be there. */
const explainAway = (phone: string | undefined) => ({
  why: '登记上说人不在家（住院或外出）',
  instead: { text: '回来后请打电话给社区，工作人员改一下就能预约。', phone },
})

async function explainNothing(item: ServiceItemRecord, ability: Ability, place: Client['place']) {
  const able = listAble(item, ability, place)
  const why = able.length > 0 ? '这段时间都约满了' : explainLack(item, ability)
  const phone = await findPhone(place)
  const text = '请打电话给社区，工作人员会帮您另想办法；也可以换一天看看。'
  return { why, instead: { text, phone } }
}
