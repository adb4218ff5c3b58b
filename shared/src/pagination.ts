import { z } from 'zod'
import { limits } from './limits'

/** Query part of every list: an opaque cursor from the page before, and how many rows. */
export const pageQuery = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(limits.maxPageSize).default(limits.pageSize),
}

/** A page of rows; `nextCursor` is absent on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() })
}
