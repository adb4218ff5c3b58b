import { isGone } from '@linli/shared/register/register'
import { bondRelationNames, bondScopeTexts } from '@linli/shared/families/bond'
import { toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import { registerMediaAccess } from '../media/mediaAccess'
import { registerOutboxSource } from '../messages/outbox'
import { registerPersonChange, registerPersonMerge } from '../register/person.hooks'
import {
  registerAccountDeletion,
  registerAccountMerge,
  registerBondReader,
  registerOwnData,
} from '../users/userHooks'
import { User } from '../users/user.model'
import { isInForce } from './bond.access'
import { findElderUser } from './bond.change'
import { followBond } from './bond.events'
import { mergeBonds } from './bond.merge'
import { expandBond } from './bond.messages'
import { FamilyBond, ProxyAct, type BondRecord } from './bond.model'
import { findBondParties } from './bond.policy'
import { settlePrimary } from './bond.primary'
import { endBondsOfElder, endBondsOfProxy } from './bond.steps'
import { expandPaymentConsent } from './payment.messages'
import { PaymentConsent, type PaymentConsentRecord } from './payment.model'
import { lapseAsked } from './payment.sweep'

const name = 'families'
const mostOwn = 200

const listOwn = (userId: string): Promise<BondRecord[]> =>
  FamilyBond.find({ proxyUserId: userId }).limit(mostOwn).lean<BondRecord[]>()

/** Two accounts of one person: what either was given stays. */
async function moveBonds(from: string, into: string): Promise<void> {
  const proxyUserId = new Types.ObjectId(into)
  const { modifiedCount } = await FamilyBond.updateMany({ proxyUserId: from }, { $set: { proxyUserId } })
  await ProxyAct.updateMany({ proxyUserId: from }, { $set: { proxyUserId } })
  await PaymentConsent.updateMany({ askedBy: from }, { $set: { askedBy: proxyUserId } })
  if (modifiedCount > 0) await User.updateOne({ _id: into }, { $set: { isProxy: true } })
}

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
  registerAccountMerge({ name, move: moveBonds })
  registerOwnData({
    name,
    async describe(userId) {
      const own = (await listOwn(userId)).filter(({ isLiving }) => isLiving)
      if (own.length === 0) return []
      const items = own.map(({ relation, scopes }) => ({
        label: `替长辈办事（我是${bondRelationNames[relation]}）`,
        value: scopes.map((scope) => bondScopeTexts[scope].name).join('、'),
      }))
      return [{ title: '亲属代办', items }]
    },
    async collect(userId) {
      const own = await listOwn(userId)
      return own.map(({ relation, scopes, state, origin, from, until, createdAt }) => ({
        ...{ relation, scopes, state, origin, from, until, createdAt },
      }))
    },
  })
  registerAccountDeletion({
    name,
    async erase(userId, deps) {
      await endBondsOfProxy(userId, deps)
      return []
    },
  })
}
