import { Text, View } from '@tarojs/components'
import type { NeedSource } from '@linli/shared/needs/need.state'
import { useNow } from '../../../hooks/useNow'
import type { NeedView } from '../../../services/needs'
import { describeMoment, describeSpan } from '../../../services/time'
import { Card } from '../../Card'

/** How a need came in, by its source. */
const sourceNames: Record<NeedSource, string> = {
  proxy: '亲属代办',
  self: '居民自己提的',
  counter: '柜台登记',
  phone: '电话登记',
  visit: '走访登记',
  patrol: '巡查发现',
  box: '意见箱',
  hotline: '12345 热线',
  sensor: '设备报警',
  system: '自动提醒要上门',
}

/** For staff: the deadlines, how it came in, why it came here, and who helps. */
export function StaffFacts({ need }: { need: NeedView }) {
  const now = useNow(60_000)
  const { acceptBy, resolveBy, holder, route, helpers } = need
  const facts: (readonly [label: string, value: string])[] = [
    ['来源', `${sourceNames[need.source]}，${describeMoment(need.createdAt, now)}`],
    ...(holder
      ? [['在谁手上', `${holder.name}，已 ${describeSpan(now - Date.parse(holder.since))}`] as const]
      : []),
    ...(need.state === 'assigned' && acceptBy !== undefined
      ? [['接单期限', describeMoment(acceptBy, now)] as const]
      : []),
    ...(need.isOpen && resolveBy !== undefined
      ? [['办结期限', describeMoment(resolveBy, now)] as const]
      : []),
    ...(route
      ? [
          [
            '为什么派到这里',
            [route.why.replace(/。$/, ''), route.ruleName && `规则：${route.ruleName}`]
              .filter(Boolean)
              .join('；'),
          ] as const,
        ]
      : []),
    ...(helpers.length > 0 ? [['一起办的', helpers.map(({ name }) => name).join('、')] as const] : []),
  ]
  return (
    <Card kind="flat">
      <View className="stack-tight">
        {facts.map(([label, value]) => (
          <Text key={label} className="text-block text-small">
            <Text className="text-soft">{label}：</Text>
            {value}
          </Text>
        ))}
      </View>
    </Card>
  )
}
