import { bondRules, type BondScope } from '@linli/shared/families/bond'
import { toShanghaiDay } from '@linli/shared/time'
import { isLiving } from '@linli/shared/families/bond.state'
import { createHash, randomInt } from 'node:crypto'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat, wrongField } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { inTransaction } from '../../lib/inTransaction'
import { isDuplicate } from '../../lib/isDuplicate'
import { Elder } from '../elders/elder.model'
import { ensureElderRecord } from '../elders/elder.record'
import { makeOutboxEntry } from '../messages/outbox'
import type { PersonDocument } from '../register/person.model'
import type { Actor } from '../users/actor'
import { findUser } from '../users/account.service'
import { announceBond, findCheckAt, makeBondEntry, type BondAuthor } from './bond.change'
import { FamilyBond, type BondRecord } from './bond.model'

/** Nothing that is mistaken for something else when read out: no 0, O, 1, I, L. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const codeLength = 10

export const makeInvitationCode = (): string =>
  Array.from({ length: codeLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('')

export const hashCode = (code: string): string => createHash('sha256').update(code).digest('base64url')

const dayMilliseconds = 24 * 60 * 60 * 1000
export const inDays = (days: number, now: Date): Date => new Date(now.getTime() + days * dayMilliseconds)

export interface Terms {
  scopes: BondScope[]
  limitFen?: number | undefined
  from?: string | undefined
  until?: string | undefined
}

/** The last day a bond by consent may have. */
function findLatestDay(today: string): string {
  const latest = `${Number(today.slice(0, 4)) + bondRules.longestYears}${today.slice(4)}`
  return latest.replace(/-02-29$/, '-02-28')
}

/**
 * What was agreed to, with the defaults of the rules. A first day that has come, or that nobody chose, is left away:
 * then it begins with the yes.
 * @throws AppError `request.invalid` for a last day that has passed or lies before the first.
 */
export function settleTerms(
  { scopes, limitFen, from, until }: Terms,
  isGuardianship: boolean,
  now: Date,
): { scopes: BondScope[]; limitFen: number; from?: string; until?: string } {
  const today = toShanghaiDay(now)
  const latest = findLatestDay(today)
  const start = from !== undefined && from > today ? from : undefined
  const isEndRight = until === undefined || until >= (start ?? today)
  assertThat(isEndRight, 'request.invalid', wrongField('body', ['until'], 'too_early'))
  const isStartRight = start === undefined || start <= latest
  assertThat(isStartRight, 'request.invalid', wrongField('body', ['from'], 'too_late'))
  const end = until === undefined || until > latest ? latest : until
  return {
    scopes,
    limitFen: limitFen ?? bondRules.defaultLimitFen,
    ...(start === undefined ? {} : { from: start }),
    ...(isGuardianship ? (until === undefined ? {} : { until }) : { until: end }),
  }
}

/** @throws AppError `record.not_found`. */
export async function readBond(id: string): Promise<BondRecord> {
  const bond = await FamilyBond.findOne({ _id: id }).lean<BondRecord>()
  assertThat(bond, 'record.not_found')
  return bond
}

export const readLivingOf = (personId: Types.ObjectId | string): Promise<BondRecord[]> =>
  FamilyBond.find({ personId, isLiving: true }).sort({ _id: 1 }).lean<BondRecord[]>()

/** The name a proxy is seen by, whose phone must be checked: a bond gives reach into somebody else's life. */
export async function readProxyName(userId: string): Promise<string> {
  const user = await findUser(userId)
  assertThat(user?.phoneCheckedAt != null, 'bond.phone_needed')
  return user.nickname ?? '亲属'
}

/** @throws AppError `bond.too_many` when the proxy has as many as the rules allow. */
export async function assertRoomForElder(proxyUserId: string): Promise<void> {
  const living = await FamilyBond.countDocuments({ proxyUserId, isLiving: true }, { limit: 50 })
  assertThat(living < bondRules.mostElders, 'bond.too_many')
}

/** @throws AppError `bond.exists`, `bond.too_many`. @param own the bond that is about to be confirmed, itself. */
async function assertRoomForProxy(
  personId: Types.ObjectId,
  { _id: own, proxyUserId }: Pick<BondRecord, '_id' | 'proxyUserId'>,
  session: ClientSession,
): Promise<void> {
  const living = await FamilyBond.find({ personId, isLiving: true }).session(session).lean<BondRecord[]>()
  const others = living.filter(({ _id }) => !_id.equals(own))
  assertThat(!others.some((bond) => bond.proxyUserId.equals(proxyUserId)), 'bond.exists')
  assertThat(others.length < bondRules.mostProxies, 'bond.too_many')
}

/**
 * Ties somebody to an elder in one transaction with a look at her other bonds. Each tie moves her profile, so that of
 * two at the same moment the second sees the first: no proxy has two bonds, of which one would outlive a revocation.
 * @throws AppError as `assertRoomForProxy`; nothing is written then.
 */
export async function whileTying<T>(
  person: PersonDocument,
  bond: Pick<BondRecord, '_id' | 'proxyUserId'>,
  write: (session: ClientSession) => Promise<T>,
): Promise<T> {
  await ensureElderRecord(person)
  return inTransaction(async (session) => {
    await Elder.updateOne({ _id: person._id }, { $inc: { ties: 1 } }, { session })
    await assertRoomForProxy(person._id, bond, session)
    return write(session)
  })
}

type NewBond = Pick<
  BondRecord,
  'state' | 'origin' | 'relation' | 'proxyUserId' | 'proxyName' | 'scopes' | 'limitFen' | 'expiresAt'
> &
  Partial<BondRecord>

type Within = (write: (session: ClientSession) => Promise<unknown>) => Promise<unknown>

/** One pressing of one button; sent again it has the same key and the same body. */
export interface BondPress {
  requestKey: string | undefined
  fingerprint: string
}

/**
 * The same press, resent: it gets the bond it made the first time.
 * @throws AppError `request.already_done` when something else was sent under the key.
 */
export async function findEarlierBond(
  actor: Actor,
  { requestKey, fingerprint }: BondPress,
): Promise<BondRecord | undefined> {
  if (requestKey === undefined) return undefined
  const earlier = await FamilyBond.findOne({ createdBy: actor.userId, requestKey }).lean<BondRecord>()
  const isSame = earlier?.fingerprint === undefined || earlier.fingerprint === fingerprint
  assertThat(isSame, 'request.already_done')
  return earlier ?? undefined
}

/**
 * Stores a new bond with its first entry; once for one press.
 * @param extra `person`: the elder it is tied to at once; `within`: what else the write stands or falls with.
 */
export async function storeBond(
  actor: Actor,
  bond: NewBond & { _id: Types.ObjectId },
  by: BondAuthor,
  { person, within, ...extra }: BondPress & { entryId?: string; person?: PersonDocument; within?: Within },
  deps: Deps,
): Promise<BondRecord> {
  const now = deps.clock.now()
  const id = extra.entryId ?? new Types.ObjectId().toString()
  const { state } = bond
  const requestKey = extra.requestKey ?? new Types.ObjectId().toString()
  const checkAt = findCheckAt(bond)
  const record = {
    ...bond,
    version: 1,
    isLiving: isLiving(state),
    createdBy: actor.userId,
    requestKey,
    fingerprint: extra.fingerprint,
    createdAt: now,
    ...(checkAt ? { checkAt } : {}),
    history: [makeBondEntry(state, 'create', { to: state }, by, { id, now })],
    outbox: [makeOutboxEntry('bond.create', { entryId: id }, deps)],
    hasOutbox: true,
  }
  const write = (session?: ClientSession) => FamilyBond.create([record], session ? { session } : {})
  try {
    if (person) await whileTying(person, bond, write)
    else if (within) await within(write)
    else await write()
  } catch (error) {
    const earlier = isDuplicate(error) ? await findEarlierBond(actor, extra) : undefined
    if (!earlier) throw error
    return earlier
  }
  const stored = await readBond(bond._id.toString())
  await announceBond(stored, deps)
  return stored
}

const seal = (
  bondId: Types.ObjectId,
  field: 'code' | 'request',
  value: string,
  { crypto }: Pick<Deps, 'crypto'>,
) => crypto.encrypt(value, fieldAad('familybonds', bondId, field))

export const sealCode = (bondId: Types.ObjectId, code: string, deps: Pick<Deps, 'crypto'>): string =>
  seal(bondId, 'code', code, deps)

/** Who the proxy says the elder is. */
export interface ElderRequest {
  elderName: string
  address: string
  note?: string | undefined
}

export const sealRequest = (
  bondId: Types.ObjectId,
  request: ElderRequest,
  deps: Pick<Deps, 'crypto'>,
): string => seal(bondId, 'request', JSON.stringify(request), deps)

/** For the rotation of field keys. */
export const bondSecretFields = ['code', 'request'] as const

export function openBondField(
  bond: Pick<BondRecord, '_id' | 'code' | 'request'>,
  field: (typeof bondSecretFields)[number],
  { crypto }: Pick<Deps, 'crypto'>,
): string | undefined {
  const blob = bond[field]
  return blob == null ? undefined : crypto.decrypt(blob, fieldAad('familybonds', bond._id, field))
}
