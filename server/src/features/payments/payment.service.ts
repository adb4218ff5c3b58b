import type { PayChannel } from '@linli/shared/payments/payment.contract'
import { paymentRules, type PayableKind } from '@linli/shared/payments/payment.state'
import { randomInt } from 'node:crypto'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import type { PayParameters } from '../../integrations/wechatPay/wechatPay.port'
import { isPayCode, WechatPayError } from '../../integrations/wechatPay/wechatPay.error'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { isDuplicate } from '../../lib/isDuplicate'
import { findActing, whileActing, type Acting } from '../families/bond.access'
import {
  findConsent,
  isPaymentAllowed,
  needsSecondConsent,
  requestConsent,
} from '../families/payment.consent'
import { describeConsent } from '../families/payment.view'
import type { Actor } from '../users/actor'
import { User, type StoredUser } from '../users/user.model'
import { findPayable, type PayableDescription } from './payable'
import { findMchid } from './payee.service'
import { askAbout } from './payment.accept'
import { hurryPayment, movePayment, paymentTouched } from './payment.change'
import { Payment, type PaymentRecord } from './payment.model'
import { sweepPayment } from './payment.sweep'
import { notifyUrlOf } from './payment.work'

interface Ref {
  kind: PayableKind
  id: string
}

/** The last attempt for a thing. */
async function findLast({ kind, id }: Ref): Promise<PaymentRecord | undefined> {
  const [last] = await Payment.find({ 'payable.id': id, 'payable.kind': kind })
    .sort({ round: -1 })
    .limit(1)
    .lean<PaymentRecord[]>()
  return last
}

/** How the last attempt stands, for whoever is refused another one. */
const describePresent = (last: PaymentRecord | undefined) =>
  last && { paymentId: last._id.toString(), state: last.state, version: last.version }

/** @throws AppError `payment.nothing_due`, `record.not_found` for whoever may not know of it. */
async function readDue(actor: Actor, ref: Ref, deps: Deps) {
  const payable = await findPayable(ref.kind).describe(ref.id, deps)
  const last = await findLast(ref)
  const personId = payable?.personId ?? last?.personId.toString()
  const acting = personId === undefined ? undefined : await findActing(actor, personId, 'payments', deps)
  assertThat(acting, 'record.not_found')
  return { payable, last, acting }
}

async function findOpenid(userId: string, channel: PayChannel, { config }: Pick<Deps, 'config'>) {
  const { appid } = channel === 'mini' ? config.wechat.mini : config.wechat.web
  const user = await User.findOne({ _id: userId }, { openids: 1 }).lean<Pick<StoredUser, 'openids'> | null>()
  const openid = user?.openids.find((each) => each.appid === appid)?.openid
  return openid === undefined ? undefined : { appid, openid }
}

/**
 * Whether somebody may pay for a person: for oneself, or by a bond with the scope `payments`; and, with a channel,
 * whether WeChat knows them there.
 */
export async function canPayFor(
  actor: Actor,
  personId: string,
  channel: PayChannel | undefined,
  deps: Deps,
): Promise<boolean> {
  if (!(await findActing(actor, personId, 'payments', deps))) return false
  return channel === undefined || (await findOpenid(actor.userId, channel, deps)) !== undefined
}

/** Of a payment above the limit of the bond; nothing where nobody has to be asked. */
async function sayConsent(
  acting: Acting,
  record: Ref,
  amountFen: number,
  { clock }: Pick<Deps, 'clock'>,
): Promise<{ consentText?: string; isConsentAwaited?: boolean }> {
  if (!needsSecondConsent(acting, amountFen)) return {}
  const consent = await findConsent(acting, { record, amountFen })
  return {
    consentText: describeConsent(consent, acting.userId, clock.now()),
    isConsentAwaited: consent?.state === 'waiting',
  }
}

/** What is to be paid, and whether this person can pay it here. */
export async function getPayable(actor: Actor, ref: Ref, deps: Deps) {
  const { payable, last, acting } = await readDue(actor, ref, deps)
  const shown = last && last.state !== 'closed' ? last : undefined
  if (!payable) {
    assertThat(last, 'payment.nothing_due')
    const { title, amountFen, payeeName, expiresAt, personId } = last
    const about = { title, amountFen, payeeName, personId: personId.toString() }
    return { ...about, payBy: expiresAt, isStanding: false, canPayOnline: false, payment: last }
  }
  const { title, amountFen, payeeName, payBy, isStanding, payeeUnitId, personId } = payable
  const whyNot = (await findMchid(payeeUnitId, deps))
    ? undefined
    : `这里还不能在微信里付，可以到服务站付${isStanding ? '' : '：回到预约，点“改到站结算”'}。`
  return {
    ...{ title, amountFen, payeeName, payBy, isStanding, personId },
    canPayOnline: whyNot === undefined,
    ...dropUndefined({ whyNot, payment: shown, ...(await sayConsent(acting, ref, amountFen, deps)) }),
  }
}

/** Day and time first, so that a person on the phone can find it; digits that nobody guesses behind. */
function makeTradeNo(now: Date): string {
  const time = now.toISOString().replace(/\D/g, '').slice(2, 14)
  return `LL${time}${String(randomInt(1_000_000_000_000)).padStart(12, '0')}`
}

interface Start {
  actor: Actor
  acting: Acting
  ref: Ref
  payable: PayableDescription
  payer: { appid: string; openid: string }
  mchid: string
}

/** A new attempt, unless another device began one in the same moment. */
async function createPayment(start: Start, round: number, deps: Deps): Promise<PaymentRecord> {
  const { actor, acting, ref, payable, payer, mchid } = start
  const now = deps.clock.now()
  const _id = new Types.ObjectId()
  const { title, amountFen, personId, payeeUnitId, payeeName, page, place, payBy: expiresAt } = payable
  const proxyText = acting.proxyText
  const fields: Partial<PaymentRecord> = {
    ...{ _id, version: 1, state: 'open', round, mchid, title, amountFen, page, payeeName },
    ...place,
    payable: ref,
    payableKey: `${ref.kind}:${ref.id}:${round}`,
    outTradeNo: makeTradeNo(now),
    payeeUnitId: new Types.ObjectId(payeeUnitId),
    personId: new Types.ObjectId(personId),
    payer: { userId: new Types.ObjectId(actor.userId), ...payer, ...dropUndefined({ proxyText }) },
    ...(payable.isStanding ? { isStanding: true } : {}),
    ...{ createdAt: now, expiresAt, checkAt: expiresAt },
  }
  const write = async (session?: ClientSession) => {
    await Payment.create([fields], session ? { session } : {})
    return true
  }
  const act = { what: `付款：${title}`, record: { kind: 'payment', id: _id.toString() } }
  try {
    await whileActing(acting, act, write, deps)
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
  const last = await findLast(ref)
  assertThat(last, 'record.not_found')
  return last
}

const isSamePayer = (payment: PaymentRecord, { actor, payer }: Start): boolean =>
  payment.payer.userId.toString() === actor.userId && payment.payer.appid === payer.appid

/** The attempt that is under way for this person and channel, or a new one in its place. */
async function findOrCreate(
  start: Start,
  last: PaymentRecord | undefined,
  deps: Deps,
): Promise<PaymentRecord> {
  if (last?.state === 'received' || last?.state === 'paid')
    throw new AppError('payment.nothing_due', describePresent(last))
  // Of what stands an earlier attempt may have run out by now.
  const soonest = deps.clock.now().getTime() + paymentRules.shortestSeconds * 1000
  const isFitting =
    last?.state === 'open' &&
    isSamePayer(last, start) &&
    last.amountFen === start.payable.amountFen &&
    last.expiresAt.getTime() >= soonest
  if (isFitting) return last
  // On another phone, or for another sum: WeChat Pay wants a new number, and the old one must not be paid as well.
  if (last?.state === 'open') await movePayment(last, 'withdraw', {}, deps)
  return createPayment(start, (last?.round ?? 0) + 1, deps)
}

async function prepay(payment: PaymentRecord, deps: Deps): Promise<PayParameters> {
  const { mchid, outTradeNo, title, amountFen, expiresAt, payer } = payment
  const { appid, openid } = payer
  const wechatPay = deps.ports.wechatPay
  try {
    const { prepayId } = await wechatPay.prepay({
      ...{ mchid, outTradeNo, appid, openid, expiresAt },
      description: title.slice(0, 120),
      totalFen: amountFen,
      notifyUrl: notifyUrlOf(payment, deps),
    })
    const now = deps.clock.now()
    const checkAt = new Date(Math.min(now.getTime() + paymentRules.askSeconds[0] * 1000, expiresAt.getTime()))
    await Payment.updateOne(
      { _id: payment._id, state: 'open' },
      { $set: { prepayId, prepaidAt: now, tries: 0, checkAt }, $unset: { retryAt: 1 } },
    )
    paymentTouched.send()
    return wechatPay.signPayParameters({ mchid, appid, prepayId })
  } catch (error) {
    if (!(error instanceof WechatPayError)) throw error
    deps.logger.warn({ err: error, payment: payment._id.toString() }, 'no prepay')
    // Paid a moment ago, and we have not heard yet.
    if (isPayCode(error, 'OUT_TRADE_NO_USED')) await hurryPayment(payment, deps)
    throw new AppError('payment.unavailable')
  }
}

/** @throws AppError as the contract lists. */
async function prepareStart(
  actor: Actor,
  ref: Ref,
  { channel, amountFen }: { channel: PayChannel; amountFen: number },
  deps: Deps,
): Promise<Start & { last: PaymentRecord | undefined }> {
  const { payable, last, acting } = await readDue(actor, ref, deps)
  assertThat(payable, 'payment.nothing_due', describePresent(last))
  assertThat(payable.amountFen === amountFen, 'request.conflict', { amountFen: payable.amountFen })
  const mchid = await findMchid(payable.payeeUnitId, deps)
  assertThat(mchid, 'payment.not_offered')
  const payer = await findOpenid(actor.userId, channel, deps)
  assertThat(payer, 'payment.no_openid')
  const left = payable.payBy.getTime() - deps.clock.now().getTime()
  assertThat(left >= paymentRules.shortestSeconds * 1000, 'payment.too_late', { payBy: payable.payBy })
  // Nobody waits for the place of what stands: whoever is asked has the usual time.
  const until = payable.isStanding ? {} : { until: payable.payBy }
  const consent = { amountFen, purpose: payable.title, record: ref, ...until }
  if (!(await isPaymentAllowed(acting, consent))) {
    const { state, waitsFor } = await requestConsent(acting, consent, deps)
    throw new AppError('payment.consent_needed', { state, waitsFor })
  }
  return { actor, acting, ref, payable, payer, mchid, last }
}

/** Begins to pay, or goes on with what was begun; a second press is the same payment. */
export async function startPayment(
  actor: Actor,
  ref: Ref,
  input: { channel: PayChannel; amountFen: number },
  deps: Deps,
): Promise<{ payment: PaymentRecord; parameters: PayParameters }> {
  const { last, ...start } = await prepareStart(actor, ref, input, deps)
  const payment = await findOrCreate(start, last, deps)
  const isOwn = payment.state === 'open' && isSamePayer(payment, start)
  assertThat(isOwn, 'request.conflict', describePresent(payment))
  const parameters = await prepay(payment, deps)
  const fresh = await Payment.findOne({ _id: payment._id }).lean<PaymentRecord | null>()
  return { payment: fresh ?? payment, parameters }
}

/** For whoever paid, the person it is for, and who may pay for them. @throws AppError `record.not_found` */
export async function readPayment(actor: Actor, id: string, deps: Deps): Promise<PaymentRecord> {
  const payment = await Payment.findOne({ _id: id }).lean<PaymentRecord | null>()
  assertThat(payment, 'record.not_found')
  const isPayer = payment.payer.userId.toString() === actor.userId
  const acting = isPayer || (await findActing(actor, payment.personId.toString(), 'payments', deps))
  assertThat(acting, 'record.not_found')
  return payment
}

/** Not yet paid, as far as we know. */
const isMoneyAwaited = ({ state }: PaymentRecord): boolean =>
  state === 'open' || state === 'closing' || state === 'closed'

/** The phone says that it was paid: WeChat Pay is asked at once, whatever the phone says. */
export async function checkPayment(actor: Actor, id: string, deps: Deps): Promise<PaymentRecord> {
  const payment = await readPayment(actor, id, deps)
  if (!isMoneyAwaited(payment)) return payment
  try {
    await askAbout(payment.outTradeNo, deps)
  } catch (error) {
    // Of what is closed WeChat is asked here and now; without an answer it stays as it is.
    if (!(error instanceof WechatPayError)) throw error
    deps.logger.warn({ err: error, payment: id }, 'no answer about a closed payment')
  }
  await sweepPayment(payment._id, deps)
  return readPayment(actor, id, deps)
}
