import { formatYuan } from '@linli/shared/money'
import type { PaymentStep } from '@linli/shared/payments/payment.state'
import { isGone } from '@linli/shared/register/register'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { Person } from '../register/person.model'
import type { PaymentRecord } from './payment.model'

interface Words {
  title: string
  body: string
}

type Write = (payment: PaymentRecord, fen: number) => Words | undefined

const words: Partial<Record<PaymentStep, Write>> = {
  take: ({ title, amountFen, payeeName, isStanding }) => ({
    title: `付款成功：${title}`,
    body: `${formatYuan(amountFen)}，${payeeName}已收到，${isStanding ? '不用再到服务站付' : '预约已经确认'}。`,
  }),
  turnAway: ({ title, amountFen, isStanding }) =>
    isStanding
      ? {
          title: `已经付过了，多付的会退回：${title}`,
          body: `预约照常，不用重新约。多付的 ${formatYuan(amountFen)}会原路退回。`,
        }
      : {
          title: `没有约上，钱会退回：${title}`,
          body: `您付款时，这次预约已经取消或给了别人，${formatYuan(amountFen)}会原路退回。社区会打电话给您。`,
        },
  refund: ({ title }, fen) => ({
    title: `正在退款：${title}`,
    body: `${formatYuan(fen)}会退回您付款时用的账户，最晚三个工作日。`,
  }),
  refundDone: ({ title }, fen) => ({
    title: `退款到了：${title}`,
    body: `${formatYuan(fen)}已经退回您付款时用的账户。`,
  }),
  refundPart: ({ title }, fen) => ({
    title: `退款到了：${title}`,
    body: `${formatYuan(fen)}已经退回您付款时用的账户。`,
  }),
  refundFail: ({ title }, fen) => ({
    title: `退款没有成功：${title}`,
    body: `${formatYuan(fen)}没能退回去，社区会打电话给您，用别的办法退给您。`,
  }),
}

/**
 * The payer hears what became of the money; not of that for somebody who has died or moved away: whoever calls the relatives
 * says what goes back.
 */
export async function expandPayment(payment: PaymentRecord, entry: OutboxEntry): Promise<Message[]> {
  const step = entry.event.slice('payment.'.length) as PaymentStep
  const fen = typeof entry.data.fen === 'number' ? entry.data.fen : payment.amountFen
  const said = words[step]?.(payment, fen)
  if (!said) return []
  const person = await Person.findOne({ _id: payment.personId }, { state: 1 }).lean()
  if (person && isGone(person.state)) return []
  return [
    {
      userId: payment.payer.userId.toString(),
      event: entry.event,
      ...said,
      page: `packages/payments/pages/pay/index?id=${payment._id.toString()}`,
      district: payment.district,
    },
  ]
}
