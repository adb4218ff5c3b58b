import type { Place } from '@linli/shared/areas/areas'
import type { Category } from '@linli/shared/categories/category'
import { loadRoutingTable } from '../routing/routing.table'

/** A category as the nearest level defines it, closed ones included; undefined where nobody defines it. */
export async function findCategory(code: string, place: Place): Promise<Category | undefined> {
  return (await loadRoutingTable(place)).categories.get(code)
}
