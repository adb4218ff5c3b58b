import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { isActingNow } from './bond.access'
import type { BondRecord } from './bond.model'
import { findDecider, nextCheck } from './payment.consent'
import { PaymentConsent, type PaymentConsentRecord } from './payment.model'

/** Whoever asked acts for her no more: nobody else is asked, and who was asked last hears that it is over. */
async function lapse({ _id, waitsFor }: PaymentConsentRecord, deps: Deps): Promise<void> {
  await PaymentConsent.updateOne(
    { _id, state: 'waiting' },
    {
      $set: { state: 'lapsed', isBondOver: true, hasOutbox: true },
      $unset: { checkAt: 1 },
      $push: { outbox: makeOutboxEntry('consent.over', { decider: waitsFor }, deps) },
    },
  )
  kickOutbox(PaymentConsent)
}

const isAskerActing = ({ askedBy, personId }: PaymentConsentRecord, deps: Deps): Promise<boolean> =>
  isActingNow(askedBy, personId, 'payments', deps)

/** A bond changed: what its proxy asked lapses, unless it still lets her pay. Repeatable. */
export async function lapseAsked({ personId, proxyUserId }: BondRecord, deps: Deps): Promise<void> {
  if (!personId) return
  const waiting = await PaymentConsent.find({ personId, state: 'waiting' }).lean<PaymentConsentRecord[]>()
  for (const consent of waiting.filter(({ askedBy }) => askedBy.equals(proxyUserId)))
    if (!(await isAskerActing(consent, deps))) await lapse(consent, deps)
}

async function moveOn(consent: PaymentConsentRecord, now: Date, deps: Deps): Promise<void> {
  if (!(await isAskerActing(consent, deps))) return lapse(consent, deps)
  const isOver = consent.expiresAt <= now
  const waitsFor = isOver ? consent.waitsFor : await findDecider(consent, consent.waitsFor, now)
  const event = isOver ? 'consent.lapsed' : 'consent.asked'
  await PaymentConsent.updateOne(
    { _id: consent._id, state: 'waiting', waitsFor: consent.waitsFor },
    {
      $set: {
        hasOutbox: true,
        ...(isOver
          ? { state: 'lapsed' }
          : { waitsFor, checkAt: nextCheck(waitsFor, consent.expiresAt, now) }),
      },
      ...(isOver ? { $unset: { checkAt: 1 } } : {}),
      $push: { outbox: makeOutboxEntry(event, { decider: waitsFor }, deps) },
    },
  )
  kickOutbox(PaymentConsent)
}

/** Asks the next in line where nobody answered, and lets lapse what nobody decided. */
export async function sweepPaymentConsents(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const due = await PaymentConsent.find({ checkAt: { $lte: now } })
    .sort({ checkAt: 1 })
    .limit(100)
    .lean<PaymentConsentRecord[]>()
  for (const consent of due) await moveOn(consent, now, deps)
}

export const paymentConsentJob: JobDefinition = {
  name: 'sweepPaymentConsents',
  everySeconds: 60,
  run: sweepPaymentConsents,
}
