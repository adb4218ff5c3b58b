import { sayYuan } from '@linli/shared/money'
import { formatDate } from '@linli/shared/time'
import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { Card } from '../../../components/Card'
import type { OwnBill } from '../../../services/monthBills'
import { pageOf } from './careWords'

/** Each order of a month: what it cost, what programmes pay of it, and how the rest is paid. */
export function BillRows({ rows, self }: Pick<OwnBill, 'rows'> & { self: string }) {
  return (
    <View className="stack">
      {rows.map(({ id, day, itemName, unitName, priceFen, subsidyFen, selfPaidFen, paymentText }) => (
        <Card key={id} kind="flat" onPress={() => void Taro.navigateTo({ url: pageOf('order', { id }) })}>
          <View className="stack-tight">
            <View className="row-between">
              <Text className="text-strong grow">{`${formatDate(day)} ${itemName}`}</Text>
              <Text className="figures text-strong">{sayYuan(selfPaidFen)}</Text>
            </View>
            <Text className="text-block text-soft">{unitName}</Text>
            {priceFen !== undefined && subsidyFen !== undefined && subsidyFen > 0 && (
              <Text className="text-block">
                {`原价 ${sayYuan(priceFen)}，补贴付 ${sayYuan(subsidyFen)}，${self}付 ${sayYuan(selfPaidFen)}`}
              </Text>
            )}
            <Text className="text-block">{paymentText}</Text>
          </View>
        </Card>
      ))}
    </View>
  )
}
