import { bondRelationNames } from '@linli/shared/families/bond'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { Elder } from '../elders/elder.model'
import { movePerson, type PersonMove } from '../register/person.hooks'
import { forgetActor } from '../users/actor.service'
import { User } from '../users/user.model'
import { announceBond } from './bond.change'
import { FamilyBond, ProxyAct, type BondRecord } from './bond.model'
import { passPrimary, settlePrimary } from './bond.primary'
import { endDoubleBond, endOwnBonds } from './bond.steps'
import { readLivingOf } from './bond.store'
import { PaymentConsent } from './payment.model'

/** What is in force goes before what is on its way, the wider scope before the narrower, else the older one. */
const isBefore = (one: BondRecord, other: BondRecord): boolean => {
  const [first, second] = [one.state === 'active', other.state === 'active']
  if (first !== second) return first
  return one.scopes.length > other.scopes.length
}

/** One relative has one bond: of two, one would outlive a revocation. */
async function endDoubles(
  living: readonly BondRecord[],
  { why, note }: { why: 'recordsMerged' | 'accountsMerged'; note?: PersonMove['note'] },
  deps: Deps,
): Promise<void> {
  const kept = new Map<string, BondRecord>()
  for (const bond of living) {
    const proxy = bond.proxyUserId.toString()
    const other = kept.get(proxy)
    const stays = other && isBefore(bond, other) ? bond : (other ?? bond)
    kept.set(proxy, stays)
    if (!other) continue
    const goes = stays === bond ? other : bond
    await note?.(`${bondRelationNames[bond.relation]} ${bond.proxyName} 在两条登记上都有授权，留下了一份。`)
    // Before it ends: whatever ends looks for the next one to be called first.
    await passPrimary(goes, stays)
    await endDoubleBond(goes, why, deps)
  }
}

/** Two accounts of one person: both have its bonds, with each elder the wider one. Repeatable. */
export async function mergeProxies(from: string, into: string, deps: Deps): Promise<void> {
  const proxyUserId = new Types.ObjectId(into)
  const { modifiedCount } = await FamilyBond.updateMany({ proxyUserId: from }, { $set: { proxyUserId } })
  await ProxyAct.updateMany({ proxyUserId: from }, { $set: { proxyUserId } })
  await PaymentConsent.updateMany({ askedBy: from }, { $set: { askedBy: proxyUserId } })
  if (modifiedCount > 0) await User.updateOne({ _id: into }, { $set: { isProxy: true } })
  const user = await User.findOne({ _id: into }, { personId: 1 }).lean()
  if (user?.personId != null) await endOwnBonds(into, user.personId.toString(), deps)
  const living = await FamilyBond.find({ proxyUserId, isLiving: true }).lean<BondRecord[]>()
  for (const personId of new Set(living.flatMap((bond) => bond.personId?.toString() ?? [])))
    await endDoubles(await readLivingOf(personId), { why: 'accountsMerged' }, deps)
}

/** Whoever acted for her on either record acts for her; what each did stays in her log. */
export async function mergeBonds(move: PersonMove, deps: Deps): Promise<void> {
  const moved = await FamilyBond.find({ personId: move.from }).lean<BondRecord[]>()
  await movePerson(FamilyBond, move)
  await movePerson(ProxyAct, move)
  await movePerson(PaymentConsent, move)
  await endDoubles(await readLivingOf(move.into), { why: 'recordsMerged', note: move.note }, deps)
  const living = await readLivingOf(move.into)
  // A profile that has not become one yet may still say who is called first; this is asked again then.
  const isJoined = !(await Elder.exists({ _id: move.from }))
  if (living[0] && isJoined) await settlePrimary(living[0])
  for (const bond of moved) {
    forgetActor(bond.proxyUserId.toString())
    await announceBond({ ...bond, personId: move.into }, deps)
  }
}
