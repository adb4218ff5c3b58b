import { monthOf } from '@linli/shared/programmes/programme'
import type { CardView } from '@linli/shared/programmes/programme.contract'
import { listMonths, toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { Order, type OrderRecord } from '../elderCare/orders/order.model'
import { findClient } from '../elderCare/clients/client.access'
import { assertThat } from '../../lib/appError'
import { openPerson } from '../register/person.crypto'
import type { Actor } from '../users/actor'
import { emptyCard, goBack, grantMonths, readLeft, readMonth } from './card.balance'
import { Card, SubsidyEntry, type CardRecord, type SubsidyEntryRecord } from './card.model'
import { readOwnProgrammes } from './card.programmes'
import { Entitlement } from './entitlement.model'
import { describeProgramme } from './programme.words'

const monthsShown = 6
const maxEntries = 400

/**
 * The statement of one's own card, or of the elder's by a bond with the scope `orders`. Staff do not read it: which
 * programmes someone has tells her income.
 * @throws AppError as `findClient`.
 */
export async function viewCard(actor: Actor, personId: string | undefined, deps: Deps): Promise<CardView> {
  const { person, place, acting } = await findClient(actor, personId, deps)
  assertThat(acting, 'record.not_found')
  const today = toShanghaiDay(deps.clock.now())
  const month = monthOf(today)
  const approved = await Entitlement.find({ personId: person._id, state: 'approved' }).lean()
  const programmes = await readOwnProgrammes(person._id, place)
  const stored = (await Card.findOne({ _id: person._id }).lean<CardRecord | null>()) ?? emptyCard
  const card = grantMonths(stored, programmes, month)
  const months = listMonths({ from: goBack(month, monthsShown - 1), to: month })
  const settled = await SubsidyEntry.find({ personId: person._id, month: { $in: months } })
    .sort({ at: -1 })
    .limit(maxEntries)
    .lean<SubsidyEntryRecord[]>()
  // Three services a day for half a year are more lines than are listed.
  const paid = await SubsidyEntry.find(
    { personId: person._id, month: { $in: months } },
    { month: 1, subsidyFen: 1 },
  ).lean<Pick<SubsidyEntryRecord, 'month' | 'subsidyFen'>[]>()
  return {
    personName: openPerson(person, deps.crypto).name,
    month,
    programmes: programmes.map((programme) => {
      const { code, name, monthlyFen } = programme
      const { usedFen } = readMonth(card, code, month)
      const since = approved.find((each) => each.code === code)?.approvedAt
      return {
        ...{ code, name, text: describeProgramme(programme), usedFen },
        ...(monthlyFen === undefined ? {} : { leftFen: readLeft(card, programme, month) }),
        since: toShanghaiDay(since ?? deps.clock.now()),
      }
    }),
    entries: [...(await listReserved(card, programmes)), ...settled.map(viewEntry)],
    months: months.map((each) => ({
      month: each,
      paidFen: paid.filter((entry) => entry.month === each).reduce((sum, entry) => sum + entry.subsidyFen, 0),
    })),
  }
}

function viewEntry(entry: SubsidyEntryRecord): CardView['entries'][number] {
  const { _id, day, itemName, unitName, priceFen, selfPaidFen, parts } = entry
  return {
    ...{ id: _id, day, itemName, unitName, priceFen, selfPaidFen },
    parts: parts.map(({ name, fen }) => ({ name, fen })),
    state: priceFen < 0 ? 'reversed' : 'settled',
  }
}

async function listReserved(
  { reservations }: Pick<CardRecord, 'reservations'>,
  programmes: readonly { code: string; name: string }[],
): Promise<CardView['entries']> {
  const open = reservations.filter(({ isSettled }) => !isSettled)
  const orders = await Order.find(
    { _id: { $in: open.map(({ orderId }) => orderId) } },
    { item: 1, unitName: 1, priceFen: 1, selfPaidFen: 1 },
  ).lean<Pick<OrderRecord, '_id' | 'item' | 'unitName' | 'priceFen' | 'selfPaidFen'>[]>()
  return open.flatMap(({ orderId, day, parts }) => {
    const order = orders.find(({ _id }) => _id.equals(orderId))
    if (!order) return []
    const { item, unitName, priceFen, selfPaidFen } = order
    const named = parts.map(({ code, fen }) => ({
      name: programmes.find((p) => p.code === code)?.name ?? code,
      fen,
    }))
    return [
      {
        id: orderId.toString(),
        day,
        itemName: item.name,
        unitName,
        priceFen,
        selfPaidFen,
        parts: named,
        state: 'reserved' as const,
      },
    ]
  })
}
