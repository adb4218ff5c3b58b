import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'

/** Grey shapes of the rows to come; a screen reader hears 「正在加载」. */
export function LoadingState({ rows = 3 }: { rows?: number }) {
  return (
    <View className="loading" {...roleProps('status')}>
      <Text className="only-spoken">正在加载，请稍候</Text>
      {Array.from({ length: rows }, (_, row) => (
        <View key={row} className="skeleton" aria-hidden="true">
          <View className="skeleton-line skeleton-line-title" />
          <View className="skeleton-line" />
          <View className="skeleton-line skeleton-line-short" />
        </View>
      ))}
    </View>
  )
}
