import type { OutputOf } from '@linli/shared/contract'
import type { orderContracts, SlotOption } from '@linli/shared/elderCare/order.contract'
import { describeCancelRule } from '@linli/shared/elderCare/serviceItem'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { listPayingUnits } from '../../payments/payee.service'
import { canPayFor } from '../../payments/payment.service'
import type { Actor } from '../../users/actor'
import {
  countDaysAhead,
  findClosure,
  findProblem,
  listAble,
  readAbility,
  type Ability,
} from '../catalogue/offering.ability'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import { readCatalogue } from '../catalogue/serviceItem.service'
import { hasDoorProof } from '../clients/careCard.service'
import { findClient, viewClient, type Client } from '../clients/client.access'
import { keyOfSlot, listCandidates, listDays, readLeft, type Candidate } from '../providers/slot.service'
import { readNewestOf } from './order.newest'
import { explainNothing, findPhone } from './proposal.lack'
import { prepareSplit, viewOption } from './proposal.option'
import { clashes, isRightAfter, readOwn } from './proposal.own'

/** How many times are offered besides the first. */
const mostOthers = 24

/** The unit that came the last time. */
async function findUsual({ person }: Client, code: string): Promise<string | undefined> {
  return (await readNewestOf(person._id, code))[0]?.unitId.toString()
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

/** She has nothing to show: whoever books hears it now, and not whoever stands at her door. */
const cardTexts = {
  staff:
    '长者没有自己的账号，也没有服务卡，到时候没有数字可念。请现在打印一张服务卡交给长者；来不及的，服务人员到了写明原因也能开始，社区会再问一声。',
  proxy:
    '长者没有自己的账号，也没有服务卡。六位数字在您的手机上看得到：请当天打电话告诉长者，或请社区打印一张服务卡送去。',
} as const

type Proposal = OutputOf<typeof orderContracts.getProposal.response>

async function viewItem(item: ServiceItemRecord, client: Client, isSelf: boolean): Promise<Proposal['item']> {
  const { code, name, careClass, place, minutes, canRecur, proofs } = item
  const proof = proofs.includes('code') ? (place === 'site' ? 'site' : 'code') : 'none'
  const needsCard = proof !== 'none' && !isSelf && !(await hasDoorProof(client.person._id))
  const text = (isSelf ? proofTexts : proofTextsForOther)[proof]
  return {
    ...{ code, name, careClass, place, minutes, canRecur },
    cancelText: describeCancelRule(item),
    proofText: needsCard ? cardTexts[client.staff ? 'staff' : 'proxy'] : text,
    ...(needsCard ? { needsCard } : {}),
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
    ...{ client: viewed, item: await viewItem(item, client, viewed.isSelf) },
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
  const sensible = wanted.filter((option) => !clashes(option))
  const following = sensible.filter((option) => own.some((first) => isRightAfter(first, option, item)))
  const proposal = pick(following, options) ?? pick(sensible, options) ?? pick(wanted, options)
  const shown = { ...asked, days }
  if (!proposal) {
    const nothing = await explainNothing(item, ability, place, { day, now, hasOtherDays: days.length > 0 })
    return { ...shown, others: [], ...nothing }
  }
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
