import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../components/ActionBar'
import { DoneNotice } from '../../../components/DoneNotice'
import { ForSelfOnly } from '../../../components/families/ForSelfOnly'
import { describeReported, makeAppealSpec, makeReportSpec } from '../../../components/forum/reportSpec'
import { useRemote } from '../../../hooks/useRemote'
import { actOnMotion, coSignMotion, listAllMotions, type MotionView } from '../../../services/deliberation'
import { reportContent, type ReportReason } from '../../../services/forum'
import { appealReview } from '../../../services/reviews'
import { EditMotionSheet } from './EditMotionSheet'
import { StartProjectSheet } from './StartProjectSheet'

type Action = MotionView['actions'][number] | 'appeal'

interface MotionActionsProps {
  motion: MotionView
  /** `rest`: what is seldom wanted, for the end of the page. */
  part: 'main' | 'rest'
  onDone: () => void
}

const openActions: readonly Action[] = [
  'coSign',
  'takeBack',
  'accept',
  'openBallot',
  'startProject',
  'answer',
  'merge',
  'appeal',
]

/** What this person may do now: one tap to stand behind it, and one to take that back. */
export function MotionActions({ motion, part, onDone }: MotionActionsProps) {
  const [done, setDone] = useState<string>()
  const [sheet, setSheet] = useState<'startProject' | 'edit'>()
  const specs = useSpecs(motion)
  const finish = (message?: string) => {
    setDone(message)
    onDone()
  }
  const close = () => {
    setSheet(undefined)
  }
  const act = async (action: Action, answer: ActionAnswer, draftKey?: string) => {
    if (action === 'startProject' || action === 'edit') setSheet(action)
    else finish(await doAction(motion, action, answer, draftKey))
  }
  const actions: Action[] = [...motion.actions, ...(motion.canAppeal ? (['appeal'] as const) : [])]
  const shown =
    part === 'main'
      ? openActions.filter((action) => actions.includes(action))
      : actions.filter((action) => action !== 'argue' && !openActions.includes(action))
  const pick = (wanted: readonly Action[]) =>
    wanted.flatMap((action) => {
      const spec = specs[action]
      return spec ? [spec] : []
    })
  return (
    <View className="stack">
      {done !== undefined && <DoneNotice message={done} />}
      {shown.includes('coSign') && <ForSelfOnly what="联名" />}
      <ActionBar actions={pick(shown)} formKey={`motion:${motion.id}`} onAct={act} />
      {sheet === 'startProject' && (
        <StartProjectSheet
          motion={motion}
          onClose={close}
          onDone={() => {
            close()
            finish('已经变成项目，联名的人都会收到消息。')
          }}
        />
      )}
      {sheet === 'edit' && (
        <EditMotionSheet
          motion={motion}
          onClose={close}
          onDone={() => {
            close()
            finish('改好了，核对过邻居就能看到。')
          }}
        />
      )}
    </View>
  )
}

/** @returns what is said when it is done. */
async function doAction(
  { id, title, caseId }: MotionView,
  action: Action,
  { choice = '', text = '' }: ActionAnswer,
  draftKey: string | undefined,
): Promise<string | undefined> {
  switch (action) {
    case 'coSign':
      await coSignMotion(id, true)
      return '已联名。有了结果以前，随时可以收回。'
    case 'takeBack':
      await coSignMotion(id, false)
      return '已收回联名。'
    case 'accept':
      await actOnMotion(id, { action, ...(text === '' ? {} : { text }) })
      return '已采纳，联名的人都会收到消息。请接着安排表决或实施。'
    case 'answer':
      await actOnMotion(id, { action, text })
      return '已答复，联名的人都会收到消息。'
    case 'merge':
      await actOnMotion(id, { action, intoId: choice, text })
      return '已合在一起，联名一起算进去。'
    case 'withdraw':
      await actOnMotion(id, { action })
      return '已撤回。'
    case 'report': {
      const note = text === '' ? {} : { note: text }
      await reportContent({ kind: 'forumMotion', id, reason: choice as ReportReason, ...note }, draftKey).done
      return describeReported(choice)
    }
    case 'appeal':
      await appealReview(caseId ?? '', text, draftKey).done
      return '申诉已送出，街道看过后告诉您。'
    case 'openBallot':
      await Taro.navigateTo({
        url: `/packages/ballots/pages/edit/index?subject=motion&subjectId=${id}&title=${encodeURIComponent(title)}`,
      })
      return undefined
    default:
      return undefined
  }
}

type Specs = Partial<Record<Action, ActionSpec<Action>>>

/** How each action is drawn and what it asks. */
function useSpecs(motion: MotionView): Specs {
  const canMerge = motion.actions.includes('merge')
  const others = useRemote(`motion:others:${motion.id}:${String(canMerge)}`, async () => {
    if (!canMerge) return []
    const open = await listAllMotions(motion.community, ['gathering', 'waiting'])
    return open.filter(({ id }) => id !== motion.id)
  })
  const options = (others.data ?? []).map(({ id, title, counts }) => ({
    value: id,
    label: title,
    note: `${counts.coSigners} 人联名`,
  }))
  return {
    ...plainSpecs,
    merge: {
      action: 'merge',
      text: '和同样的议题合在一起',
      icon: 'swap',
      ask: {
        explain: '这个议题结束，联名一起算到另一个里；每个人都会收到消息，可以收回。',
        choice: { label: '合到哪一个', options, isRequired: true, isSearched: true },
        text: { label: '为什么合在一起', audience: '所有看得到议题的人', isRequired: true, most: 1000 },
        submitText: '合在一起',
      },
    },
    report: makeReportSpec('report'),
    appeal: makeAppealSpec('appeal'),
  }
}

const plainSpecs: Specs = {
  coSign: { action: 'coSign', text: '我联名', icon: 'hand' },
  takeBack: { action: 'takeBack', text: '收回联名', icon: 'undo', kind: 'secondary' },
  accept: {
    action: 'accept',
    text: '采纳',
    icon: 'check',
    ask: {
      explain: '采纳后要安排表决，或者直接变成项目；联名的人都会收到消息。',
      text: { label: '想对大家说的（可以不写）', audience: '所有看得到议题的人', most: 1000 },
      submitText: '采纳这个议题',
    },
  },
  openBallot: { action: 'openBallot', text: '安排表决', icon: 'list' },
  startProject: { action: 'startProject', text: '变成项目', icon: 'wrench' },
  edit: { action: 'edit', text: '改一改', kind: 'secondary', icon: 'edit' },
  answer: {
    action: 'answer',
    text: '说明理由答复',
    icon: 'message',
    ask: {
      explain: '请把理由说清楚：为什么办不了，大家可以怎么做。答复后还可以继续联名，够五分之一就一定表决。',
      text: { label: '理由', audience: '所有看得到议题的人', isRequired: true, most: 1000 },
      submitText: '答复',
    },
  },
  withdraw: {
    action: 'withdraw',
    text: '撤回议题',
    kind: 'quiet',
    icon: 'undo',
    ask: { explain: '撤回后就不再联名；以后可以重新提。', submitText: '撤回', isDanger: true },
  },
}
