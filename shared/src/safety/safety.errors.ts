export const safetyErrors = {
  'sos.phone_only': {
    status: 403,
    message: '您还没有加入社区，我们不知道该通知谁。请马上打 120、110 或 119。',
  },
  'sos.invalid_transition': { status: 409, message: '情况刚刚有变化，请看最新的进展再按。' },
  'sos.already_taken': { status: 409, message: '已经有人在处理了，谢谢您！' },
  'sos.too_old': {
    status: 409,
    message:
      '这一步是早先按的，过了很久才送到，后来又有人求助或者没有见到人，不能当作现在见到了。请看最新的进展，现在还和人在一起就再按一次。',
  },
  'duty.person_unknown': { status: 400, message: '有人已经不在这个街道任职，请重新选。' },
  'checkIn.consent_missing': { status: 400, message: '报平安会让家人和社区知道您在家好不好，要先同意。' },
  'checkIn.not_enrolled': { status: 409, message: '还没有开通报平安。' },
  'checkIn.too_old': {
    status: 409,
    message: '这一下是早先按的，过了很久才送到，不能当作现在平安。请现在再按一次。',
  },
  'checkIn.paused': {
    status: 409,
    message: '登记上说您住院或外出了，报平安先停着。要是已经回家，请打电话告诉社区，回家就接着报。',
  },
  'checkIn.invalid_transition': { status: 409, message: '情况刚刚有变化，请看最新的再按。' },
} as const
