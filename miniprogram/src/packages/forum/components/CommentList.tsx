import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../components/ActionBar'
import { Card } from '../../../components/Card'
import { DoneNotice } from '../../../components/DoneNotice'
import { EmptyState } from '../../../components/EmptyState'
import { AuthorLine } from '../../../components/forum/AuthorLine'
import { useNameAsked } from '../../../components/forum/useNameAsked'
import { MediaStrip } from '../../../components/MediaStrip'
import { PagedList } from '../../../components/PagedList'
import { ReadAloud } from '../../../components/ReadAloud'
import { Section } from '../../../components/Section'
import { Tag } from '../../../components/Tag'
import { useNow } from '../../../hooks/useNow'
import type { Paged } from '../../../hooks/usePaged'
import {
  deleteComment,
  editComment,
  likeComment,
  reportContent,
  type CommentView,
  type ReportReason,
} from '../../../services/forum'
import { appealReview } from '../../../services/reviews'
import { describeMoment } from '../../../services/time'
import { settledMessage } from './settled'
import { describeReported, makeAppealSpec, makeReportSpec } from '../../../components/forum/reportSpec'

interface CommentListProps {
  list: Paged<CommentView>
  /** Whether one may say something. */
  canReply: boolean
  onReply: (comment: CommentView) => void
  onChanged: () => void
}

/** What was said, the oldest first; the community's own answers stand out. */
export function CommentList({ list, canReply, onReply, onChanged }: CommentListProps) {
  const spoken = list.items
    .filter(({ author, text }) => author && text !== '')
    .map(({ author, text }) => `${author?.name ?? ''}说：${text}`)
    .join('。')
  return (
    <Section title="留言">
      {spoken !== '' && <ReadAloud label="把留言读给我听" text={spoken} />}
      <PagedList
        list={list}
        label="留言"
        empty={
          <EmptyState
            icon="message"
            title="还没有留言"
            {...(canReply ? { message: '您可以先说一句。' } : {})}
          />
        }
        renderItem={(comment) => <CommentCard comment={comment} onReply={onReply} onChanged={onChanged} />}
      />
    </Section>
  )
}

interface CommentCardProps {
  comment: CommentView
  onReply: (comment: CommentView) => void
  onChanged: () => void
}

type Action = CommentView['actions'][number]

function CommentCard({ comment, onReply, onChanged }: CommentCardProps) {
  const now = useNow(60_000)
  const { id, author, text, media, at, editedAt, isOfficial, replyTo, stateText, hiddenBecause } = comment
  const specs = makeSpecs(comment)
  const [done, setDone] = useState<string>()
  const { withName, preview } = useNameAsked()
  const act = async (action: Action, answer: ActionAnswer, draftKey?: string) => {
    if (action === 'reply') {
      onReply(comment)
      return
    }
    try {
      const send = () => doAction(comment, action, answer, draftKey)
      await (action === 'edit' ? withName(answer.text ?? '', send) : send())
      setDone(describeDone(action, answer))
    } finally {
      onChanged() // also what came between is to be seen
    }
  }
  return (
    <Card kind={isOfficial ? 'plain' : 'flat'} className={isOfficial ? 'is-official' : ''}>
      <View className="stack-tight">
        {isOfficial && <Tag text="官方回复" icon="check" tone="info" />}
        {author && <AuthorLine author={author} />}
        {replyTo && (
          <Text className="text-block text-small text-soft">
            回复 {replyTo.name}：{replyTo.excerpt}
          </Text>
        )}
        <Text className={author ? 'text-block' : 'text-block text-soft'} userSelect>
          {text}
        </Text>
        <MediaStrip media={media} />
        {stateText !== undefined && <Text className="text-block text-strong">{stateText}</Text>}
        {hiddenBecause !== undefined && <Text className="text-block">原因：{hiddenBecause}</Text>}
        <Text className="text-block text-small text-soft">
          {describeMoment(at, now)}
          {editedAt === undefined ? '' : '，改过'}
        </Text>
        {comment.isSettled === true && (
          <Text className="text-block text-small text-soft">{settledMessage}</Text>
        )}
        {isOfficial && <ReadAloud text={text} />}
        {done !== undefined && <DoneNotice message={done} />}
        <ActionBar
          actions={comment.actions.map((action) => specs[action])}
          formKey={`comment:${id}`}
          onAct={act}
        />
        {preview}
      </View>
    </Card>
  )
}

function describeDone(action: Action, { choice = '' }: ActionAnswer): string | undefined {
  if (action === 'report') return describeReported(choice)
  return action === 'appeal' ? '申诉已送出，看过后告诉您。' : undefined
}

async function doAction(
  comment: CommentView,
  action: Action,
  { choice, text = '' }: ActionAnswer,
  draftKey: string | undefined,
): Promise<void> {
  const { id, version, isLiked, caseId } = comment
  if (action === 'like') await likeComment(id, !isLiked)
  if (action === 'edit') await editComment(id, version, text)
  if (action === 'delete') await deleteComment(id)
  if (action === 'appeal') await appealReview(caseId ?? '', text, draftKey).done
  if (action === 'report')
    await reportContent(
      {
        kind: 'forumComment',
        id,
        reason: choice as ReportReason,
        ...(text === '' ? {} : { note: text }),
      },
      draftKey,
    ).done
}

const makeSpecs = ({ text, likes, isLiked }: CommentView): Record<Action, ActionSpec<Action>> => ({
  reply: { action: 'reply', text: '回复', icon: 'message', kind: 'quiet' },
  like: { action: 'like', text: `${isLiked ? '取消赞' : '赞'} ${likes}`, icon: 'heart', kind: 'quiet' },
  edit: {
    action: 'edit',
    text: '修改',
    kind: 'quiet',
    ask: {
      explain: '改过的留言要重新核对，核对好邻居才看得到。',
      text: { label: '改成', audience: '邻居们', isRequired: true, most: 500, start: text },
    },
  },
  delete: {
    action: 'delete',
    text: '删除',
    kind: 'quiet',
    ask: { explain: '删除后不能恢复。', submitText: '删除这条留言', isDanger: true },
  },
  report: makeReportSpec('report'),
  appeal: makeAppealSpec('appeal'),
})
