import { bondRelationNames, describeProxy } from '@linli/shared/families/bond'
import type { PaymentConsentState, PaymentDecider } from '@linli/shared/families/bond.state'
import type { PaymentConsentView } from '@linli/shared/families/payment.contract'
import { formatMoment } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { maskName } from '../../lib/masks'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import type { Actor } from '../users/actor'
import { findDecision } from './payment.consent'
import { listHeldFor } from './payment.list'
import type { PaymentConsentRecord } from './payment.model'

const waitingTexts: Record<PaymentDecider, string> = {
  elder: '等老人同意',
  holder: '等另一位亲属同意',
  staff: '等社区打电话问老人',
}

/** @param isTheirs whoever reads it is the elder or the relative whose word is waited for */
const describeState = (
  { state, waitsFor, decidedBy, isBondOver }: PaymentConsentRecord,
  isTheirs: boolean,
): string => {
  const texts: Record<PaymentConsentState, string> = {
    waiting: isTheirs ? '等您同意' : waitingTexts[waitsFor],
    approved: `${decidedBy?.name ?? ''}同意付这笔钱`,
    refused: `${decidedBy?.name ?? ''}没有同意，这笔钱没有付`,
    lapsed: isBondOver === true ? '代办的授权结束了，这笔钱没有付' : '到了时间没有人答复，这笔钱没有付',
  }
  return texts[state]
}

/** For whoever pays: who asked for the second yes, who gave it, or what is waited for and until when. */
export function describeConsent(
  consent: PaymentConsentRecord | undefined,
  payerUserId: string,
  now: Date,
): string {
  if (!consent) return '这笔钱超过了您代办的限额，要再有一个人同意。按“付”就会去问，同意以后再付。'
  const { relation, proxyName, askedBy, askedAt, state, waitsFor, decidedBy, expiresAt, isBondOver } = consent
  const who = askedBy.toString() === payerUserId ? '您' : `${bondRelationNames[relation]} ${proxyName}`
  const asked = `${who} ${formatMoment(askedAt, now)} 请人同意过`
  const by = decidedBy ? `${decidedBy.name} ${formatMoment(decidedBy.at, now)} ` : ''
  const texts: Record<PaymentConsentState, string> = {
    waiting: `${waitingTexts[waitsFor]}，最晚 ${formatMoment(expiresAt, now)}；答复了会发消息，这里也会变`,
    approved: `${by}同意了，现在可以付`,
    refused: `${by}没有同意，没有付`,
    lapsed: `${isBondOver === true ? '这位亲属不再代办付款' : '没有人答复'}，没有付。还要付，请再按一次“付”`,
  }
  return `${asked}。${texts[state]}。`
}

/**
 * Payments that wait or were decided, for those who are part of it. Staff, and a proxy who may pay for her no more, read
 * the elder's name masked; what she said to staff on the telephone is read by her and by staff.
 */
export async function viewPaymentConsents(
  consents: readonly PaymentConsentRecord[],
  actor: Actor,
  deps: Deps,
): Promise<PaymentConsentView[]> {
  const now = deps.clock.now()
  const people = await Person.find({ _id: { $in: consents.map(({ personId }) => personId) } }).lean<
    PersonDocument[]
  >()
  const names = new Map(people.map((person) => [person._id.toString(), openPerson(person, deps.crypto).name]))
  const held = new Set((await listHeldFor(actor, deps)).map(String))
  const views: PaymentConsentView[] = []
  for (const consent of consents) {
    const as = await findDecision(actor, consent, now)
    const isWaiting = consent.state === 'waiting'
    const id = consent.personId.toString()
    const name = names.get(id) ?? ''
    const isNear = as === 'elder' || held.has(id)
    const note =
      consent.note === undefined || (as !== 'elder' && as !== 'staff')
        ? undefined
        : deps.crypto.decrypt(consent.note, fieldAad('paymentconsents', consent._id, 'note'))
    views.push({
      id: consent._id.toString(),
      state: consent.state,
      stateText: describeState(consent, as === 'elder' || as === 'holder'),
      amountFen: consent.amountFen,
      purpose: consent.purpose,
      record: { kind: consent.record.kind, id: consent.record.id },
      proxyText: describeProxy({ relation: consent.relation, name: consent.proxyName }),
      elderName: isNear ? name : maskName(name),
      isForViewer: actor.personId === id,
      askedAt: consent.askedAt.toISOString(),
      expiresAt: consent.expiresAt.toISOString(),
      canDecide: isWaiting && as !== undefined,
      ...(isWaiting ? { waitsFor: consent.waitsFor } : {}),
      ...dropUndefined({ decidedByName: consent.decidedBy?.name, note }),
    })
  }
  return views
}
