import type { Place } from '@linli/shared/areas/areas'
import { computeSubsidy, type Spending, type Subsidy } from '@linli/shared/programmes/programme'
import type { ClientSession, Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { isFree } from './order.kept'
import type { OrderRecord } from './order.model'

/** For what and when a price is split. */
export interface SubsidyQuestion extends Spending {
  day: string
  /** As if no other order of that day had used what is paid once a day: for a price that holds on most days. */
  isAlone?: boolean
}

interface Payer {
  personId: Types.ObjectId
  place: Place
}

/** What programmes pay of orders; the feature `programmes` registers it, orders do not know it. */
export interface OrderSubsidy {
  /** Reads what a person has, once; the answer splits any number of prices. Nothing is kept by asking. */
  prepare: (payer: Payer) => Promise<(asked: SubsidyQuestion) => Subsidy>
  /** For that version of the order; a later one takes over what an earlier one left. */
  reserve: (
    asked: SubsidyQuestion & Payer & { orderId: Types.ObjectId; version: number },
    deps: Deps,
  ) => Promise<Subsidy>
  /** To another day, within a transaction; false where that day has not as much left. */
  move: (order: OrderRecord, day: string, session: ClientSession) => Promise<boolean>
  /** What this version of the order had, or one before it. */
  release: (order: Pick<OrderRecord, '_id' | 'personId' | 'version'>) => Promise<void>
  settle: (order: OrderRecord, deps: Deps) => Promise<void>
  reverse: (order: OrderRecord, deps: Deps) => Promise<void>
}

const payNothing = (asked: SubsidyQuestion): Subsidy => computeSubsidy(asked, [])

let registered: OrderSubsidy = {
  prepare: () => Promise.resolve(payNothing),
  reserve: (asked) => Promise.resolve(payNothing(asked)),
  move: () => Promise.resolve(true),
  release: () => Promise.resolve(),
  settle: () => Promise.resolve(),
  reverse: () => Promise.resolve(),
}

/** Called once, where the routes are listed. */
export function registerOrderSubsidy(subsidy: OrderSubsidy): void {
  registered = subsidy
}

export const orderSubsidy = (): OrderSubsidy => registered

/** Follows an order: what was kept is spent when she says yes, and given back when nothing comes of it. Repeatable. */
export async function followSubsidy(order: OrderRecord, deps: Deps): Promise<void> {
  const { settle, release, reverse } = registered
  const { state } = order
  // What was settled before it came out that nobody pays gets a line against it; what was not is her card's again.
  if (state === 'refunded' || isFree(order)) await reverse(order, deps)
  else if (state === 'confirmed' || state === 'settled') await settle(order, deps)
  else if (state === 'cancelled' || state === 'noShow') await release(order)
}
