import { effectNames } from '@linli/shared/deliberation/project'
import { Text, View } from '@tarojs/components'
import { ActionBar } from '../../../components/ActionBar'
import { Card } from '../../../components/Card'
import { AuthorLine } from '../../../components/forum/AuthorLine'
import { makeReportSpec } from '../../../components/forum/reportSpec'
import { PagedList } from '../../../components/PagedList'
import { usePaged } from '../../../hooks/usePaged'
import { listProjectComments, type ProjectComment } from '../../../services/deliberation'
import { reportContent, type ReportReason } from '../../../services/forum'

/** What neighbours said when they rated. */
export function ProjectComments({ id }: { id: string }) {
  const list = usePaged(`effects:${id}`, (cursor) => listProjectComments(id, cursor))
  if (list.items.length === 0) return null
  return (
    <PagedList
      list={list}
      label="评价时说的话"
      empty={null}
      renderItem={(comment) => <CommentCard comment={comment} />}
    />
  )
}

function CommentCard({ comment: { id, author, grade, text, stateText } }: { comment: ProjectComment }) {
  return (
    <Card kind="flat">
      <View className="stack-tight">
        <AuthorLine author={author} />
        <Text className="text-block text-strong">{effectNames[grade]}</Text>
        <Text className="text-block" userSelect>
          {text}
        </Text>
        {stateText !== undefined && <Text className="text-block text-soft">{stateText}</Text>}
        {!author.isMine && (
          <ActionBar
            actions={[makeReportSpec('report')]}
            formKey={`effect:${id}`}
            onAct={(_, { choice, text: note }, draftKey) =>
              reportContent(
                {
                  kind: 'forumRating',
                  id,
                  reason: choice as ReportReason,
                  ...(note === undefined ? {} : { note }),
                },
                draftKey,
              ).done
            }
          />
        )}
      </View>
    </Card>
  )
}
