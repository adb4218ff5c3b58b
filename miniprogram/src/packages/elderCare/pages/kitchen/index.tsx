import { addDays, formatDay, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import Taro, { useRouter } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { AppPage } from '../../../../components/AppPage'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { FileButtons } from '../../../../components/FileButtons'
import { FilterBar } from '../../../../components/FilterBar'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import { useLive } from '../../../../hooks/useLive'
import { useRemote } from '../../../../hooks/useRemote'
import { fetchKitchenPrint, fetchKitchenSheet, getKitchenList } from '../../../../services/elderCare'
import type { CallOutput } from '../../../../services/http.types'
import { useMembership } from '../../../../stores/session'
import { pageOf } from '../../components/careWords'
import type { kitchenContracts } from '@linli/shared/elderCare/kitchen.contract'

type List = CallOutput<(typeof kitchenContracts)['getKitchenList']>

/** What the kitchen cooks: what must be minded first. Tomorrow, unless another day is chosen. */
export default function KitchenPage() {
  const membership = useMembership()
  const { unit = membership?.unitId, day } = useRouter().params
  return (
    <AppPage title="餐单">
      {unit === undefined ? (
        <EmptyState icon="lock" title="这一页给食堂的人员用" />
      ) : (
        <Kitchen unit={unit} first={day} />
      )}
    </AppPage>
  )
}

function Kitchen({ unit, first }: { unit: string; first: string | undefined }) {
  const today = toShanghaiDay(new Date())
  const [day, setDay] = useState(first ?? addDays(today, 1))
  const list = useRemote(`kitchen:${unit}:${day}`, () => getKitchenList(unit, day))
  useLive('queue.changed', list.reload)
  return (
    <View className="stack-loose">
      <FilterBar
        label="哪一天"
        value={day}
        options={[0, 1, 2, 3, 4, 5, 6].map((offset) => {
          const value = addDays(today, offset)
          return { value, text: formatDay(fromShanghaiDay(value), new Date()) }
        })}
        onChange={setDay}
      />
      <RemoteView remote={list} rows={5}>
        {(data) =>
          data.rows.length === 0 ? (
            <EmptyState icon="meal" title={`${data.dayText}还没有人订餐`} />
          ) : (
            <View className="stack-loose">
              <Files unit={unit} day={day} />
              <Section title="一共">
                <View className="stack">
                  {data.totals.map(({ label, count, parts }) => (
                    <View key={label} className="row-wrap">
                      <Tag text={`${label} ${count} 份`} tone="info" />
                      {parts.length > 0 && <Text>其中</Text>}
                      {parts.map((part) => (
                        <Tag key={part.label} text={`${part.label} ${part.count} 份`} />
                      ))}
                    </View>
                  ))}
                </View>
              </Section>
              <Rows rows={data.rows} />
            </View>
          )
        }
      </RemoteView>
    </View>
  )
}

function Files({ unit, day }: { unit: string; day: string }) {
  return (
    <FileButtons
      printText="打印餐单和餐盒标签"
      saveText="下载表格"
      fetchPrint={() => fetchKitchenPrint(unit, day)}
      fetchSheet={() => fetchKitchenSheet(unit, day)}
      sheetName={`${day} 餐单.xlsx`}
    />
  )
}

function Rows({ rows }: { rows: List['rows'] }) {
  return (
    <Section title="每一份">
      <View className="stack">
        {rows.map((row) => (
          <Card key={row.id} onPress={() => void Taro.navigateTo({ url: pageOf('order', { id: row.id }) })}>
            <View className="stack-tight">
              <View className="row-between">
                <Text className="text-strong grow">{row.name}</Text>
                <Text>{row.itemName}</Text>
              </View>
              <View className="row-wrap">
                {row.diet.map((word) => (
                  <Tag key={word} text={word} tone="danger" icon="warning" />
                ))}
              </View>
              {row.address !== undefined && <Text className="text-block text-soft">{row.address}</Text>}
              <Text className="text-block text-soft">
                {row.timeText}
                {row.isDelivered ? `，${row.leaveByText}，${row.eatByText}` : '，堂食'}
              </Text>
            </View>
          </Card>
        ))}
      </View>
    </Section>
  )
}
