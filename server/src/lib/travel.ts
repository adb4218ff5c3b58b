import type { Place } from '@linli/shared/areas/areas'

interface Point {
  longitude: number
  latitude: number
}

/** Somewhere to go: its areas, and its door where somebody noted it down. */
export type TravelPlace = Partial<Place> & { point?: Point | undefined }

/** A point as the database keeps it for its geographical index. */
export function toPoint(location: { coordinates: readonly number[] } | null | undefined): Point | undefined {
  const [longitude, latitude] = location?.coordinates ?? []
  return longitude === undefined || latitude === undefined ? undefined : { longitude, latitude }
}

/**
 * Minutes from door to door by the smallest area that both share, on foot or by electric bicycle: an estimate for
 * buildings of which nobody noted down the door; 宝山's communities are 0.5 to 1 km across.
 */
const minutesWithin = [
  ['building', 3],
  ['estate', 6],
  ['grid', 8],
  ['community', 12],
  ['street', 20],
] as const
const minutesElsewhere = 35

const earthMetres = 6_371_000
/** Streets lead around houses: the way is so much longer than the line. */
const detour = 1.3
/** On foot nearby, by electric bicycle farther: so many metres a minute on the whole. */
const metresPerMinute = 130
/** Down one staircase and up the other, also within one house. */
const stairMinutes = 3

const radians = Math.PI / 180

/** Metres between two points, as the crow flies; within a district the earth is flat. */
function measureMetres(a: Point, b: Point): number {
  const north = (b.latitude - a.latitude) * radians
  const east = (b.longitude - a.longitude) * radians * Math.cos(((a.latitude + b.latitude) / 2) * radians)
  return earthMetres * Math.sqrt(north * north + east * east)
}

/** By the doors where both are known, else by the smallest shared area. */
export function estimateTravelMinutes(from: TravelPlace, to: TravelPlace): number {
  if (from.point && to.point)
    return stairMinutes + (measureMetres(from.point, to.point) * detour) / metresPerMinute
  const shared = minutesWithin.find(([level]) => from[level] !== undefined && from[level] === to[level])
  return shared?.[1] ?? minutesElsewhere
}

/** From each place to each, row by row; none from a place to itself, and back as long as there. */
export function makeTravelMatrix(places: readonly TravelPlace[]): Float64Array {
  const count = places.length
  const matrix = new Float64Array(count * count)
  places.forEach((from, row) => {
    for (let column = row + 1; column < count; column += 1) {
      const minutes = estimateTravelMinutes(from, places[column] ?? {})
      matrix[row * count + column] = minutes
      matrix[column * count + row] = minutes
    }
  })
  return matrix
}
