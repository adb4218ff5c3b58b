import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../components/ActionBar'
import { Button } from '../../../components/Button'
import { DoneNotice } from '../../../components/DoneNotice'
import { useRemote } from '../../../hooks/useRemote'
import { ShareButton } from '../../../platform/ShareButton'
import { listCategories } from '../../../services/categories'
import {
  actOnPost,
  deletePost,
  followPost,
  likePost,
  raisePostNeed,
  reportContent,
  type PostAction,
  type PostView,
  type ReportReason,
} from '../../../services/forum'
import { appealReview } from '../../../services/reviews'
import { describeReported, makeAppealSpec, makeReportSpec } from '../../../components/forum/reportSpec'
import { toSharedPost } from './sharedPost'

interface PostActionsProps {
  post: PostView
  onDone: () => void
  onGone: () => void
}

const openActions: readonly PostAction[] = ['like', 'follow', 'appeal']

/** What needs no question stands open; the rest is behind one button, so that few things ask for attention. */
export function PostActions({ post, onDone, onGone }: PostActionsProps) {
  const [isOpen, setIsOpen] = useState(false)
  const [done, setDone] = useState<string>()
  const { id, actions, isLiked, isFollowing, counts } = post
  const finish = (message?: string) => {
    setDone(message)
    onDone()
  }
  const first = actions.filter((action) => openActions.includes(action))
  const others = actions.filter((action) => action !== 'comment' && !first.includes(action))
  const specs = useSpecs(post)
  const act = async (action: PostAction, answer: ActionAnswer, draftKey?: string) => {
    try {
      await doAction({ post, action, answer, draftKey, finish, onGone })
    } catch (cause) {
      onDone() // what came between is to be seen
      throw cause
    }
  }
  const pick = (wanted: readonly PostAction[]) =>
    wanted.flatMap((action) => {
      const spec = specs[action]
      return spec ? [spec] : []
    })
  const firstSpecs = pick(first).map((spec) => {
    if (spec.action === 'like') return { ...spec, text: `${isLiked ? '取消赞' : '赞'} ${counts.likes}` }
    return spec.action === 'follow' && isFollowing ? { ...spec, text: '不再关注' } : spec
  })
  return (
    <View className="stack">
      {done !== undefined && <DoneNotice message={done} />}
      <ActionBar actions={firstSpecs} formKey={`post:${id}`} onAct={act} />
      <View className="action-bar">
        {post.state === 'visible' && <ShareButton text="转发" card={toSharedPost(id)} />}
        {others.length > 0 && (
          <Button
            text={isOpen ? '收起' : '更多'}
            icon="more"
            kind="quiet"
            onPress={() => {
              setIsOpen(!isOpen)
            }}
          />
        )}
      </View>
      {isOpen && <ActionBar actions={pick(others)} formKey={`post:${id}`} onAct={act} />}
    </View>
  )
}

interface Doing {
  post: PostView
  action: PostAction
  answer: ActionAnswer
  draftKey: string | undefined
  finish: (message?: string) => void
  onGone: () => void
}

async function doAction({
  post,
  action,
  answer: { choice = '', text },
  draftKey,
  finish,
  onGone,
}: Doing): Promise<void> {
  const { id, isLiked, isFollowing, caseId } = post
  switch (action) {
    case 'like':
      await likePost(id, !isLiked)
      finish()
      return
    case 'follow':
      await followPost(id, !isFollowing)
      finish(isFollowing ? undefined : '已关注，有新留言每天早上汇总告诉您。')
      return
    case 'edit':
      await Taro.navigateTo({ url: `/packages/forum/pages/write/index?id=${id}` })
      return
    case 'delete':
      await deletePost(id)
      onGone()
      return
    case 'report':
      await reportContent(
        {
          kind: 'forumPost',
          id,
          reason: choice as ReportReason,
          ...(text === undefined ? {} : { note: text }),
        },
        draftKey,
      ).done
      finish(describeReported(choice))
      return
    case 'appeal':
      await appealReview(caseId ?? '', text ?? '', draftKey).done
      finish('申诉已送出，街道看过后告诉您。')
      return
    case 'offerNeed':
      await actOnPost(id, { action, category: choice })
      finish('已经问作者，等他同意。')
      return
    case 'raiseNeed':
      await raisePostNeed(id, choice)
      finish('已转成诉求，进展会告诉您。')
      return
    case 'raiseMotion':
      await Taro.navigateTo({
        url: `/packages/deliberation/pages/write/index?postId=${id}&community=${post.community}`,
      })
      return
    case 'comment':
      return
    default:
      await actOnPost(id, { action })
      finish()
  }
}

type Specs = Partial<Record<PostAction, ActionSpec<PostAction>>>

/** How each action is drawn and what it asks. */
function useSpecs(post: PostView): Specs {
  const isAsking = post.actions.includes('offerNeed') || post.actions.includes('raiseNeed')
  const tiles = useRemote(`tiles:forum:${post.id}:${String(isAsking)}`, () =>
    isAsking ? listCategories(post.community, false) : Promise.resolve({ items: [], firstCount: 0 }),
  )
  const options = (tiles.data?.items ?? [])
    .filter((tile) => !tile.isDanger)
    .map(({ code, name }) => ({ value: code, label: name }))
  const choice = { label: '按哪一类办', options, isRequired: true }
  return {
    ...plainSpecs,
    report: makeReportSpec('report'),
    appeal: makeAppealSpec('appeal'),
    offerNeed: {
      action: 'offerNeed',
      text: '建议转成诉求',
      icon: 'hand',
      ask: { explain: '作者同意后才会转，帖子上只显示进度和日期。', choice, submitText: '问问作者' },
    },
    raiseNeed: {
      action: 'raiseNeed',
      text: '请社区来办',
      icon: 'hand',
      ask: {
        explain: '这件事会转成诉求，文字和照片给办事的人看。帖子上只显示办到哪一步和日期。',
        choice,
        submitText: '转成诉求',
      },
    },
  }
}

const plainSpecs: Specs = {
  like: { action: 'like', text: '赞', icon: 'heart', kind: 'secondary' },
  follow: { action: 'follow', text: '关注', icon: 'star', kind: 'secondary' },
  edit: { action: 'edit', text: '修改', icon: 'edit' },
  delete: {
    action: 'delete',
    text: '删除',
    icon: 'trash',
    kind: 'danger',
    ask: { explain: '删除后邻居就看不到了，不能恢复。', submitText: '删除这个帖子', isDanger: true },
  },
  raiseMotion: { action: 'raiseMotion', text: '提成议题', icon: 'scales' },
  markAnswered: { action: 'markAnswered', text: '标为已解答', icon: 'check' },
  unmarkAnswered: { action: 'unmarkAnswered', text: '还没有解答' },
  refuseNeed: { action: 'refuseNeed', text: '不用转成诉求' },
  pin: { action: 'pin', text: '置顶', icon: 'up' },
  unpin: { action: 'unpin', text: '取消置顶' },
  lock: { action: 'lock', text: '停止回复', icon: 'lock' },
  unlock: { action: 'unlock', text: '恢复回复' },
}
