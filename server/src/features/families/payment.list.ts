import { toShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { Actor } from '../users/actor'
import { isInForce } from './bond.access'
import { FamilyBond, type BondRecord } from './bond.model'
import { findKeeper } from './bond.policy'
import { PaymentConsent, type PaymentConsentRecord } from './payment.model'

/** The elders whom somebody may pay for now. */
export async function listHeldFor(
  { userId }: Pick<Actor, 'userId'>,
  { clock }: Pick<Deps, 'clock'>,
): Promise<Types.ObjectId[]> {
  const bonds = await FamilyBond.find({
    proxyUserId: userId,
    isLiving: true,
    scopes: 'payments',
  }).lean<BondRecord[]>()
  const today = toShanghaiDay(clock.now())
  return bonds.flatMap((bond) => (bond.personId && isInForce(bond, today) ? [bond.personId] : []))
}

/** What waits for the actor's word, and what the actor asked for. */
export async function listPaymentConsents(actor: Actor, deps: Deps): Promise<PaymentConsentRecord[]> {
  const read = (filter: Record<string, unknown>): Promise<PaymentConsentRecord[]> =>
    PaymentConsent.find(filter).sort({ _id: -1 }).limit(30).lean<PaymentConsentRecord[]>()
  const held = await listHeldFor(actor, deps)
  const kept = actor.memberships.flatMap(({ place }) =>
    place.community !== undefined && findKeeper(actor, place) ? [place.community] : [],
  )
  const found = [
    ...(actor.personId === undefined ? [] : await read({ personId: actor.personId })),
    ...(held.length === 0 ? [] : await read({ personId: { $in: held }, state: 'waiting' })),
    ...(kept.length === 0
      ? []
      : await read({ community: { $in: kept }, state: 'waiting', waitsFor: 'staff' })),
    ...(await read({ askedBy: actor.userId })),
  ]
  const unique = new Map(found.map((consent) => [consent._id.toString(), consent]))
  return [...unique.values()].sort((a, b) => b._id.toString().localeCompare(a._id.toString()))
}
