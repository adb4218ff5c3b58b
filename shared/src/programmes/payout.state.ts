/**
 * One person's cash of one month, as it stands in a payout file.
 * - `issued`: it stands in a file that the bank was given, or will be.
 * - `paid`: the street wrote down that it has arrived.
 * - `failed`: it did not arrive, with what the bank said.
 * - `reissued`: it did not arrive and stands in the next file once more, because an officer said so.
 */
export const payoutLineStates = ['issued', 'paid', 'failed', 'reissued'] as const
export type PayoutLineState = (typeof payoutLineStates)[number]

export const payoutActions = ['pay', 'fail', 'reissue'] as const
export type PayoutAction = (typeof payoutActions)[number]

/** State × action → state; all by the street's officer. An action that is not listed is refused in that state. */
export const payoutTransitions: Record<PayoutLineState, Partial<Record<PayoutAction, PayoutLineState>>> = {
  issued: { pay: 'paid', fail: 'failed' },
  // A bank may send back what it had reported as paid.
  paid: { fail: 'failed' },
  failed: { pay: 'paid', reissue: 'reissued' },
  reissued: {},
}

export const payoutStateTexts: Record<PayoutLineState, string> = {
  issued: '在发放表里，还没有登记发到没有',
  paid: '已发放',
  failed: '没有发成',
  reissued: '没有发成，放进下一张发放表',
}

export const availablePayoutActions = (state: PayoutLineState): PayoutAction[] =>
  payoutActions.filter((action) => payoutTransitions[state][action] !== undefined)
