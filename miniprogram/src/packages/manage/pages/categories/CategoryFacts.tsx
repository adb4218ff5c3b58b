import { describeClock } from '@linli/shared/categories/clock.words'
import { Text, View } from '@tarojs/components'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import type { Definition } from '../../../../services/rules'

/** A category for those who may read it and not change it. */
export function CategoryFacts({ definition }: { definition: Definition }) {
  const { name, areaName, group, clock, asks, isClosed, isPublicPlace } = definition
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">{name}</Text>
        <FactList
          facts={[
            { label: '谁定的', value: areaName },
            { label: '放在哪一组', value: group },
            { label: '时限', value: describeClock(clock) },
            { label: '邻居能看到吗', value: isPublicPlace ? '能看到类别、地方和日期' : '看不到' },
            { label: '还要问', value: asks.length > 0 ? asks.map(({ label }) => label).join('、') : '不问' },
            { label: '现在', value: isClosed ? '停用' : '在受理' },
          ]}
        />
        <Text className="text-block text-soft">您可以看，修改请找书记或上级。</Text>
      </View>
    </Card>
  )
}
