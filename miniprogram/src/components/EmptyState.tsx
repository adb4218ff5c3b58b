import { Text, View } from '@tarojs/components'
import { Button } from './Button'
import { Icon } from './Icon'
import type { IconName } from './icons'

interface EmptyStateProps {
  icon?: IconName
  title: string
  /** What will appear here, or how to begin. */
  message?: string
  action?: { text: string; onPress: () => void }
}

/** Nothing is there yet, and that is in order. */
export function EmptyState({ icon = 'list', title, message, action }: EmptyStateProps) {
  return (
    <View className="state">
      <View className="state-picture">
        <Icon name={icon} />
      </View>
      <Text className="state-title">{title}</Text>
      {message !== undefined && <Text className="state-message">{message}</Text>}
      {action && <Button text={action.text} kind="primary" onPress={action.onPress} />}
    </View>
  )
}
