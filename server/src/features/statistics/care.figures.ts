import type { CareFigures } from '@linli/shared/statistics/care.contract'
import { isFew } from '@linli/shared/statistics/statistics'
import type { CareMetric } from './care.model'
import { roundCount } from './statistic.export'

/** How an exact number is shown. */
type Show = (n: number) => number

const hide = (n: number, show: Show): number | null => (isFew(n) ? null : show(n))

/** A share tells its whole and what is missing from it: all three must be many, or none. */
const shareOf = (part: number, of: number, show: Show): CareFigures['onTime'] =>
  [part, of, of - part].some(isFew) ? null : { part: show(part), of: show(of) }

const ratingOf = (count: number, sum: number, show: Show): CareFigures['rating'] => {
  if (isFew(count)) return null
  return { count: show(count), ...(count === 0 ? {} : { average: Math.round((sum / count) * 100) / 100 }) }
}

/** @param isRounded to fives: of several months, so that one of them cannot be told from the others; of one not over. */
export function toCareFigures(n: Record<CareMetric, number>, isRounded = false): CareFigures {
  const show: Show = isRounded ? roundCount : (exact) => exact
  return {
    ordered: hide(n.ordered, show),
    served: hide(n.served, show),
    notDone: hide(n.notDone, show),
    cancelled: hide(n.cancelled, show),
    noShow: hide(n.noShow, show),
    disputes: hide(n.disputes, show),
    open: hide(n.open, show),
    onTime: shareOf(n.servedOnTime, n.served + n.lateOpen, show),
    rating: ratingOf(n.ratings, n.ratingSum, show),
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
