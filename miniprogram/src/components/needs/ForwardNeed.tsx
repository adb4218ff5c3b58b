import { useSharedCard } from '../../platform/share'
import { ShareButton } from '../../platform/ShareButton'
import type { NeedView } from '../../services/needs'

/**
 * How far one's own need is, for a neighbour or a child. What nobody may hear of has no button, and the page's own
 * menu forwards the home page instead.
 */
export function ForwardNeed({ need }: { need: NeedView }) {
  const card = {
    title: `${need.category.name}：${need.stateText}`,
    path: `packages/needs/pages/card/index?id=${need.id}`,
  }
  useSharedCard(need.canForward ? card : undefined)
  return need.canForward ? <ShareButton text="转发进度（不含个人信息）" card={card} /> : null
}
