import type { OrderActionBody } from '@linli/shared/elderCare/order.actions'
import type { OrderAction } from '@linli/shared/elderCare/order.state'
import type { Deps } from '../../../deps'
import type { OrderChange } from './order.change'
import type { OrderRecord } from './order.model'
import type { OrderViewer } from './order.policy'

export type BodyOf<A extends OrderAction> = Extract<OrderActionBody, { action: A }>

/** One press, all of it checked that the table and the policy know. */
export interface Move {
  order: OrderRecord
  viewer: OrderViewer
  requestKey: string | undefined
  now: Date
  deps: Deps
}

/** What one action does to an order. */
export type Plan<A extends OrderAction> = (body: BodyOf<A>, move: Move) => OrderChange | Promise<OrderChange>
