import { effectNames } from '@linli/shared/deliberation/project'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../components/ActionBar'
import { Card } from '../../../components/Card'
import { DoneNotice } from '../../../components/DoneNotice'
import { AuthorLine } from '../../../components/forum/AuthorLine'
import { describeReported, makeAppealSpec, makeReportSpec } from '../../../components/forum/reportSpec'
import { PagedList } from '../../../components/PagedList'
import { usePaged } from '../../../hooks/usePaged'
import { listProjectComments, rateProject, type ProjectComment } from '../../../services/deliberation'
import { reportContent, type ReportReason } from '../../../services/forum'
import { appealReview } from '../../../services/reviews'

type Action = ProjectComment['actions'][number]

interface ProjectCommentsProps {
  /** The project. */
  id: string
  /** One's own words are gone; the grade stays. */
  onDeleted: () => void
}

/** What neighbours said when they rated. */
export function ProjectComments({ id, onDeleted }: ProjectCommentsProps) {
  const list = usePaged(`effects:${id}`, (cursor) => listProjectComments(id, cursor))
  if (list.items.length === 0) return null
  return (
    <PagedList
      list={list}
      label="评价时说的话"
      empty={null}
      renderItem={(comment) => (
        <CommentCard
          comment={comment}
          onAct={async (action, answer, draftKey) => {
            await act({ projectId: id, comment, action, answer, draftKey })
            list.reload()
            if (action === 'delete') onDeleted()
          }}
        />
      )}
    />
  )
}

interface Acting {
  projectId: string
  comment: ProjectComment
  action: Action
  answer: ActionAnswer
  draftKey: string | undefined
}

async function act({ projectId, comment, action, answer, draftKey }: Acting): Promise<void> {
  const { id, grade, caseId } = comment
  const { choice, text } = answer
  if (action === 'delete') await rateProject(projectId, { grade, comment: null })
  if (action === 'appeal') await appealReview(caseId ?? '', text ?? '', draftKey).done
  if (action === 'report')
    await reportContent(
      {
        kind: 'forumRating',
        id,
        reason: choice as ReportReason,
        ...(text === undefined ? {} : { note: text }),
      },
      draftKey,
    ).done
}

const specs: Record<Action, ActionSpec<Action>> = {
  delete: {
    action: 'delete',
    text: '删除',
    kind: 'quiet',
    ask: { explain: '删除您说的话，不能恢复；评的几分还在。', submitText: '删除这些话', isDanger: true },
  },
  report: makeReportSpec('report'),
  appeal: makeAppealSpec('appeal'),
}

interface CommentCardProps {
  comment: ProjectComment
  onAct: (action: Action, answer: ActionAnswer, draftKey?: string) => Promise<void>
}

function CommentCard({ comment, onAct }: CommentCardProps) {
  const { id, author, grade, text, stateText, hiddenBecause, actions } = comment
  const [done, setDone] = useState<string>()
  return (
    <Card kind="flat">
      <View className="stack-tight">
        <AuthorLine author={author} />
        <Text className="text-block text-strong">{effectNames[grade]}</Text>
        <Text className="text-block" userSelect>
          {text}
        </Text>
        {stateText !== undefined && <Text className="text-block text-strong">{stateText}</Text>}
        {hiddenBecause !== undefined && <Text className="text-block">原因：{hiddenBecause}</Text>}
        {done !== undefined && <DoneNotice message={done} />}
        <ActionBar
          actions={actions.map((action) => specs[action])}
          formKey={`effect:${id}`}
          onAct={async (action, answer, draftKey) => {
            await onAct(action, answer, draftKey)
            if (action === 'report') setDone(describeReported(answer.choice ?? ''))
            if (action === 'appeal') setDone('申诉已送出，看过后告诉您。')
          }}
        />
      </View>
    </Card>
  )
}
