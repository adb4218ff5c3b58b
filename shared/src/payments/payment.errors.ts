export const paymentErrors = {
  'payment.nothing_due': { status: 409, message: '现在没有要付的钱。请回到上一页看看最新的情况。' },
  'payment.not_offered': {
    status: 409,
    message: '这里还不能在微信里付，请选到站结算：照样约好，做完到服务站付。',
  },
  'payment.no_openid': {
    status: 409,
    message: '请在微信里打开邻里再付；也可以回到预约，点“改到站结算”。',
  },
  'payment.too_late': {
    status: 409,
    message: '付款时间快到了，来不及付。请重新预约，没有扣您的钱。',
  },
  'payment.consent_needed': {
    status: 409,
    message: '这笔钱超过说好的数，已经请老人或其他家人点“同意”。同意后您会收到消息，再按一次付款就行。',
  },
  'payment.unavailable': {
    status: 503,
    message: '微信支付现在没有回应，没有扣您的钱。请过一会儿再试；也可以回到预约，点“改到站结算”。',
  },
  'payment.notice_refused': { status: 401, message: '这不是微信支付发来的通知。' },
  'payment.merchant_unknown': {
    status: 409,
    message: '还没有这个商户号的证书和密钥，请先请管理员配置好。',
  },
  'payment.task_done': { status: 409, message: '这件事已经有人处理了。' },
} as const
