import { careGroupNames, careGroups, type CareGroup } from '@linli/shared/elderCare/serviceItem'
import { View } from '@tarojs/components'
import { BigTile } from './BigTile'
import type { IconName } from './icons'

const icons: Record<CareGroup, IconName> = { eat: 'meal', bathe: 'bath', doctor: 'medical', help: 'hand' }

/** 吃饭、洗澡、看病、找人帮忙: the services for elders as four big things. */
export function CareGroupTiles({ onChoose }: { onChoose: (group: CareGroup) => void }) {
  return (
    <View className="tiles tiles-pairs">
      {careGroups.map((group) => (
        <BigTile
          key={group}
          title={careGroupNames[group]}
          icon={icons[group]}
          onPress={() => {
            onChoose(group)
          }}
        />
      ))}
    </View>
  )
}
