import { Text, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Icon } from './Icon'
import type { IconName } from './icons'
import { Pressable } from './Pressable'

interface ListRowProps {
  title: string
  note?: string
  icon?: IconName
  /** At the end of the line, before the arrow. */
  extra?: ReactNode
  onPress?: () => void
}

/** One line of a `<View className="list">`: settings, people, codes. */
export function ListRow({ title, note, icon, extra, onPress }: ListRowProps) {
  const content = (
    <>
      {icon && (
        <View className="list-row-icon">
          <Icon name={icon} />
        </View>
      )}
      <View className="grow">
        <Text className="text-block">{title}</Text>
        {note !== undefined && <Text className="text-block text-small text-soft">{note}</Text>}
      </View>
      {extra}
      {onPress && (
        <View className="list-row-end">
          <Icon name="next" />
        </View>
      )}
    </>
  )
  if (!onPress) return <View className="list-row">{content}</View>
  return (
    <Pressable className="list-row" onPress={onPress}>
      {content}
    </Pressable>
  )
}
