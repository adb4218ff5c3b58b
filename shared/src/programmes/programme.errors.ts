export const programmeErrors = {
  'entitlement.invalid_transition': {
    status: 409,
    message: '这一条刚刚有人处理过了，请看最新的情况。',
  },
  'entitlement.reason_missing': { status: 400, message: '请写明原因，老人和家里人看得到。' },
  'programme.busy': { status: 503, message: '正在同时处理这位老人的另一单，请过几秒再试一次。' },
} as const
