import { basisOf, bondRelationNames, bondScopeTexts, describeProxy } from '@linli/shared/families/bond'
import { formatDay, fromShanghaiDay } from '@linli/shared/time'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { findPersonIdOf } from '../users/account.service'
import { registerOwnData } from '../users/userHooks'
import { BondEvidence, FamilyBond, ProxyAct, type BondRecord, type ProxyActFields } from './bond.model'
import { describeEntry } from './bond.view'
import { PaymentConsent, type PaymentConsentRecord } from './payment.model'

const mostOwn = 200

const listOwn = (userId: string): Promise<BondRecord[]> =>
  FamilyBond.find({ proxyUserId: userId }).limit(mostOwn).lean<BondRecord[]>()
const listOfElder = (personId: Types.ObjectId): Promise<BondRecord[]> =>
  FamilyBond.find({ personId }).sort({ _id: -1 }).lean<BondRecord[]>()

/** What a yes or no to it rested on, in her words or those of whom she spoke to. */
async function readWords(bonds: readonly BondRecord[], { crypto }: Deps): Promise<Map<string, string>> {
  const evidence = await BondEvidence.find({ bondId: { $in: bonds.map(({ _id }) => _id) } }).lean()
  return new Map(
    evidence.flatMap(({ _id, words }): [string, string][] =>
      words == null ? [] : [[_id.toString(), crypto.decrypt(words, fieldAad('bondevidence', _id, 'words'))]],
    ),
  )
}

/** Who may act for her and might before: what she reads of them under 我的亲属, no telephones and no accounts. */
async function collectProxies(personId: Types.ObjectId, deps: Deps) {
  const bonds = await listOfElder(personId)
  const words = await readWords(bonds, deps)
  return bonds.map((bond) => {
    const { proxyName, relation, scopes, state, origin, from, until, limitFen, createdAt, history } = bond
    return {
      ...{ proxyName, relation, scopes, state, origin, basis: basisOf(origin) },
      ...{ from, until, limitFen, createdAt },
      history: history.map((entry) => ({
        ...{ at: entry.at, what: describeEntry(entry, bond), by: entry.by.name, words: words.get(entry.id) },
      })),
    }
  })
}

const sayWho = ({ relation, proxyName }: Pick<ProxyActFields, 'relation' | 'proxyName'>): string =>
  describeProxy({ relation, name: proxyName })

async function collectActs(personId: Types.ObjectId) {
  const acts = await ProxyAct.find({ personId }).sort({ _id: -1 }).lean<ProxyActFields[]>()
  return acts.map((act) => ({ at: act.at, by: sayWho(act), scope: act.scope, what: act.what }))
}

/** Payments by proxy that somebody else had to agree to. */
async function collectConsents(personId: Types.ObjectId, { crypto }: Deps) {
  const rows = await PaymentConsent.find({ personId }).sort({ _id: -1 }).lean<PaymentConsentRecord[]>()
  return rows.map((consent) => {
    const { _id, askedAt, expiresAt, amountFen, purpose, state, decidedBy, note } = consent
    return {
      ...{ askedAt, expiresAt, by: sayWho(consent), amountFen, purpose, state },
      decidedBy: decidedBy && { as: decidedBy.as, name: decidedBy.name, at: decidedBy.at },
      note: note == null ? undefined : crypto.decrypt(note, fieldAad('paymentconsents', _id, 'note')),
    }
  })
}

/** What somebody did for another: when and of which kind. What it was about is the other's. */
async function collectAsProxy(userId: string) {
  const own = await listOwn(userId)
  const elders = new Set(own.flatMap(({ personId }) => personId?.toString() ?? []))
  const found: ProxyActFields[] = []
  for (const personId of elders)
    found.push(...(await ProxyAct.find({ personId }).sort({ _id: -1 }).lean<ProxyActFields[]>()))
  const asked = await PaymentConsent.find({ askedBy: userId })
    .sort({ _id: -1 })
    .lean<PaymentConsentRecord[]>()
  return {
    bonds: own.map(({ relation, scopes, state, origin, from, until, limitFen, createdAt }) => ({
      ...{ relation, scopes, state, origin, from, until, limitFen, createdAt },
    })),
    acts: found
      .filter(({ proxyUserId }) => proxyUserId.toString() === userId)
      .map(({ at, relation, scope }) => ({ at, relation, scope })),
    paymentsAsked: asked.map(({ askedAt, relation, amountFen, state }) => ({
      ...{ askedAt, relation, amountFen, state },
    })),
  }
}

const nameScopes = (scopes: BondRecord['scopes']): string =>
  scopes.map((scope) => bondScopeTexts[scope].name).join('、')

async function describeForHer(personId: Types.ObjectId, { clock }: Deps) {
  const now = clock.now()
  const proxies = (await listOfElder(personId)).filter(({ state }) => state === 'active')
  const [acts, consents] = await Promise.all([
    ProxyAct.countDocuments({ personId }),
    PaymentConsent.countDocuments({ personId }),
  ])
  const items = [
    ...proxies.map(({ relation, proxyName, scopes, until }) => ({
      label: `替我办事：${bondRelationNames[relation]} ${proxyName}`,
      value: `${nameScopes(scopes)}${until === undefined ? '' : `，到 ${formatDay(fromShanghaiDay(until), now)}`}`,
    })),
    ...(acts === 0 ? [] : [{ label: '亲属替我办过的事', value: `${acts} 件` }]),
    ...(consents === 0 ? [] : [{ label: '亲属代付、要再有人同意的', value: `${consents} 笔` }]),
  ]
  return items.length === 0 ? [] : [{ title: '谁替我办事', items }]
}

async function describeAsProxy(userId: string) {
  const own = (await listOwn(userId)).filter(({ isLiving }) => isLiving)
  if (own.length === 0) return []
  const items = own.map(({ relation, scopes }) => ({
    label: `替长辈办事（我是${bondRelationNames[relation]}）`,
    value: nameScopes(scopes),
  }))
  return [{ title: '亲属代办', items }]
}

/** On both sides: as the elder for whom others act, and as one who acts for elders, of whom nothing else goes along. */
export function registerFamilyOwnData(): void {
  registerOwnData({
    name: 'families',
    async describe(userId, deps) {
      const personId = await findPersonIdOf(userId)
      const forHer = personId === undefined ? [] : await describeForHer(personId, deps)
      return [...forHer, ...(await describeAsProxy(userId))]
    },
    async collect(userId, deps) {
      const personId = await findPersonIdOf(userId)
      return {
        asProxy: await collectAsProxy(userId),
        ...(personId === undefined
          ? {}
          : {
              proxies: await collectProxies(personId, deps),
              actsByProxy: await collectActs(personId),
              paymentConsents: await collectConsents(personId, deps),
            }),
      }
    },
  })
}
