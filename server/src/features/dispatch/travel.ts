import type { Place } from '@linli/shared/areas/areas'

/**
 * Minutes from door to door by the smallest area that both share, on foot or by electric bicycle. Homes have no
 * coordinates in the register (they are sensitive), so this is an estimate: 宝山's communities are 0.5 to 1 km across.
 */
const minutesWithin = [
  ['building', 3],
  ['estate', 6],
  ['grid', 8],
  ['community', 12],
  ['street', 20],
] as const
const minutesElsewhere = 35

function estimateTravelMinutes(from: Partial<Place>, to: Partial<Place>): number {
  const shared = minutesWithin.find(([level]) => from[level] !== undefined && from[level] === to[level])
  return shared?.[1] ?? minutesElsewhere
}

/** From each place to each, row by row; none from a place to itself. */
export function makeTravelMatrix(places: readonly Partial<Place>[]): Float64Array {
  return Float64Array.from({ length: places.length ** 2 }, (_, index) => {
    const [row, column] = [Math.floor(index / places.length), index % places.length]
    return row === column ? 0 : estimateTravelMinutes(places[row] ?? {}, places[column] ?? {})
  })
}
