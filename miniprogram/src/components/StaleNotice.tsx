import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { Button } from './Button'
import { Icon } from './Icon'

/** What is shown is from before; the newest could not be fetched. */
export function StaleNotice({ onRetry }: { onRetry: () => void }) {
  return (
    <View className="notice notice-warning" {...roleProps('status')}>
      <Icon name="offline" />
      <Text className="grow">这是之前的内容，最新的还没取到。</Text>
      <Button text="刷新" kind="quiet" onPress={onRetry} />
    </View>
  )
}
