import Taro from '@tarojs/taro'
import { ListRow } from '../../../../components/ListRow'
import type { CareItem } from '../../../../services/elderCare'
import { describeUnits, pageOf } from '../../components/careWords'

/** The way to who does an item: the units of the area, those above, and those of the communities inside it. */
export function ItemUnitsRow({ area, item }: { area: string; item: CareItem }) {
  return (
    <ListRow
      icon="building"
      title="哪些单位在做"
      note={describeUnits(item)}
      onPress={() => void Taro.navigateTo({ url: pageOf('itemUnits', { area, code: item.code }) })}
    />
  )
}
