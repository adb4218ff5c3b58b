import { placeOf, type Place } from '@linli/shared/areas/areas'
import { createCache } from '../../lib/caches'
import { readStamp } from './routing.stamp'
import { readTable, type RoutingTable } from './routing.reader'

/** Something that forgot to call `touchRouting` is noticed after this time. */
const staleMilliseconds = 5 * 60_000

interface Entry {
  stamp: string
  table: Promise<RoutingTable>
}

const tables = createCache<Entry>({ max: 3000, ttl: staleMilliseconds })

/** The narrowest level that has rules. */
const ruleAreaOf = ({ district, street, community }: Place): string => community ?? street ?? district

/** All that routes of a place are computed from, kept in memory until something in it changes. */
export async function loadRoutingTable(place: Place): Promise<RoutingTable> {
  const code = ruleAreaOf(place)
  const stamp = await readStamp(code)
  const known = tables.get(code)
  if (known?.stamp === stamp) return known.table
  const entry = { stamp, table: readTable(placeOf(code)) }
  tables.set(code, entry)
  try {
    return await entry.table
  } catch (error) {
    if (tables.peek(code) === entry) tables.delete(code)
    throw error
  }
}
