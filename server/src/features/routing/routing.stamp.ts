import { placeOf } from '@linli/shared/areas/areas'
import { createCache } from '../../lib/caches'
import { RoutingStamp } from './routingStamp.model'

/** A change counts at once in the process that made it and within this time in the others. */
const freshMilliseconds = 2000

const stamps = createCache<Record<string, number>>({ max: 1000, ttl: freshMilliseconds })

async function readAreas(district: string): Promise<Record<string, number>> {
  const known = stamps.get(district)
  if (known) return known
  const stamp = await RoutingStamp.findOne({ _id: district }).lean()
  const areas = stamp?.areas ?? {}
  stamps.set(district, areas)
  return areas
}

// A field name that is all digits could be read as a place in an array.
const fieldOf = (code: string): string => `a${code}`

/** Changes whenever something that routes of an area depend on has changed, there or at a level above. */
export async function readStamp(areaCode: string): Promise<string> {
  const { district, street, community } = placeOf(areaCode)
  const areas = await readAreas(district)
  return [district, street, community]
    .map((code) => (code === undefined ? 0 : (areas[fieldOf(code)] ?? 0)))
    .join('.')
}

/**
 * To be called after every change of categories, rules, units, estates or memberships: routes of the area, and of all
 * below it, are computed from what is stored now. A code below a community counts as its community.
 */
export async function touchRouting(areaCode: string): Promise<void> {
  const { district, street, community } = placeOf(areaCode)
  const field = `areas.${fieldOf(community ?? street ?? district)}`
  await RoutingStamp.updateOne({ _id: district }, { $inc: { [field]: 1 } }, { upsert: true })
  stamps.delete(district)
}

/** The same for a membership that began, ended, or went on or off duty. */
export async function touchRoutingOf(membership: {
  unitId?: unknown
  areaCode?: string | null | undefined
  district: string
}): Promise<void> {
  // A rule of any area of the district may name a unit.
  await touchRouting(
    membership.unitId == null ? (membership.areaCode ?? membership.district) : membership.district,
  )
}
