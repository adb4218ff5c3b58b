import {
  countLeft,
  monthBefore,
  monthOf,
  type Holding,
  type MonthUse,
  type Programme,
} from '@linli/shared/programmes/programme'
import type { CardRecord } from './card.model'

type Balances = Pick<CardRecord, 'grants' | 'reservations'>

export const emptyCard: Balances = { grants: [], reservations: [] }

export function readMonth({ grants, reservations }: Balances, code: string, month: string): MonthUse {
  const grantFen = grants.find((grant) => grant.code === code && grant.month === month)?.fen ?? 0
  const usedFen = reservations
    .filter(({ day }) => monthOf(day) === month)
    .flatMap(({ parts }) => parts)
    .filter((part) => part.code === code)
    .reduce((sum, { fen }) => sum + fen, 0)
  return { grantFen, usedFen }
}

/** What of each programme counts for an order of that day. */
export function listHoldings(card: Balances, programmes: readonly Programme[], day: string): Holding[] {
  const month = monthOf(day)
  return programmes.map((programme) => ({
    programme,
    leftFen: countLeft(
      programme,
      readMonth(card, programme.code, monthBefore(month)),
      readMonth(card, programme.code, month),
    ),
    isUsedToday: card.reservations.some(
      (each) => each.day === day && each.parts.some(({ code }) => code === programme.code),
    ),
  }))
}

/** The card with the month's allowance of each programme; given once, whenever the month is first asked for. */
export function grantMonth<C extends Balances>(card: C, programmes: readonly Programme[], month: string): C {
  const missing = programmes.filter(
    ({ code, monthlyFen }) =>
      monthlyFen !== undefined && !card.grants.some((grant) => grant.code === code && grant.month === month),
  )
  if (missing.length === 0) return card
  const fresh = missing.map(({ code, monthlyFen = 0 }) => ({ code, month, fen: monthlyFen }))
  return { ...card, grants: [...card.grants, ...fresh] }
}

/** What no month that can still be asked for needs: older than the one before. */
export function dropOld<C extends Balances>(card: C, today: string): C {
  const oldest = monthBefore(monthOf(today))
  return {
    ...card,
    grants: card.grants.filter(({ month }) => month >= oldest),
    reservations: card.reservations.filter(({ day, isSettled }) => !isSettled || monthOf(day) >= oldest),
  }
}
