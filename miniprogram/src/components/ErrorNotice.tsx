import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { Icon } from './Icon'

/** Something was not done: why, and what to do. */
export function ErrorNotice({ message }: { message: string }) {
  return (
    <View className="notice notice-danger" {...roleProps('alert')}>
      <Icon name="warning" />
      <Text className="grow">{message}</Text>
    </View>
  )
}
