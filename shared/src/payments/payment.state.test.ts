import {
  findPaymentState,
  paymentStates,
  paymentStateTexts,
  paymentSteps,
  paymentTaskKinds,
  paymentTaskTexts,
  type PaymentState,
  type PaymentStep,
} from './payment.state'

/** The whole matrix, written out: what is not here is refused. */
const expected: Partial<Record<`${PaymentState} ${PaymentStep}`, PaymentState>> = {
  'open succeed': 'received',
  'open expire': 'closing',
  'open withdraw': 'closing',
  'closing succeed': 'received',
  'closing close': 'closed',
  'closed succeed': 'received',
  'received take': 'paid',
  'received turnAway': 'refunding',
  'paid refund': 'refunding',
  'refunding refundDone': 'refunded',
  'refunding refundPart': 'partlyRefunded',
  'refunding refundFail': 'refundFailed',
  'partlyRefunded refund': 'refunding',
  'refundFailed refund': 'refunding',
  'refundFailed refundDone': 'refunded',
  'refundFailed refundPart': 'partlyRefunded',
  'refundFailed refundByHand': 'refunded',
}

const matrix = paymentStates.flatMap((state) => paymentSteps.map((step) => [state, step] as const))

it.each(matrix)('%s × %s', (state, step) => {
  expect(findPaymentState(state, step)).toBe(expected[`${state} ${step}`])
})

it('never loses money that came: whatever is not paid out or kept can still receive it', () => {
  for (const state of ['open', 'closing', 'closed'] as const)
    expect(findPaymentState(state, 'succeed')).toBe('received')
})

it('leads everywhere from the start', () => {
  const reached = new Set<PaymentState>(['open'])
  for (const state of reached)
    for (const step of paymentSteps) {
      const next = findPaymentState(state, step)
      if (next) reached.add(next)
    }
  expect([...reached].sort()).toEqual([...paymentStates].sort())
})

it('has words for every state and task', () => {
  expect(Object.keys(paymentStateTexts)).toEqual([...paymentStates])
  expect(Object.keys(paymentTaskTexts)).toEqual([...paymentTaskKinds])
})
