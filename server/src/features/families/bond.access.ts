import { isGone } from '@linli/shared/register/register'
import { describeProxy, type BondRelation, type BondScope } from '@linli/shared/families/bond'
import { toShanghaiDay } from '@linli/shared/time'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import { insertMissing } from '../messages/insertMissing'
import { findPerson } from '../register/person.alias'
import type { PersonDocument } from '../register/person.model'
import type { Actor } from '../users/actor'
import { FamilyBond, ProxyAct, type BondRecord } from './bond.model'

/** The bond by which someone acts for an elder. */
interface ActingBond {
  id: string
  relation: BondRelation
  /** The name the proxy chose to be seen by. */
  proxyName: string
  /** A single payment above this needs a second consent, see `payment.consent.ts`. */
  limitFen: number
}

/** In what capacity someone acts for a person of the register. */
export interface Acting {
  kind: 'self' | 'proxy'
  userId: string
  personId: string
  scope: BondScope
  /** Set for a proxy. */
  bond?: ActingBond
  /** Set for a proxy: 「由女儿 王小丽 代办」, to be kept with the record and said wherever it is shown. */
  proxyText?: string
}

/** A bond in force on a day; the state is moved to `ended` by a sweep soon after its last day. */
export const isInForce = (bond: Pick<BondRecord, 'state' | 'from' | 'until'>, day: string): boolean =>
  bond.state === 'active' &&
  (bond.from === undefined || bond.from <= day) &&
  (bond.until === undefined || day <= bond.until)

const isHere = (person: Pick<PersonDocument, 'state'>): boolean => !isGone(person.state)

async function findBondInForce(
  proxyUserId: Types.ObjectId | string,
  personId: Types.ObjectId | string,
  scope: BondScope,
  now: Date,
): Promise<BondRecord | undefined> {
  const filter = { proxyUserId, isLiving: true, personId, scopes: scope }
  const bonds = await FamilyBond.find(filter).lean<BondRecord[]>()
  return bonds.find((each) => isInForce(each, toShanghaiDay(now)))
}

/** Whether an account acts for a person as a proxy now: whom to tell of what was raised by proxy. */
export const isActingNow = async (
  proxyUserId: Types.ObjectId | string,
  personId: Types.ObjectId | string,
  scope: BondScope,
  { clock }: Pick<Deps, 'clock'>,
): Promise<boolean> => (await findBondInForce(proxyUserId, personId, scope, clock.now())) !== undefined

/**
 * Whether and how `actor` may act for the person of the register `personId`, in one scope, now. Always reads the
 * database, never the cached actor: a revocation counts at once.
 *
 * Signature, stable for other features:
 * `findActing(actor: Actor, personId: string, scope: BondScope, deps: Pick<Deps, 'clock'>): Promise<Acting | undefined>`
 *
 * - the person herself (an account linked to this person of the register): `{ kind: 'self' }`;
 * - a proxy with a bond in force that has the scope: `{ kind: 'proxy', bond, proxyText }`;
 * - anyone else, also staff, a proxy without the scope, and anyone for a person who has died or moved away: undefined.
 *
 * Staff act in their own capacity and are not asked here. Do the write itself within `whileActing`, so that a bond
 * revoked meanwhile refuses it. For payments also ask `needsSecondConsent(acting, amountFen)` of `payment.consent.ts`.
 */
export async function findActing(
  actor: Actor,
  askedId: string,
  scope: BondScope,
  { clock }: Pick<Deps, 'clock'>,
): Promise<Acting | undefined> {
  // Also by the id of a record that was merged into hers: whom a device remembered may still call for help.
  const person = await findPerson(askedId)
  if (!person || !isHere(person)) return undefined
  const personId = person._id.toString()
  const common = { userId: actor.userId, personId, scope }
  if (actor.personId === personId) return { ...common, kind: 'self' }
  const bond = await findBondInForce(actor.userId, personId, scope, clock.now())
  if (!bond) return undefined
  const { relation, proxyName, limitFen } = bond
  return {
    ...common,
    kind: 'proxy',
    bond: { id: bond._id.toString(), relation, proxyName, limitFen },
    proxyText: describeProxy({ relation, name: proxyName }),
  }
}

/**
 * The line of what family did in an emergency, told by what kept it: once under its own id, however often it is told, and
 * also where the bond has ended since.
 */
export async function logActOnce(
  { id, bondId, personId, at }: { id: string; bondId: string; personId: Types.ObjectId; at: Date },
  act: ActToLog,
): Promise<void> {
  const bond = await FamilyBond.findOne({ _id: bondId }).lean<BondRecord>()
  const [scope] = bond?.scopes ?? []
  if (!bond || scope === undefined) return
  const { proxyUserId, proxyName, relation } = bond
  const line = { _id: new Types.ObjectId(id), personId, bondId: bond._id, proxyUserId, proxyName, relation }
  await insertMissing(ProxyAct, [{ ...line, scope, at, ...act }])
}

/** What is written into the log that the elder and the secretary read. */
export interface ActToLog {
  /** As a sentence without its subject, no words of the record: 「提了一件诉求：水管漏水」. */
  what: string
  record: { kind: string; id: string }
}

/**
 * Runs a write that stands only while the bond does. For a proxy, one transaction holds the bond (in force, with the
 * scope), adds the act to the log and runs the write: of a write and a revocation at the same moment either the
 * write came first, or it is refused and nothing is written. For the person herself it only runs the write.
 * @param write may run more than once; awaits its writes one after the other, each with the session it is given.
 *   Return `undefined` when it wrote nothing: then nothing is logged either.
 * @throws AppError `bond.ended` when the bond ended meanwhile, or lost the scope.
 */
export async function whileActing<T>(
  acting: Acting,
  act: ActToLog,
  write: (session?: ClientSession) => Promise<T | undefined>,
  { clock }: Pick<Deps, 'clock'>,
): Promise<T | undefined> {
  const { bond, scope, userId, personId } = acting
  if (!bond) return write()
  const { relation, proxyName } = bond
  return inTransaction(async (session) => {
    const held = await FamilyBond.updateOne(
      { _id: bond.id, state: 'active', scopes: scope, proxyUserId: userId },
      { $inc: { acts: 1 } },
      { session },
    )
    if (held.modifiedCount === 0) throw new AppError('bond.ended')
    const written = await write(session)
    if (written === undefined) return undefined
    const ids = { personId: new Types.ObjectId(personId), bondId: new Types.ObjectId(bond.id) }
    const entry = {
      ...ids,
      proxyUserId: new Types.ObjectId(userId),
      ...{ proxyName, relation, scope, at: clock.now() },
      ...act,
    }
    await ProxyAct.create([entry], { session })
    return written
  })
}
