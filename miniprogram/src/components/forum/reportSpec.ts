import { reportReasons, type ReportReason } from '@linli/shared/moderation/moderation'
import type { ActionSpec } from '../ActionBar'

/**
 * How somebody says that something does not belong here; nobody learns who said it. Whoever wants something done is told
 * where (must-get-right 9: a report is taken for a need).
 */
export const makeReportSpec = <A extends string>(action: A): ActionSpec<A> => ({
  action,
  text: '内容不合适',
  icon: 'flag',
  kind: 'quiet',
  ask: {
    explain:
      '会有人来看，作者不会知道是谁反映的；说的是社区工作人员，就由街道来看。想请人来办事、来修东西，请回首页点要办的事，有人一直跟到办好。有危险请直接打 110。',
    choice: {
      label: '哪里不合适',
      options: Object.entries(reportReasons).map(([value, label]) => ({ value, label })),
      isRequired: true,
    },
    text: { label: '想说明的话（可以不写）', audience: '审核的工作人员', most: 300 },
    submitText: '反映上去',
  },
})

/** What is said when it has arrived; who looks at it depends on whom it is about. */
export const describeReported = (reason: string): string =>
  reason === ('staff' satisfies ReportReason)
    ? '已经送到街道，由街道来看。谢谢您。'
    : '已经反映上去，会有人来看。谢谢您。'

/** Asked of the level above, once. */
export const makeAppealSpec = <A extends string>(action: A): ActionSpec<A> => ({
  action,
  text: '请上一级再看看',
  icon: 'scales',
  ask: {
    explain: '只能申诉一次，由街道来看。看过以后会告诉您结果。',
    text: { label: '为什么觉得不对', audience: '街道的工作人员', isRequired: true, most: 300 },
    submitText: '送出申诉',
  },
})
