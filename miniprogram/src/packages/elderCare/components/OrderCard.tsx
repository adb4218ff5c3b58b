import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { Card } from '../../../components/Card'
import { Tag } from '../../../components/Tag'
import type { CareOrderSummary } from '../../../services/elderCare'
import { describeOrderTag, pageOf } from './careWords'
import { isUnderWay } from '../../../services/outgoing'
import { useSteps } from './useSteps'

/** One order in a list: what, when, who, how far. `showsPerson` where several elders stand in one list. */
export function OrderCard({
  order,
  showsPerson = false,
}: {
  order: CareOrderSummary
  showsPerson?: boolean
}) {
  const steps = Object.values(useSteps(order.id))
  const unsent = steps.filter(isUnderWay).length
  const refused = steps.length - unsent
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
        {refused > 0 && <Tag text={`有 ${refused} 步没有发成，点开看`} tone="danger" icon="warning" />}
        {unsent > 0 && <Tag text={`手机里有 ${unsent} 步还没发出去`} tone="warning" icon="clock" />}
        {showsPerson && <Text className="text-block text-small text-soft">{order.placeText}</Text>}
      </View>
    </Card>
  )
}
