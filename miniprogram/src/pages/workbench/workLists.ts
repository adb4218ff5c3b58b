import { areaLevelOf } from '@linli/shared/areas/areas'
import { postKindOf, postOf } from '@linli/shared/users/posts'
import type { QueueScope } from '../../services/queue'
import type { Membership } from '../../services/session'

/** One list of work that a role has. */
export interface WorkList {
  key: string
  text: string
  post: string
  scope: QueueScope
  /** Shown only while there is something in it. */
  isOnlyWhenFilled: boolean
  /** What an empty list means. */
  empty: string
}

/** A higher desk answers only for what came to it; the rest of its area belongs to the desks below. */
const deskTexts: Partial<Record<string, string>> = {
  community: '本社区全部',
  street: '街道受理的',
  district: '区里受理的',
}

/** The lists of a role, the one to begin with first; none for a role that takes no work. */
export function listsOf(membership: Membership, userId: string): WorkList[] {
  const post = postOf(membership)
  if (post === undefined) return []
  const make = (scope: QueueScope, text: string, empty: string, isOnlyWhenFilled = false): WorkList => ({
    key: `${post}/${scope}`,
    text,
    post,
    scope,
    isOnlyWhenFilled,
    empty,
  })
  const held = make('held', '待办', '手上没有要办的事。有新的会马上出现在这里。')
  switch (postKindOf(post)) {
    case 'triage':
      return [held, ...listDesk(membership, make)]
    case 'pool':
      return [
        { ...held, text: '可接的单', empty: '现在没有等人接的单。有新的会马上出现在这里。' },
        {
          ...held,
          key: 'mine',
          text: '我的单',
          post: `volunteer:${userId}`,
          empty: '您手上没有单，可以去“可接的单”里看看。',
        },
      ]
    case 'admin':
      return [
        { ...held, text: '交给管理员的', empty: '没有要您亲自办的事。反映区里工作人员的诉求会来到这里。' },
        make('callbacks', '待回访', '没有要回访的诉求。', true),
      ]
    default:
      return [held, make('helping', '协办', '没有请您协办的事。', true)]
  }
}

function listDesk(
  { areaCode = '' }: Membership,
  make: (scope: QueueScope, text: string, empty: string, isOnlyWhenFilled?: boolean) => WorkList,
): WorkList[] {
  const level = areaLevelOf(areaCode) ?? 'community'
  const isCommunity = level === 'community'
  return [
    make('desk', deskTexts[level] ?? '全部', '没有还在办的诉求。'),
    make('escalated', '上报来的', '没有超时上报来的诉求。', isCommunity),
    make('supervised', '督办', '没有正在督办的诉求。', isCommunity),
    make('callbacks', '待回访', '没有要回访的诉求。'),
  ]
}
