import type { CareFigures } from '@linli/shared/statistics/care.contract'
import { isFew } from '@linli/shared/statistics/statistics'
import type { CareMetric } from './care.model'

const hide = (n: number): number | null => (isFew(n) ? null : n)

/** A share tells its whole and what is missing from it: all three must be many, or none. */
const shareOf = (part: number, of: number): CareFigures['onTime'] =>
  [part, of, of - part].some(isFew) ? null : { part, of }

const ratingOf = (count: number, sum: number): CareFigures['rating'] => {
  if (isFew(count)) return null
  return { count, ...(count === 0 ? {} : { average: Math.round((sum / count) * 100) / 100 }) }
}

export function toCareFigures(n: Record<CareMetric, number>): CareFigures {
  return {
    ordered: hide(n.ordered),
    served: hide(n.served),
    notDone: hide(n.notDone),
    cancelled: hide(n.cancelled),
    noShow: hide(n.noShow),
    disputes: hide(n.disputes),
    open: hide(n.open),
    onTime: shareOf(n.servedOnTime, n.served + n.lateOpen),
    rating: ratingOf(n.ratings, n.ratingSum),
  }
}

type Column = Exclude<keyof CareFigures, 'onTime' | 'rating'>
const columns: readonly Column[] = ['ordered', 'served', 'notDone', 'cancelled', 'noShow', 'disputes', 'open']

/**
 * Of rows that add up to a total shown beside them one hidden cell could be worked out: where only one is hidden, the
 * smallest of the others is hidden with it.
 */
export function hideNeighbours<R extends { figures: CareFigures }>(rows: readonly R[]): R[] {
  const hidden = new Map<R, Column[]>()
  for (const column of columns) {
    const shown = rows.filter(({ figures }) => figures[column] !== null && figures[column] > 0)
    const isOne = rows.filter(({ figures }) => figures[column] === null).length === 1
    const [smallest] = [...shown].sort((a, b) => (a.figures[column] ?? 0) - (b.figures[column] ?? 0))
    if (isOne && smallest) hidden.set(smallest, [...(hidden.get(smallest) ?? []), column])
  }
  return rows.map((row) => {
    const gone = Object.fromEntries((hidden.get(row) ?? []).map((column) => [column, null]))
    return { ...row, figures: { ...row.figures, ...gone } }
  })
}
