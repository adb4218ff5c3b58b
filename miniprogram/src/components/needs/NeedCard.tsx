import { Text, View } from '@tarojs/components'
import { iconOf } from '../../services/categories'
import type { NeedSummary } from '../../services/needs'
import { Card } from '../Card'
import { Deadline } from '../Deadline'
import { Icon } from '../Icon'
import { Tag } from '../Tag'
import { describeNeedTag } from './needWords'

interface NeedCardProps {
  need: NeedSummary
  onPress: () => void
  isSelected?: boolean
  /** In a worker's list; the resident reads it in the sentence. */
  hasDeadline?: boolean
}

/** A need in a list: what, where it stands, by when. */
export function NeedCard({ need, onPress, isSelected, hasDeadline }: NeedCardProps) {
  const tag = describeNeedTag(need)
  return (
    <Card onPress={onPress} className="need-card" {...(isSelected === undefined ? {} : { isSelected })}>
      <View className="row row-top">
        <View className="list-row-icon">
          <Icon name={iconOf(need.category.icon)} />
        </View>
        <View className="grow stack-tight">
          <View className="row-between">
            <Text className="text-strong">{need.category.name}</Text>
            <Tag {...tag} />
          </View>
          {need.excerpt !== undefined && <Text className="text-block">{need.excerpt}</Text>}
          <Text className="text-block text-soft">{need.stateText}</Text>
          {need.proxyText !== undefined && <Tag text={need.proxyText} tone="warning" icon="people" />}
          {need.placeText !== undefined && (
            <Text className="text-block text-small text-soft">{need.placeText}</Text>
          )}
          {hasDeadline &&
            need.deadline !== undefined &&
            (need.state === 'assigned' || need.state === 'accepted') && (
              <Deadline at={need.deadline} since={need.createdAt} />
            )}
        </View>
      </View>
    </Card>
  )
}
