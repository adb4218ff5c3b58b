import type { Post } from '@linli/shared/users/posts'
import type { OrderRecord } from './order.model'

/** What only volunteers do lies with the pool of the community; everything else with the unit. */
export function findFirstPost(
  { item, community }: Pick<OrderRecord, 'item' | 'community'>,
  unitId: OrderRecord['unitId'],
): Post {
  const isForPool = item.doers.every(({ kind, count }) => kind === 'volunteer' && count === 1)
  return isForPool && community !== undefined ? `pool:${community}` : `unit:${unitId.toString()}`
}
