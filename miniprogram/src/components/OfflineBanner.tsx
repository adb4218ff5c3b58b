import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { useOutgoingStore } from '../services/outgoing'
import { useConnection } from '../stores/connection'
import { Icon } from './Icon'

/** While there is no network: what has been written is safe and will be sent. */
export function OfflineBanner() {
  const { isOnline, isPageMissing } = useConnection()
  const waiting = useOutgoingStore(({ items }) => items.filter(({ state }) => state === 'waiting').length)
  if (isOnline && !isPageMissing) return null
  return (
    <View className="notice notice-warning" {...roleProps('status')}>
      <Icon name="offline" />
      <Text className="grow">
        {isPageMissing
          ? '没有网络，那一页还打不开。连上网络后，请再点一次。'
          : waiting > 0
            ? `网络断开了。有 ${waiting} 条内容已经存好，连上网络后会自动发送。`
            : '网络断开了。您写的会留在这台手机上。按过以后说“存好了”的，连上网络后自动发送；别的请连上网络再按一次。'}
      </Text>
    </View>
  )
}
