import { isGone } from '@linli/shared/register/register'
import type { Deps } from '../../deps'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { Person, type PersonDocument } from '../register/person.model'
import { listPostPeople } from '../users/postPeople.service'
import { isActingNow } from './bond.access'
import { listDeciders } from './payment.consent'
import type { PaymentConsentRecord } from './payment.model'

const page = 'packages/families/pages/payments/index'
const yuan = (fen: number): string => (fen / 100).toFixed(2).replace(/\.00$/, '')

/** The one whose turn it is hears of a payment that waits, the proxy of what became of it. */
export async function expandPaymentConsent(
  consent: PaymentConsentRecord,
  { event, data }: OutboxEntry,
  deps: Pick<Deps, 'clock'>,
): Promise<Message[]> {
  const { district, askedBy, amountFen, purpose } = consent
  const common = { event, page, district }
  const what = `${purpose}，${yuan(amountFen)} 元`
  const now = deps.clock.now()
  if (event === 'consent.over') {
    // Nothing goes out about somebody who has died or moved away; her bonds ended with that.
    const person = await Person.findOne({ _id: consent.personId }, { state: 1 }).lean<PersonDocument>()
    if (!person || isGone(person.state)) return []
    const over = {
      ...common,
      title: '这笔钱不用再问了',
      body: `${what}。请人同意的亲属不再代办付款，没有付。`,
    }
    const asked =
      data.decider === 'staff'
        ? await listPostPeople(`triage:${consent.community ?? ''}`, now)
        : data.decider === 'holder'
          ? await listDeciders(consent, 'holder', now)
          : []
    return asked.map((userId) => ({ userId, ...over }))
  }
  if (event === 'consent.asked') {
    const decider = data.decider === 'elder' || data.decider === 'holder' ? data.decider : 'staff'
    const asked = {
      ...common,
      title: '有一笔付款要您同意',
      body: `${what}。同意以后才会付。`,
      isUrgent: true,
    }
    if (decider !== 'staff')
      return (await listDeciders(consent, decider, now)).map((userId) => ({ userId, ...asked }))
    const staff = await listPostPeople(`triage:${consent.community ?? ''}`, now)
    const call = { ...common, title: '请打电话问老人同不同意付款', body: what, isUrgent: true }
    return staff.filter((id) => id !== askedBy.toString()).map((userId) => ({ userId, ...call }))
  }
  const texts: Partial<Record<PaymentConsentRecord['state'], string>> = {
    approved: '同意了，可以付款',
    refused: '没有同意，没有付款',
    lapsed: '到了时间没有人答复，没有付款',
  }
  const text = texts[consent.state]
  const isTold = text !== undefined && (await isActingNow(askedBy, consent.personId, 'payments', deps))
  return !isTold ? [] : [{ userId: askedBy.toString(), ...common, title: text, body: what }]
}
