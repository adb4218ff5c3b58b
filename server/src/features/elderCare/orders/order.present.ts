import type { OrderRecord } from './order.model'

/** The present state, who brought it there and when: what a 409 tells. */
export function describePresent(order: OrderRecord) {
  const last = order.history.at(-1)
  const { state, version } = order
  return { state, version, by: last?.by.name, at: last?.at.toISOString(), action: last?.action }
}
