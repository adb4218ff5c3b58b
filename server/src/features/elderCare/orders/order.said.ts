import type { OrderAction, OrderStep } from '@linli/shared/elderCare/order.state'
import type { Deps } from '../../../deps'
import { fieldAad } from '../../../lib/fieldCrypto'
import type { OrderEntry, OrderRecord } from './order.model'
import { canSeeOrderHealth, findOrderParties, type OrderViewer } from './order.policy'

type Crypto = Pick<Deps, 'crypto'>
type Keeping = Pick<OrderRecord, '_id' | 'said'>

/** What was written with the lines of a history, by the id of the line. */
type Said = Readonly<Record<string, string>>

/** All words of an order's history: whoever wrote them may have written how she is. */
export function openSaid({ _id, said }: Keeping, { crypto }: Crypto): Said {
  if (said == null) return {}
  return JSON.parse(crypto.decrypt(said, fieldAad('careorders', _id, 'said'))) as Said
}

/** Sealed as one, so that keys are changed in one place; two who write at once are told apart by the order's version. */
export const sealSaid = ({ _id }: Keeping, said: Said, { crypto }: Crypto): string =>
  crypto.encrypt(JSON.stringify(said), fieldAad('careorders', _id, 'said'))

export const addSaid = (order: Keeping, entryId: string, text: string, deps: Crypto): string =>
  sealSaid(order, { ...openSaid(order, deps), [entryId]: text }, deps)

/** With these, people write how she is, where she was found, and what went wrong or well with her body or at her door. */
const aboutHealth: readonly (OrderAction | OrderStep | 'create')[] = [
  ...(['noAnswer', 'reportSafe', 'noShow', 'return', 'note', 'rate', 'confirm', 'dispute', 'redo'] as const),
]

/**
 * Who reads the words of a line: those about health whoever may see health, and the desks that look for her or decide
 * while there is something to look for or to decide. The family member who wrote them has her own words back.
 */
export function makeWordReader(
  order: OrderRecord,
  viewer: OrderViewer,
  deps: Crypto,
): (entry: OrderEntry) => string | undefined {
  const parties = findOrderParties(viewer, order)
  const isDesk = parties.includes('station') || parties.includes('above')
  const mayReadHealth = canSeeOrderHealth(viewer, order) || (order.open && isDesk)
  const said = openSaid(order, deps)
  return ({ id, action, by }) => {
    const isOwn = parties.includes('elder') && by.userId.toString() === viewer.actor.userId
    return mayReadHealth || isOwn || !aboutHealth.includes(action) ? said[id] : undefined
  }
}
