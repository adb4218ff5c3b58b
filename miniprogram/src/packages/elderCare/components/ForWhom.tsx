import { Text, View } from '@tarojs/components'
import { Card } from '../../../components/Card'
import { Icon } from '../../../components/Icon'
import type { Services } from '../../../services/elderCare'

/** Whom it is for, impossible to overlook when it is not oneself. */
export function ForWhom({ client }: { client: Services['client'] }) {
  if (!client || client.isSelf) return null
  return (
    <Card kind="accent">
      <View className="row">
        <Icon name="people" />
        <View className="grow">
          <Text className="text-block text-large text-strong">为 {client.name} 办</Text>
          {client.actingAs !== undefined && (
            <Text className="text-block text-soft">
              您以{client.actingAs}的身份代办，长者能看到是谁办的。
            </Text>
          )}
        </View>
      </View>
    </Card>
  )
}
