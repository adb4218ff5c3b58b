/** Errors of reviews and of the words an area watches for. */
export const contentCheckErrors = {
  'contentReview.already_decided': {
    status: 409,
    message: '这一条刚刚有人处理过了，请看看最新的结果，不用再处理。',
  },
  'contentReview.changed_meanwhile': {
    status: 409,
    message: '这一条刚刚又有人反映，或者有了别的变化，还没有处理。请看看最新的情况，再按一次。',
  },
  'sensitiveWord.too_many': {
    status: 409,
    message: '这个地方的留意词已经满了，请先删掉不再需要的，再添加新的。',
  },
} as const
