import { Text, View } from '@tarojs/components'
import { Card } from '../../../components/Card'
import { Tag } from '../../../components/Tag'
import { useNow } from '../../../hooks/useNow'
import type { NoticeSummary } from '../../../services/notices'
import { describeMoment } from '../../../services/time'

/** One notice in a list: what it is, who says so, and whether one has seen it. */
export function NoticeRow({ notice, onPress }: { notice: NoticeSummary; onPress: () => void }) {
  const now = useNow(60_000)
  const { title, signedBy, areaName, publishedAt, isUnread } = notice
  const when = publishedAt === undefined ? '' : `${describeMoment(publishedAt, now)} · `
  return (
    <Card onPress={onPress} label={`${notice.kindName}：${title}`}>
      <View className="stack-tight">
        <NoticeTags notice={notice} />
        {notice.forWhom !== undefined && (
          <Text className="text-block text-strong">{`发给：${notice.forWhom}`}</Text>
        )}
        <Text className={`text-block text-large ${isUnread ? 'text-strong' : ''}`}>{title}</Text>
        <Text className="text-block text-small text-soft">
          {when}
          {signedBy ?? areaName}
        </Text>
      </View>
    </Card>
  )
}

/** What kind it is, and what has become of it. */
export function NoticeTags({ notice }: { notice: NoticeSummary }) {
  const { kindName, mustReach, state, stateText, isUnread } = notice
  return (
    <View className="row-wrap">
      <Tag
        text={kindName}
        tone={mustReach ? 'danger' : 'info'}
        {...(mustReach ? { icon: 'warning' as const } : {})}
      />
      {state !== 'published' && <Tag text={stateText} tone={state === 'withdrawn' ? 'danger' : 'plain'} />}
      {isUnread && <Tag text="还没看" tone="warning" icon="bell" />}
    </View>
  )
}
