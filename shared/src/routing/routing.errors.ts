/** Errors of keeping routing rules. */
export const routingErrors = {
  'routing.unit_unknown': {
    status: 400,
    message: '选的单位不在本区，或者已经不存在，请重新选择。',
  },
  'routing.order_changed': {
    status: 409,
    message: '刚刚有人增加或调整过规则，请看看最新的顺序，再重新排一次。',
  },
  'routing.too_many': { status: 409, message: '这里的规则已经很多了，请先合并或删除一些。' },
  'routing.past_needs_unavailable': { status: 503, message: '现在还不能试算，请稍后再试。' },
} as const
