import { Text, View } from '@tarojs/components'
import { Icon } from './Icon'
import type { IconName } from './icons'

export type Tone = 'plain' | 'accent' | 'info' | 'success' | 'warning' | 'danger'

/** A short word about a thing; its colour only repeats what the word and the icon say. */
export function Tag({ text, tone = 'plain', icon }: { text: string; tone?: Tone; icon?: IconName }) {
  return (
    <View className={`tag tag-${tone}`}>
      {icon && <Icon name={icon} />}
      <Text>{text}</Text>
    </View>
  )
}
