/**
 * One page out of rows that were read with one more than the limit.
 * @param cursorOf what the next page starts after. @returns `nextCursor` only when there is more.
 */
export function toPage<Row, View>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  toView: (row: Row) => View,
): { items: View[]; nextCursor?: string } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const items = shown.map(toView)
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorOf(last) } : { items }
}
