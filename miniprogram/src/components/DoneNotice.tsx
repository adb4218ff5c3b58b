import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { Icon } from './Icon'

/** Something was done: what, and what happens next. */
export function DoneNotice({ message }: { message: string }) {
  return (
    <View className="notice notice-success" {...roleProps('status')}>
      <Icon name="check" />
      <Text className="grow">{message}</Text>
    </View>
  )
}
