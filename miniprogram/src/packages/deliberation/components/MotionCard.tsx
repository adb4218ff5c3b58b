import { dueNames } from '@linli/shared/deliberation/motion'
import { Text, View } from '@tarojs/components'
import { Card } from '../../../components/Card'
import { AuthorLine } from '../../../components/forum/AuthorLine'
import { Tag } from '../../../components/Tag'
import { useNow } from '../../../hooks/useNow'
import type { MotionSummary } from '../../../services/deliberation'
import { describeDeadline, describeMoment } from '../../../services/time'

interface MotionCardProps {
  motion: MotionSummary
  onPress: () => void
  isSelected?: boolean
  /** Of which community, where several stand together. */
  place?: string
}

/** One motion in a list: what it is, who stands behind it, where it is. */
export function MotionCard({ motion, onPress, isSelected, place }: MotionCardProps) {
  const now = useNow(60_000)
  const { title, excerpt, author, at, counts, threshold, state, stateText, dueBy, visibilityText } = motion
  const isGathering = state === 'gathering'
  const due = dueNames[state]
  return (
    <Card onPress={onPress} {...(isSelected === undefined ? {} : { isSelected })}>
      <View className="stack-tight">
        <Text className="text-block text-large text-strong">{title}</Text>
        <Text className="text-block">{excerpt}</Text>
        <View className="row-wrap">
          <Tag text={stateText} icon={isGathering ? 'people' : 'flag'} tone="info" />
          {motion.isScheduled && <Tag text="一定表决" icon="check" tone="success" />}
          {motion.isCoSigned && <Tag text="您已联名" icon="check" tone="accent" />}
          {motion.isOverdue && <Tag text="超过时间" icon="warning" tone="danger" />}
        </View>
        {visibilityText !== undefined && <Text className="text-block text-strong">{visibilityText}</Text>}
        <Text className="text-block">
          {isGathering
            ? `已有 ${counts.coSigners} 人联名，够 ${threshold} 人就请社区答复`
            : `${counts.coSigners} 人联名 · 赞成理由 ${counts.for} 条 · 反对理由 ${counts.against} 条`}
        </Text>
        {dueBy !== undefined && due !== undefined && (
          <Text className="text-block text-soft">{`${due}：${describeDeadline(dueBy, now).text}`}</Text>
        )}
        <AuthorLine author={author} />
        <Text className="text-block text-small text-soft">
          {[place, describeMoment(at, now)].filter(Boolean).join(' · ')}
        </Text>
      </View>
    </Card>
  )
}
