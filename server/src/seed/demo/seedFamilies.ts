import type { Place } from '@linli/shared/areas/areas'
import type { BondOrigin, BondRelation, BondScope } from '@linli/shared/families/bond'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { sealElderField } from '../../features/elders/elder.record'
import { Elder } from '../../features/elders/elder.model'
import { BondEvidence, FamilyBond, type BondEntry } from '../../features/families/bond.model'
import { User } from '../../features/users/user.model'
import { fieldAad } from '../../lib/fieldCrypto'
import { insertRaw } from '../../lib/insertRaw'
import { buildDemoHouseholds, type DemoPerson } from './households'
import { demoIdentities, type DemoIdentity } from './identities'
import { demoId } from './random'
import { demoUserId } from './seedAccounts'

type SeedDeps = Pick<Deps, 'clock' | 'crypto'>

const agreedAt = new Date('2026-03-08T02:30:00.000Z')
const minutesLater = (minutes: number): Date => new Date(agreedAt.getTime() + minutes * 60_000)

interface DemoBond {
  proxy: string
  relation: BondRelation
  origin: Exclude<BondOrigin, 'document'>
  scopes: BondScope[]
  limitFen: number
  /** The elder's own words, or what staff wrote down. */
  words: string
}

const identityOf = (key: string): DemoIdentity => {
  const found = demoIdentities.find((identity) => identity.key === key)
  if (!found) throw new Error(`no demo identity ${key}`)
  return found
}

/** Of the elders without a phone the first in the register who lives here: the same on every machine. */
export function findPhonelessElder(): DemoPerson {
  const { people } = buildDemoHouseholds()
  const found = people.find(
    ({ phone, birthDate, livesHere, key }) =>
      phone === undefined && birthDate < '1946' && livesHere && key.includes('|'),
  )
  if (!found) throw new Error('no elder without a phone in the demo')
  return found
}

type Author = BondEntry['by']

function listEntries(bond: DemoBond, bondId: Types.ObjectId): BondEntry[] {
  const proxy = identityOf(bond.proxy)
  const byProxy: Author = { userId: demoUserId(proxy), kind: 'proxy', name: proxy.name }
  const first = demoId(`bondEntry:${bondId.toString()}:0`).toString()
  const second = demoId(`bondEntry:${bondId.toString()}:1`).toString()
  if (bond.origin === 'wechat') {
    const byElder: Author = { userId: demoUserId(identityOf('elder')), kind: 'elder', name: '老人本人' }
    return [
      { id: first, at: agreedAt, action: 'create', from: 'invited', to: 'invited', by: byProxy },
      {
        ...{
          id: second,
          at: minutesLater(42),
          action: 'consent',
          from: 'invited',
          to: 'active',
          by: byElder,
        },
        details: { scopes: bond.scopes },
      },
    ]
  }
  const worker = identityOf('worker1')
  const byStaff: Author = { userId: demoUserId(worker), kind: 'staff', name: `社区工作者 ${worker.name}` }
  return [
    { id: first, at: agreedAt, action: 'create', from: 'offered', to: 'offered', by: byStaff },
    { id: second, at: minutesLater(300), action: 'accept', from: 'offered', to: 'active', by: byProxy },
  ]
}

function toBond(bond: DemoBond, personId: Types.ObjectId, place: Place): object {
  const _id = demoId(`bond:${bond.proxy}`)
  const { relation, origin, scopes, limitFen } = bond
  const proxy = identityOf(bond.proxy)
  const isWechat = origin === 'wechat'
  return {
    _id,
    version: 2,
    state: 'active',
    isLiving: true,
    ...{ relation, origin, scopes, limitFen, personId },
    proxyUserId: demoUserId(proxy),
    proxyName: proxy.name,
    from: '2026-03-08',
    until: '2029-03-08',
    checkAt: new Date('2029-03-08T16:00:00.000Z'),
    createdBy: demoUserId(isWechat ? proxy : identityOf('worker1')),
    requestKey: `demo-bond-${bond.proxy}`,
    acts: 0,
    history: listEntries(bond, _id),
    outbox: [],
    ...place,
  }
}

function toEvidence(bond: DemoBond, { crypto }: SeedDeps): object {
  const bondId = demoId(`bond:${bond.proxy}`)
  const place = bond.origin === 'wechat' ? 1 : 0
  const _id = demoId(`bondEntry:${bondId.toString()}:${place}`)
  return {
    _id,
    bondId,
    photoIds: [],
    words: crypto.encrypt(bond.words, fieldAad('bondevidence', _id, 'words')),
  }
}

interface DemoCare {
  livesAlone: boolean
  care: Parameters<typeof sealElderField>[2]
  contacts: { name: string; relation: string; phone: string }[]
  primary: string
}

function toElder(_id: Types.ObjectId, place: Place, known: DemoCare, deps: SeedDeps): object {
  const worker = identityOf('worker1')
  const by = { byUserId: demoUserId(worker), byName: `社区工作者 ${worker.name}` }
  return {
    _id,
    version: 1,
    livesAlone: known.livesAlone,
    care: sealElderField(_id, 'care', known.care, deps),
    contacts: sealElderField(_id, 'contacts', known.contacts, deps),
    healthConsent: { at: agreedAt, ...by },
    capacity: 'clear',
    capacityLog: [],
    primaryBondId: demoId(`bond:${known.primary}`),
    changes: [{ at: agreedAt, ...by, parts: ['livesAlone', 'care', 'contacts', 'hasHealthConsent'] }],
    outbox: [],
    ...place,
  }
}

const diet = { allergies: [], dislikes: [], isDiabetic: false, needsSoftFood: false, isHalal: false }

const hers: readonly DemoBond[] = [
  {
    proxy: 'daughter',
    relation: 'daughter',
    origin: 'wechat',
    scopes: ['needs', 'orders', 'payments', 'health'],
    limitFen: 20_000,
    words: '女儿在杭州，家里的事我同意她帮我办。',
  },
  {
    proxy: 'son',
    relation: 'son',
    origin: 'wechat',
    scopes: ['orders', 'payments'],
    limitFen: 10_000,
    words: '儿子帮我订饭、付钱，别的我自己来。',
  },
]
const inPerson: DemoBond = {
  proxy: 'nephew',
  relation: 'relative',
  origin: 'inPerson',
  scopes: ['needs', 'orders'],
  limitFen: 5000,
  words: '上门单独问过，老人说没有手机，请侄子代办，签了字。',
}

/** A daughter and a son of an elder who has an account, and a relative of one without a phone. Repeatable. */
export async function seedFamilies(deps: SeedDeps): Promise<void> {
  const { people } = buildDemoHouseholds()
  const elder = people.find(({ key }) => key === 'elder')
  const phoneless = findPhonelessElder()
  if (!elder) throw new Error('no elder in the demo')
  const [herId, otherId] = [demoId('person:elder'), demoId(`person:${phoneless.key}`)]
  const [herPlace, otherPlace] = [elder.home.building.place, phoneless.home.building.place]
  const daughter = identityOf('daughter')
  const nephew = identityOf('nephew')
  const bonds = [...hers.map((bond) => toBond(bond, herId, herPlace)), toBond(inPerson, otherId, otherPlace)]
  await insertRaw(FamilyBond, bonds, agreedAt)
  await insertRaw(
    BondEvidence,
    [...hers, inPerson].map((bond) => toEvidence(bond, deps)),
    agreedAt,
  )
  const herCare: DemoCare = {
    livesAlone: true,
    care: {
      abilityGrade: 'mild',
      assessedOn: '2026-02-20',
      diet: { ...diet, allergies: ['虾'], isDiabetic: true, dislikes: ['香菜'] },
    },
    contacts: [{ name: daughter.name, relation: '女儿', phone: daughter.phone }],
    primary: 'daughter',
  }
  const otherCare: DemoCare = {
    livesAlone: false,
    care: { abilityGrade: 'moderate', assessedOn: '2026-02-21', diet: { ...diet, needsSoftFood: true } },
    contacts: [{ name: nephew.name, relation: '侄子', phone: nephew.phone }],
    primary: 'nephew',
  }
  const elders = [toElder(herId, herPlace, herCare, deps), toElder(otherId, otherPlace, otherCare, deps)]
  await insertRaw(Elder, elders, agreedAt)
  const proxies = [...hers, inPerson].map(({ proxy }) => demoUserId(identityOf(proxy)))
  await User.updateMany({ _id: { $in: proxies } }, { $set: { isProxy: true } })
}
