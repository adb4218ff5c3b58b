import type { NeedSummary, NeedView } from '../../services/needs'
import type { IconName } from '../icons'
import type { Tone } from '../Tag'

const stateTags: Record<NeedView['state'], { text: string; tone: Tone; icon: IconName }> = {
  submitted: { text: '刚提交', tone: 'info', icon: 'send' },
  assigned: { text: '等接单', tone: 'info', icon: 'clock' },
  accepted: { text: '办理中', tone: 'accent', icon: 'tools' },
  awaitingResident: { text: '等补充', tone: 'warning', icon: 'question' },
  onHold: { text: '已挂账', tone: 'warning', icon: 'pause' },
  resolved: { text: '待确认', tone: 'success', icon: 'check' },
  closed: { text: '已办结', tone: 'success', icon: 'check' },
  withdrawn: { text: '已撤回', tone: 'plain', icon: 'undo' },
  merged: { text: '已合并', tone: 'plain', icon: 'merge' },
  declined: { text: '未受理', tone: 'plain', icon: 'close' },
}

/** The state in one short word with its picture; a late, urgent or supervised one says so first. */
export function describeNeedTag(
  need: Pick<NeedSummary, 'state' | 'isOverdue' | 'isDanger' | 'isSupervised' | 'isOpen'>,
) {
  if (need.isDanger && need.isOpen) return { text: '紧急', tone: 'danger' as const, icon: 'warning' as const }
  if (need.isSupervised && need.isOpen)
    return { text: '督办', tone: 'danger' as const, icon: 'flag' as const }
  if (need.isOverdue) return { text: '已超时', tone: 'danger' as const, icon: 'warning' as const }
  return stateTags[need.state]
}
