import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { Card } from '../../../components/Card'
import { Tag } from '../../../components/Tag'
import type { CareOrderSummary } from '../../../services/elderCare'
import { describeOrderTag, pageOf } from './careWords'
import { useSteps } from './useSteps'

/** One order in a list: what, when, who, how far. `showsPerson` where several elders stand in one list. */
export function OrderCard({
  order,
  showsPerson = false,
}: {
  order: CareOrderSummary
  showsPerson?: boolean
}) {
  const unsent = Object.keys(useSteps(order.id)).length
  return (
    <Card onPress={() => void Taro.navigateTo({ url: pageOf('order', { id: order.id }) })}>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong grow">
            {showsPerson ? `${order.personName}：${order.item.name}` : order.item.name}
          </Text>
          <Tag {...describeOrderTag(order)} />
        </View>
        <Text className="text-block text-large">{order.timeText}</Text>
        <Text className="text-block text-soft">{order.stateText}</Text>
        {unsent > 0 && <Tag text={`手机里有 ${unsent} 步还没发出去`} tone="warning" icon="clock" />}
        {showsPerson && <Text className="text-block text-small text-soft">{order.placeText}</Text>}
      </View>
    </Card>
  )
}
