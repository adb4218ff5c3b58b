import type { OutputOf } from '@linli/shared/contract'
import { bondRules } from '@linli/shared/families/bond'
import { paymentConsentTransitions, type PaymentDecider } from '@linli/shared/families/bond.state'
import type { paymentConsentContracts } from '@linli/shared/families/payment.contract'
import { toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat, wrongField } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { isDuplicate } from '../../lib/isDuplicate'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { readCapacity } from '../elders/elder.record'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { Person, type PersonDocument } from '../register/person.model'
import { isOwnMatter, type Actor } from '../users/actor'
import { isActingNow, isInForce, type Acting } from './bond.access'
import { findElderUser } from './bond.change'
import { FamilyBond, type BondRecord } from './bond.model'
import { findKeeper } from './bond.policy'
import { byKeeper } from './bond.service'
import { PaymentConsent, type PaymentConsentRecord } from './payment.model'

const hourMilliseconds = 60 * 60 * 1000
const inHours = (hours: number, now: Date): Date => new Date(now.getTime() + hours * hourMilliseconds)

/** Whether a payment needs somebody else's yes: only a proxy's, and only above the limit of the bond. */
export const needsSecondConsent = ({ bond }: Acting, amountFen: number): boolean =>
  bond !== undefined && amountFen > bond.limitFen

/** The accounts of others who may pay for the elder, not the one who asks. */
async function listOtherHolders(
  { personId, askedBy }: Pick<PaymentConsentRecord, 'personId' | 'askedBy'>,
  now: Date,
): Promise<string[]> {
  const bonds = await FamilyBond.find({ personId, isLiving: true, scopes: 'payments' }).lean<BondRecord[]>()
  return bonds
    .filter((bond) => isInForce(bond, toShanghaiDay(now)) && !bond.proxyUserId.equals(askedBy))
    .map(({ proxyUserId }) => proxyUserId.toString())
}

type Asked = Pick<PaymentConsentRecord, 'personId' | 'askedBy' | 'isHersAlone'>

/** The accounts that are asked at one place of the line. Staff are asked by their post. */
export async function listDeciders(asked: Asked, decider: PaymentDecider, now: Date): Promise<string[]> {
  if (decider === 'elder') {
    const elder = await findElderUser(asked.personId)
    return elder === undefined ? [] : [elder]
  }
  return decider === 'holder' ? listOtherHolders(asked, now) : []
}

/**
 * The first in line who is there: the elder, whom nobody doubts, else another holder, else staff by telephone. Where
 * the elder has said no, no holder says yes in her place.
 */
export async function findDecider(
  asked: Asked,
  after: PaymentDecider | undefined,
  now: Date,
): Promise<PaymentDecider> {
  const isFirst = after === undefined && (await readCapacity(asked.personId)) === 'clear'
  if (isFirst && (await listDeciders(asked, 'elder', now)).length > 0) return 'elder'
  const mayBeHolder = after !== 'holder' && asked.isHersAlone !== true
  if (mayBeHolder && (await listDeciders(asked, 'holder', now)).length > 0) return 'holder'
  return 'staff'
}

/** How many may still be asked, this one included: each gets an equal part of the time that is left. */
const leftInLine: Record<PaymentDecider, number> = { elder: 3, holder: 2, staff: 1 }

export function nextCheck(waitsFor: PaymentDecider, expiresAt: Date, now: Date): Date {
  if (waitsFor === 'staff') return expiresAt
  const part = (expiresAt.getTime() - now.getTime()) / leftInLine[waitsFor]
  return new Date(Math.min(now.getTime() + part, inHours(bondRules.consentNextHours, now).getTime()))
}

/** What the proxy wants to pay. */
export interface PaymentToConsent {
  amountFen: number
  /** Without names and health: it is read in messages. */
  purpose: string
  record: { kind: string; id: string }
  /** After that there is nothing left to pay: the place is given to others. */
  until?: Date
}

/**
 * Asks for the second consent to a payment by proxy above the bond's limit. Asking again for the same record and
 * amount, also by a brother or sister, gives the consent that is waiting or was given, also in the same second: each
 * question has a number, how many came before it, and a number is given once.
 * @throws AppError `consent.not_needed` when the payment is within the limit or not by a proxy.
 */
export async function requestConsent(
  acting: Acting,
  { until, ...payment }: PaymentToConsent,
  deps: Deps,
): Promise<PaymentConsentRecord> {
  const { bond } = acting
  assertThat(bond && needsSecondConsent(acting, payment.amountFen), 'consent.not_needed')
  const asks = await listAsked(acting, payment)
  const earlier = asks.find(({ state }) => state === 'waiting' || state === 'approved')
  if (earlier) return earlier
  const person = await Person.findOne({ _id: acting.personId }).lean<PersonDocument>()
  assertThat(person, 'record.not_found')
  const now = deps.clock.now()
  const isHersAlone = asks.some(({ state, decidedBy }) => state === 'refused' && decidedBy?.as !== 'holder')
  const asked = {
    ...{ personId: person._id, askedBy: new Types.ObjectId(acting.userId) },
    ...(isHersAlone ? { isHersAlone } : {}),
  }
  const waitsFor = await findDecider(asked, undefined, now)
  const lapsesAt = inHours(bondRules.consentLapseHours, now)
  const expiresAt = until && until < lapsesAt ? until : lapsesAt
  const { record, amountFen } = payment
  const turn = `${record.kind}:${record.id}:${amountFen}:${asks.length}`
  const consent = {
    ...{ _id: new Types.ObjectId(), turn },
    ...asked,
    ...payment,
    bondId: bond.id,
    proxyName: bond.proxyName,
    relation: bond.relation,
    state: 'waiting' as const,
    waitsFor,
    askedAt: now,
    expiresAt,
    checkAt: nextCheck(waitsFor, expiresAt, now),
    ...toPlace(person),
    outbox: [makeOutboxEntry('consent.asked', { decider: waitsFor }, deps)],
    hasOutbox: true,
  }
  try {
    await PaymentConsent.create(consent)
  } catch (error) {
    // The other press of the same second has asked.
    if (!isDuplicate(error)) throw error
  }
  kickOutbox(PaymentConsent)
  const present = await findConsent(acting, payment)
  assertThat(present, 'request.retry')
  return present
}

/** @throws AppError `record.not_found`. */
async function readConsent(id: string): Promise<PaymentConsentRecord> {
  const consent = await PaymentConsent.findOne({ _id: id }).lean<PaymentConsentRecord>()
  assertThat(consent, 'record.not_found')
  return consent
}

/** Nobody asks so often for one thing. */
const mostAsked = 200

/** What was asked for a record and an amount, whichever of the family asked, the last first. */
async function listAsked(
  { personId }: Pick<Acting, 'personId'>,
  { record, amountFen }: Pick<PaymentToConsent, 'record' | 'amountFen'>,
): Promise<PaymentConsentRecord[]> {
  const rows = await PaymentConsent.find({ 'record.kind': record.kind, 'record.id': record.id })
    .sort({ _id: -1 })
    .limit(mostAsked)
    .lean<PaymentConsentRecord[]>()
  return rows.filter((row) => row.amountFen === amountFen && row.personId.toString() === personId)
}

/** The last one: what it says is what counts. */
export const findConsent = async (
  ...asked: Parameters<typeof listAsked>
): Promise<PaymentConsentRecord | undefined> => (await listAsked(...asked))[0]

/** Whether a payment may go through now: within the limit, or with a consent to exactly this record and amount. */
export async function isPaymentAllowed(
  acting: Acting,
  payment: Pick<PaymentToConsent, 'record' | 'amountFen'>,
): Promise<boolean> {
  if (!needsSecondConsent(acting, payment.amountFen)) return true
  return (await findConsent(acting, payment))?.state === 'approved'
}

/**
 * As what someone may decide; undefined: not at all. The elder's word counts whoever was asked, the proxy's own
 * never; another holder once asked; staff once nobody else is left, of them none who acts for the elder.
 */
export async function findDecision(
  actor: Actor,
  consent: PaymentConsentRecord,
  now: Date,
): Promise<PaymentDecider | undefined> {
  if (consent.askedBy.toString() === actor.userId) return undefined
  if (consent.personId.toString() === actor.personId) return 'elder'
  const { waitsFor } = consent
  const isForHolders = waitsFor !== 'elder' && consent.isHersAlone !== true
  if (isForHolders && (await listOtherHolders(consent, now)).includes(actor.userId)) return 'holder'
  const isKeeper = findKeeper(actor, consent) !== undefined && !isOwnMatter(actor, consent.personId)
  return waitsFor === 'staff' && isKeeper ? 'staff' : undefined
}

type Decision = OutputOf<typeof paymentConsentContracts.decidePaymentConsent.body>

/** Yes or no to a payment, once. @throws AppError `consent.decided_already` for whoever comes second or too late. */
export async function decidePaymentConsent(
  actor: Actor,
  id: string,
  { isApproved, note }: Decision,
  deps: Deps,
): Promise<PaymentConsentRecord> {
  const consent = await readConsent(id)
  const now = deps.clock.now()
  const as = await findDecision(actor, consent, now)
  assertThat(as, 'record.not_found')
  // Whose bond has just ended is answered nothing any more; the consent lapses with it.
  if (!(await isActingNow(consent.askedBy, consent.personId, 'payments', deps)))
    throw new AppError('consent.decided_already', { state: 'lapsed' })
  const keeper = as === 'staff' ? findKeeper(actor, consent) : undefined
  assertThat(
    as !== 'staff' || note !== undefined,
    'request.invalid',
    wrongField('body', ['note'], 'required'),
  )
  // Her no counts always; a yes is a new consent, which waits for the street.
  const isDoubted = as === 'elder' && isApproved && (await readCapacity(consent.personId)) !== 'clear'
  assertThat(!isDoubted, 'consent.capacity_doubtful')
  const state = paymentConsentTransitions[consent.state][isApproved ? 'approve' : 'refuse']
  if (!state) throw new AppError('consent.decided_already', { state: consent.state })
  const name = keeper ? byKeeper(actor, keeper).name : as === 'elder' ? '老人本人' : actor.displayName
  const decidedBy = { userId: new Types.ObjectId(actor.userId), as, name, at: now }
  const sealed = note && deps.crypto.encrypt(note, fieldAad('paymentconsents', consent._id, 'note'))
  const { modifiedCount } = await PaymentConsent.updateOne(
    { _id: consent._id, state: 'waiting', expiresAt: { $gt: now } },
    {
      $set: { state, decidedBy, hasOutbox: true, ...(sealed ? { note: sealed } : {}) },
      $unset: { checkAt: 1 },
      $push: { outbox: makeOutboxEntry('consent.decided', {}, deps) },
    },
  )
  const present = await readConsent(id)
  if (modifiedCount === 0) throw new AppError('consent.decided_already', { state: present.state })
  kickOutbox(PaymentConsent)
  if (as === 'staff') {
    const subject = { kind: 'paymentConsent', id, district: consent.district }
    await recordAudit(actor, 'consent.decided', subject, { isApproved }, deps)
  }
  return present
}
