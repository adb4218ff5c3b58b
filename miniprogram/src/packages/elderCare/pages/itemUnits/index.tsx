import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { AppPage } from '../../../../components/AppPage'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { PagedList } from '../../../../components/PagedList'
import { Tag } from '../../../../components/Tag'
import { usePaged } from '../../../../hooks/usePaged'
import { listItemUnits, type ItemUnit } from '../../../../services/elderCare'
import { pageOf } from '../../components/careWords'

/** Who does one item for the people of an area: where, at what price, and why nobody can book it there now. */
export default function ItemUnitsPage() {
  const { area = '', code = '' } = useRouter().params
  const units = usePaged(`itemUnits:${area}:${code}`, (cursor) => listItemUnits(area, code, cursor))
  return (
    <AppPage title="哪些单位在做">
      <PagedList
        list={units}
        label="单位"
        renderItem={(unit) => <UnitCard unit={unit} />}
        empty={
          <EmptyState
            icon="building"
            title="这里还没有单位做这一项"
            message="在“服务目录”下面选一个单位，给它加上这一项。"
          />
        }
      />
    </AppPage>
  )
}

function UnitCard({ unit }: { unit: ItemUnit }) {
  const open = () => Taro.navigateTo({ url: pageOf('provider', { unit: unit.unitId }) })
  return (
    <Card {...(unit.canOpen ? { onPress: () => void open() } : {})}>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-strong grow">{unit.unitName}</Text>
          {unit.problem === undefined ? (
            <Tag text="可以约" tone="success" />
          ) : (
            <Tag text={unit.problem} tone="danger" icon="warning" />
          )}
        </View>
        <Text className="text-block text-soft">
          {unit.areaName}，{unit.priceText}
        </Text>
      </View>
    </Card>
  )
}
