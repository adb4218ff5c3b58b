import { orderRules, type OrderSource } from '@linli/shared/elderCare/order.state'
import { bondRelationNames } from '@linli/shared/families/bond'
import { randomUUID } from 'node:crypto'
import { Types } from 'mongoose'
import type { Deps } from '../../../deps'
import { assertThat } from '../../../lib/appError'
import { fingerprint } from '../../../lib/fingerprint'
import type { Actor } from '../../users/actor'
import { findClient, type Client } from '../clients/client.access'
import type { OrderAuthor } from './order.change'
import type { OrderRecord } from './order.model'
import { placeFor } from './order.place'
import type { Wanted } from './order.wanted'

const printOf = ({ itemCode, offeringId, startsAt, settlement }: Wanted, { person }: Client): string =>
  fingerprint([itemCode, offeringId, startsAt, settlement, person._id])

/** One tap: for oneself, or for an elder by a bond with the scope `orders`. */
export async function placeOrder(
  actor: Actor,
  { personId, ...wanted }: Wanted & { personId?: string | undefined },
  requestKey: string | undefined,
  deps: Deps,
): Promise<OrderRecord> {
  const client = await findClient(actor, personId, deps)
  const { acting } = client
  // Staff have a way of their own, which says where the elder asked them.
  assertThat(acting, 'record.not_found')
  assertThat(acting.kind === 'proxy' || actor.level === 'verified', 'access.denied')
  const { elderUndoSeconds, undoSeconds } = orderRules
  return placeFor(
    client,
    wanted,
    {
      createdBy: new Types.ObjectId(actor.userId),
      requestKey: requestKey ?? randomUUID(),
      fingerprint: printOf(wanted, client),
      source: acting.kind,
      author: authorOf(actor, client),
      placedBy: acting.proxyText,
      undoSeconds: actor.isElderMode ? elderUndoSeconds : undoSeconds,
    },
    deps,
  )
}

/** As the timeline names whoever acts for the elder. */
export function authorOf(actor: Actor, { acting, staff }: Pick<Client, 'acting' | 'staff'>): OrderAuthor {
  const userId = new Types.ObjectId(actor.userId)
  if (acting?.bond) {
    const { relation, proxyName } = acting.bond
    return { userId, kind: 'proxy', name: `${bondRelationNames[relation]} ${proxyName}（代办）` }
  }
  return acting
    ? { userId, kind: 'elder', name: '长者' }
    : { userId, kind: 'staff', name: staff?.name ?? '工作人员' }
}

/** Staff at the counter or on the phone: out at once, for the elder has just said what she wants. */
export async function intakeOrder(
  actor: Actor,
  { personId, source, ...wanted }: Wanted & { personId: string; source: OrderSource },
  requestKey: string | undefined,
  deps: Deps,
): Promise<OrderRecord> {
  const client = await findClient(actor, personId, deps)
  assertThat(client.staff, 'access.denied')
  return placeFor(
    client,
    wanted,
    {
      createdBy: new Types.ObjectId(actor.userId),
      requestKey: requestKey ?? randomUUID(),
      fingerprint: printOf(wanted, client),
      source,
      author: authorOf(actor, client),
      placedBy: `${client.staff.name}代为登记`,
      undoSeconds: 0,
    },
    deps,
  )
}
