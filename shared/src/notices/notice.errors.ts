/** Errors of notices. */
export const noticeErrors = {
  'notice.not_now': {
    status: 409,
    message: '现在不能这样做，可能刚刚有人处理过，请看看这条公告最新的情况。',
  },
  'notice.changed_meanwhile': {
    status: 409,
    message: '这条公告刚刚有变化，请看看最新的情况，再做一次。您写的字还在。',
  },
  'notice.not_must_reach': {
    status: 409,
    message:
      '只有危险警示、停水停电停气、问题产品召回，并且发给一个地方的所有人，才能设成“必达”。请换一个类别，或者关掉“必达”。',
  },
  'notice.place_wrong': { status: 409, message: '选的地方里有不归您管的，或者已经没有了，请重新选一下。' },
  'notice.times_wrong': {
    status: 409,
    message: '时间不对：过期要在发布以后，也要在现在以后。请改一下时间。',
  },
  'notice.words_refused': {
    status: 409,
    message:
      '这些文字或照片没有通过核对，先不能送审。请改一改；觉得核对得不对，打开收到的消息，点“请上一级再看看”。',
  },
  'notice.nobody': { status: 409, message: '这样选，没有一个人收得到。请把范围放宽一点。' },
} as const
