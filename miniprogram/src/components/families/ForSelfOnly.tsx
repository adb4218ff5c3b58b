import { neverByProxyText } from '@linli/shared/families/bond'
import { Text, View } from '@tarojs/components'
import { useChosenElder } from '../../stores/actingFor'
import { Icon } from '../Icon'

/**
 * Over what nobody does for another. Whoever has chosen to act for an elder on this telephone reads whose it is, before
 * she takes her own vote for her mother's.
 * @param what 「这一票」.
 */
export function ForSelfOnly({ what }: { what: string }) {
  const chosen = useChosenElder()
  if (!chosen) return null
  return (
    <View className="acting-banner">
      <View className="acting-banner-words">
        <Icon name="people" />
        <Text className="text-large text-strong">{`${what}是您自己的`}</Text>
      </View>
      <Text className="text-block">{`您选的是为${chosen.name}办事，可是${neverByProxyText}`}</Text>
    </View>
  )
}
