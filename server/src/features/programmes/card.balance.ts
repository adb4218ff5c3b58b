import {
  countLeft,
  monthBefore,
  monthOf,
  type Holding,
  type MonthUse,
} from '@linli/shared/programmes/programme'
import { listMonths } from '@linli/shared/time'
import type { CardRecord } from './card.model'
import type { OwnProgramme } from './card.programmes'

type Balances = Pick<CardRecord, 'grants' | 'reservations'>

export const emptyCard: Balances = { grants: [], reservations: [] }

/** How far back months are given and kept: what was left of an older one has long run out. */
const monthsKept = 12

/** The month so many before. */
export function goBack(month: string, count: number): string {
  return count === 0 ? month : goBack(monthBefore(month), count - 1)
}

function countUsed({ grants, reservations }: Balances, code: string, month: string): number {
  const parts = reservations.filter(({ day }) => monthOf(day) === month).flatMap((each) => each.parts)
  const settled = grants.find((grant) => grant.code === code && grant.month === month)?.usedFen ?? 0
  return parts.filter((part) => part.code === code).reduce((sum, { fen }) => sum + fen, settled)
}

/** What was used of a programme in a month; without a limit nothing is given, only used. */
export function readMonth(card: Balances, code: string, month: string): MonthUse {
  const grantFen = card.grants.find((grant) => grant.code === code && grant.month === month)?.fen ?? 0
  return { month, grantFen, usedFen: countUsed(card, code, month) }
}

/** What is left of a programme in a month; `Infinity` without a limit. */
export function readLeft(card: Balances, programme: OwnProgramme, month: string): number {
  const known = card.grants.flatMap((grant) => (grant.code === programme.code ? [grant.month] : [])).sort()
  const [first = month] = known
  const uses = listMonths({ from: first, to: known.at(-1) ?? month }).map((each) =>
    readMonth(card, programme.code, each),
  )
  return countLeft(programme, uses, month)
}

/** What of each programme counts for an order of that day. */
export function listHoldings(card: Balances, programmes: readonly OwnProgramme[], day: string): Holding[] {
  return programmes.map((programme) => ({
    programme,
    leftFen: readLeft(card, programme, monthOf(day)),
    isUsedToday: card.reservations.some(
      (each) => each.day === day && each.parts.some(({ code }) => code === programme.code),
    ),
  }))
}

/** The first month that has to be given before this one: months without an order roll over as well. */
function findFirst({ grants }: Balances, { code, rollsOver, since }: OwnProgramme, month: string): string {
  const given = grants.flatMap((grant) => (grant.code === code ? [grant.month] : [])).sort()
  const first = rollsOver ? (given[0] ?? since ?? month) : month
  const oldest = goBack(month, monthsKept)
  return first > month ? month : first < oldest ? oldest : first
}

/** A month that is not over follows a rule that gives more; what was given is never taken back. */
const raise = (grants: Balances['grants'], programmes: readonly OwnProgramme[], month: string) =>
  grants.map((grant) => {
    const now = programmes.find(({ code }) => code === grant.code)?.monthlyFen ?? 0
    return grant.month >= month && now > grant.fen ? { ...grant, fen: now } : grant
  })

/**
 * The card with the allowances of each programme up to a month; each given once, whenever it is first asked for.
 * @param month that of an order ahead, or the present one.
 */
export function grantMonths<C extends Balances>(
  card: C,
  programmes: readonly OwnProgramme[],
  month: string,
): C {
  const fresh = programmes.flatMap((programme) => {
    const { code, monthlyFen } = programme
    if (monthlyFen === undefined) return []
    return listMonths({ from: findFirst(card, programme, month), to: month })
      .filter((each) => !card.grants.some((grant) => grant.code === code && grant.month === each))
      .map((each) => ({ code, month: each, fen: monthlyFen }))
  })
  return { ...card, grants: [...raise(card.grants, programmes, month), ...fresh] }
}

/** Settled orders of months that can no longer be asked for become one sum; months nobody needs are left away. */
export function dropOld<C extends Balances>(card: C, today: string): C {
  const month = monthOf(today)
  const isOld = ({ day, isSettled }: Balances['reservations'][number]): boolean =>
    isSettled && monthOf(day) < monthBefore(month)
  const old = { grants: [], reservations: card.reservations.filter(isOld) }
  return {
    ...card,
    grants: card.grants
      .filter((grant) => grant.month >= goBack(month, monthsKept))
      .map((grant) => {
        const more = countUsed(old, grant.code, grant.month)
        return more === 0 ? grant : { ...grant, usedFen: (grant.usedFen ?? 0) + more }
      }),
    reservations: card.reservations.filter((each) => !isOld(each)),
  }
}
