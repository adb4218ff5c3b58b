/** Errors of reports, claims, appeals and mutes. */
export const moderationErrors = {
  'report.not_possible': {
    status: 409,
    message: '这条内容现在不能反映：可能已经删除，或者街道已经看过、可以公开。',
  },
  'contentReview.claimed': {
    status: 409,
    message: '这一条刚有同事在看。他看完或十分钟后没有处理，您就可以接着看。',
  },
  'appeal.not_possible': {
    status: 409,
    message: '这条内容现在不能申诉：要么已经申诉过一次，要么社区还没有做决定。',
  },
  'mute.not_possible': {
    status: 409,
    message: '不能对这个人禁言：工作人员请向街道反映，已经在禁言中的不用再禁一次。',
  },
} as const
