/**
 * States of one attempt to pay for something.
 * - `open`: waits for the person; `closing`: time is up or it was called off, WeChat Pay is being told.
 * - `received`: the money is there, what was paid for has not yet taken it.
 * - `refundFailed`: WeChat Pay could not give it back; somebody has a task.
 */
export const paymentStates = [
  'open',
  'closing',
  'closed',
  'received',
  'paid',
  'refunding',
  'partlyRefunded',
  'refunded',
  'refundFailed',
] as const
export type PaymentState = (typeof paymentStates)[number]

/**
 * What moves a payment. Nobody presses these: WeChat Pay, the clock, what is paid for, or a task of the staff do.
 * - `succeed`: WeChat Pay says the money came, by notice, query or bill, however late.
 * - `expire`, `withdraw`: time is up; called off, or begun again in another way.
 * - `take`, `turnAway`: what is paid for takes the money, or cannot any more.
 * - `refundByHand`: somebody gave the money back in another way.
 */
export const paymentSteps = [
  'succeed',
  'expire',
  'withdraw',
  'close',
  'take',
  'turnAway',
  'refund',
  'refundDone',
  'refundPart',
  'refundFail',
  'refundByHand',
] as const
export type PaymentStep = (typeof paymentSteps)[number]

/** State × step → next state. A step that is not listed changes nothing: it came twice, or too late to matter. */
export const paymentTransitions: Record<PaymentState, Partial<Record<PaymentStep, PaymentState>>> = {
  open: { succeed: 'received', expire: 'closing', withdraw: 'closing' },
  closing: { succeed: 'received', close: 'closed' },
  closed: { succeed: 'received' },
  received: { take: 'paid', turnAway: 'refunding' },
  paid: { refund: 'refunding' },
  refunding: { refundDone: 'refunded', refundPart: 'partlyRefunded', refundFail: 'refundFailed' },
  partlyRefunded: { refund: 'refunding' },
  refunded: {},
  // What the bank could not do, somebody may have put right in the merchant console.
  refundFailed: {
    refund: 'refunding',
    refundDone: 'refunded',
    refundPart: 'partlyRefunded',
    refundByHand: 'refunded',
  },
}

export const findPaymentState = (state: PaymentState, step: PaymentStep): PaymentState | undefined =>
  paymentTransitions[state][step]

/** What the person who pays reads. */
export const paymentStateTexts: Record<PaymentState, { title: string; next: string }> = {
  open: { title: '等您付款', next: '付好后这里会自己变，不用刷新。' },
  closing: { title: '付款时间已过', next: '正在和微信核对，如果您已经付了，钱会原路退回或保留您的预约。' },
  closed: { title: '没有付款，已经取消', next: '没有扣您的钱。还需要的话，请重新预约。' },
  received: { title: '钱已收到', next: '正在确认您的预约。' },
  paid: { title: '付款成功', next: '预约已经确认，会按时为您安排。' },
  refunding: { title: '正在退款', next: '钱会退回您付款时用的账户，一般几分钟，最晚三个工作日。' },
  partlyRefunded: { title: '已退一部分', next: '退的钱已经回到您付款时用的账户。' },
  refunded: { title: '已经退款', next: '钱已经退回给您。' },
  refundFailed: { title: '退款没有成功', next: '社区已经知道，会打电话给您，用别的办法退给您。' },
}

/** Kinds of things that can be paid for. */
export const payableKinds = ['careOrder'] as const
export type PayableKind = (typeof payableKinds)[number]

/** Why somebody must call or look. */
export const paymentTaskKinds = [
  'lateRefund',
  'paidTwice',
  'refundFailed',
  'mismatch',
  'billDifferent',
  'billFailed',
  'shippingFailed',
] as const
export type PaymentTaskKind = (typeof paymentTaskKinds)[number]

export const paymentTaskTexts: Record<PaymentTaskKind, { title: string; todo: string }> = {
  lateRefund: {
    title: '钱来的时候预约已经不在了，已安排退回',
    todo: '打电话告诉付款的人：这次预约已经取消或给了别人，钱会原路退回，问还要不要重新约',
  },
  paidTwice: {
    title: '预约已经付过，又付了一次，已安排退回',
    todo: '打电话告诉付款的人：预约照常，不用重新约，多付的钱会原路退回',
  },
  refundFailed: {
    title: '退款没有成功',
    todo: '打电话问怎么退给本人，退好后写明；账户恢复了可以再退一次',
  },
  mismatch: {
    title: '微信收到的钱和应付的不一样',
    todo: '和付款的人、收款单位核对，写明怎么处理',
  },
  billDifferent: {
    title: '收款和微信账单对不上',
    todo: '在“收款对账”里看每一处，和收款单位核对，写明怎么处理',
  },
  billFailed: {
    title: '一直取不到微信账单',
    todo: '请管理员看商户号的证书和网络；以后每天会再取一次，取到就自动对账',
  },
  shippingFailed: {
    title: '微信还不知道服务已经安排，这笔钱可能一直不到账',
    todo: '再告诉微信一次；还是不行，请收款单位到微信商户平台补填“发货信息”，补好后写明',
  },
}

/** Figures of the rules; data with these defaults. */
export const paymentRules = {
  /** An unpaid order frees its place after so long. Source: product page, "Payment". */
  payMinutes: 15,
  /** WeChat Pay wants at least so long to take a payment. */
  shortestSeconds: 60,
  /** Waits before WeChat Pay is asked once more, the first after the person was sent to pay. Source: WeChat Pay, 查单建议. */
  askSeconds: [5, 30, 60, 180, 300, 600, 1800],
  /** Waits after an attempt that failed, and between queries of a refund; the last one repeats. */
  retrySeconds: [5, 30, 60, 180, 300, 600, 1800],
  /** A refund that still cannot be sent after so many attempts is somebody's task. */
  refundTries: 40,
  /** A refund that WeChat Pay closed is asked for again under another number so often. */
  refundNumbers: 3,
  shippingTries: 20,
} as const
