import { z } from 'zod'
import { limits } from './limits'
import { id } from './schemas'

/** Query part of every list: the cursor of the page before, which is the id of its last row, and how many rows. */
export const pageQuery = {
  cursor: id.optional(),
  limit: z.coerce.number().int().min(1).max(limits.maxPageSize).default(limits.pageSize),
}

/** A page of rows; `nextCursor` is absent on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() })
}
