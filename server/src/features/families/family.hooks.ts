import { isGone } from '@linli/shared/register/register'
import { toShanghaiDay } from '@linli/shared/time'
import { registerMediaAccess } from '../media/mediaAccess'
import { registerOutboxSource } from '../messages/outbox'
import { registerPersonChange, registerPersonMerge } from '../register/person.hooks'
import {
  registerAccountDeletion,
  registerAccountMerge,
  registerBondReader,
  registerPersonLink,
} from '../users/userHooks'
import { isInForce } from './bond.access'
import { findElderUser } from './bond.change'
import { followBond } from './bond.events'
import { mergeBonds, mergeProxies } from './bond.merge'
import { expandBond } from './bond.messages'
import { FamilyBond, ProxyAct, type BondRecord } from './bond.model'
import { findBondParties } from './bond.policy'
import { settlePrimary } from './bond.primary'
import { endBondsOfElder, endBondsOfProxy, endOwnBonds } from './bond.steps'
import { registerFamilyOwnData } from './family.ownData'
import { expandPaymentConsent } from './payment.messages'
import { PaymentConsent, type PaymentConsentRecord } from './payment.model'
import { lapseAsked } from './payment.sweep'

const name = 'families'

/** What other features ask of families; called once, where the routes are listed. */
export function registerFamilyHooks(): void {
  registerOutboxSource<BondRecord>({
    name: 'bond',
    model: FamilyBond,
    expand: expandBond,
    async apply(bond, _entry, deps) {
      await settlePrimary(bond)
      await lapseAsked(bond, deps)
      await followBond(bond, deps)
    },
  })
  registerOutboxSource<PaymentConsentRecord>({
    name: 'paymentConsent',
    model: PaymentConsent,
    expand: expandPaymentConsent,
  })
  registerPersonChange(name, async (personId, state, deps) => {
    if (!isGone(state)) return
    await endBondsOfElder(personId, deps)
    const user = state === 'deceased' ? await findElderUser(personId) : undefined
    if (user !== undefined) await endBondsOfProxy(user, deps)
  })
  registerPersonMerge(name, [FamilyBond, ProxyAct, PaymentConsent], mergeBonds)
  registerBondReader(async (userIds, now) => {
    const bonds = await FamilyBond.find({ proxyUserId: { $in: userIds }, isLiving: true }).lean<
      BondRecord[]
    >()
    const today = toShanghaiDay(now)
    return bonds.flatMap((bond) =>
      bond.personId && isInForce(bond, today)
        ? [
            {
              proxyUserId: bond.proxyUserId.toString(),
              id: bond._id.toString(),
              personId: bond.personId.toString(),
              ...{ relation: bond.relation, proxyName: bond.proxyName, scopes: bond.scopes },
            },
          ]
        : [],
    )
  })
  registerMediaAccess('bond', async (actor, id) => {
    const bond = await FamilyBond.findOne({ _id: id }).lean<BondRecord>()
    const parties = bond ? findBondParties(actor, bond) : []
    return parties.includes('elder') || parties.includes('keeper') ? 'full' : 'none'
  })
  registerAccountMerge({ name, move: mergeProxies })
  registerPersonLink({ name, follow: endOwnBonds })
  registerFamilyOwnData()
  registerAccountDeletion({
    name,
    async erase(userId, deps) {
      await endBondsOfProxy(userId, deps)
      return []
    },
  })
}
