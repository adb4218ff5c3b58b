import type { Deps } from '../../deps'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import { listDeciders } from './payment.consent'
import type { PaymentConsentRecord } from './payment.model'

const page = 'packages/families/pages/payments/index'
const yuan = (fen: number): string => (fen / 100).toFixed(2).replace(/\.00$/, '')

/** The one whose turn it is hears of a payment that waits, the proxy of what became of it. */
export async function expandPaymentConsent(
  consent: PaymentConsentRecord,
  { event, data }: OutboxEntry,
  { clock }: Pick<Deps, 'clock'>,
): Promise<Message[]> {
  const { district, askedBy, amountFen, purpose } = consent
  const common = { event, page, district }
  const what = `${purpose}，${yuan(amountFen)} 元`
  if (event === 'consent.asked') {
    const decider = data.decider === 'elder' || data.decider === 'holder' ? data.decider : 'staff'
    const now = clock.now()
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
  return text === undefined ? [] : [{ userId: askedBy.toString(), ...common, title: text, body: what }]
}
