import type { OutputOf } from '@linli/shared/contract'
import type { bondContracts } from '@linli/shared/families/bond.contract'
import { describeProxy } from '@linli/shared/families/bond'
import { placeOf } from '@linli/shared/areas/areas'
import type { Types } from 'mongoose'
import { assertThat } from '../../lib/appError'
import { toPlace } from '../../lib/placeFields'
import { toPage } from '../../lib/toPage'
import { Person, type PersonDocument } from '../register/person.model'
import type { Actor } from '../users/actor'
import { FamilyBond, ProxyAct, type BondRecord, type ProxyActFields } from './bond.model'
import { findKeeper } from './bond.policy'

/** Enough for every living bond and the last that ended. */
const mostShown = 30

/** A proxy's bonds: living ones first, then the last that ended. */
export async function listBondsOfProxy(actor: Actor): Promise<BondRecord[]> {
  const read = (isLiving: boolean): Promise<BondRecord[]> =>
    FamilyBond.find({ proxyUserId: actor.userId, isLiving })
      .sort({ _id: -1 })
      .limit(mostShown)
      .lean<BondRecord[]>()
  return [...(await read(true)), ...(await read(false)).slice(0, 5)]
}

/** Who may act, or may soon, for the one who asks, and who might before. */
export async function listBondsOfElder(actor: Actor): Promise<BondRecord[]> {
  if (actor.personId === undefined) return []
  const bonds = await FamilyBond.find({ personId: actor.personId })
    .sort({ _id: -1 })
    .limit(mostShown)
    .lean<BondRecord[]>()
  return [...bonds.filter(({ isLiving }) => isLiving), ...bonds.filter(({ isLiving }) => !isLiving)]
}

type ListQuery = OutputOf<typeof bondContracts.listBonds.query>

/** The bonds of a community for whoever keeps them: those that wait, or all of one elder. */
export async function listBonds(
  actor: Actor,
  { community, list, personId, cursor, limit }: ListQuery,
): Promise<BondRecord[]> {
  assertThat(findKeeper(actor, placeOf(community)), 'access.denied')
  const after = cursor === undefined ? {} : { _id: { $gt: cursor } }
  const wanted =
    personId === undefined ? { state: list === 'review' ? ('active' as const) : list } : { personId }
  const review = list === 'review' && personId === undefined ? { isReviewAsked: true } : {}
  return FamilyBond.find({ community, ...wanted, ...review, ...after })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .lean<BondRecord[]>()
}

type ActRow = ProxyActFields & { _id: Types.ObjectId }

/** What was done by proxy for a person: for herself, for who keeps her bonds, and for a proxy what they did. */
export async function listProxyActs(
  actor: Actor,
  { personId = actor.personId, cursor, limit }: OutputOf<typeof bondContracts.listProxyActs.query>,
): Promise<OutputOf<typeof bondContracts.listProxyActs.response>> {
  if (personId === undefined) return { items: [] }
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  assertThat(person, 'record.not_found')
  const isAll = actor.personId === personId || findKeeper(actor, toPlace(person)) !== undefined
  const own = isAll ? {} : { proxyUserId: actor.userId }
  const before = cursor === undefined ? {} : { _id: { $lt: cursor } }
  const rows = await ProxyAct.find({ personId, ...own, ...before })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<ActRow[]>()
  return toPage(
    rows,
    limit,
    ({ _id }) => _id.toString(),
    ({ _id, at, relation, proxyName, what, record }) => ({
      id: _id.toString(),
      at: at.toISOString(),
      proxyText: describeProxy({ relation, name: proxyName }),
      what,
      record: { kind: record.kind, id: record.id },
    }),
  )
}
