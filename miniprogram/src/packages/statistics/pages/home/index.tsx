import { fewPeople } from '@linli/shared/statistics/statistics'
import Taro from '@tarojs/taro'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { BarChart } from '../../../../components/BarChart'
import { Button } from '../../../../components/Button'
import { FilterBar } from '../../../../components/FilterBar'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import {
  fetchStatisticsSheet,
  getStatistics,
  listSubAreaStatistics,
  type Statistics,
  type StatisticsRange,
} from '../../../../services/statistics'
import { AreaBrowser, type Place } from '../../components/AreaBrowser'
import { ExportPart } from '../../components/ExportPart'
import { AreaTable, CategoryTable } from '../../components/FigureTable'
import { HeadFigures } from '../../components/HeadFigures'

/** Numbers for whoever answers for an area: the residents' word first, every share with its whole. */
export default function StatisticsPage() {
  return (
    <AreaBrowser title="数字">
      {(range, onOpen) => (
        <View className="stack-loose">
          <Button
            text="养老服务的数字"
            icon="heart"
            onPress={() => void Taro.navigateTo({ url: '/packages/statistics/pages/care/index' })}
          />
          <AreaNumbers range={range} onOpen={onOpen} />
        </View>
      )}
    </AreaBrowser>
  )
}

function AreaNumbers({ range, onOpen }: { range: StatisticsRange; onOpen: (area: Place) => void }) {
  const key = `${range.area}:${range.from}:${range.to}`
  const numbers = useRemote(`statistics:${key}`, () => getStatistics(range))
  return (
    <RemoteView remote={numbers} rows={5}>
      {(data) => (
        <View className="stack-loose">
          <HeadFigures figures={data.figures} />
          <DayBars days={data.days} />
          {data.area.level !== 'community' && <SubAreas range={range} onOpen={onOpen} />}
          {data.categories.length > 0 && (
            <Section title="按类别">
              <CategoryTable rows={data.categories} />
            </Section>
          )}
          <ExportPart
            range={range}
            name="数字"
            note={`表格按整月，不含没过完的月份；数字取整到 ${fewPeople}，少于 ${fewPeople} 的不写，免得认出是谁。`}
            fetchSheet={fetchStatisticsSheet}
          />
        </View>
      )}
    </RemoteView>
  )
}

function SubAreas({ range, onOpen }: { range: StatisticsRange; onOpen: (area: Place) => void }) {
  const key = `${range.area}:${range.from}:${range.to}`
  const children = useRemote(`subAreas:${key}`, () => listSubAreaStatistics(range))
  return (
    <Section title="下一级（按编号排列，不排名）">
      <RemoteView remote={children}>
        {({ items }) => (
          <AreaTable rows={items.map(({ area, figures }) => ({ ...area, figures }))} onOpen={onOpen} />
        )}
      </RemoteView>
    </Section>
  )
}

const mostBars = 14

const nameDay = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

/** Long spans are drawn by several days, so that every bar can be read. */
const sizeOfGroup = (days: Statistics['days']): number => Math.max(1, Math.ceil(days.length / mostBars))

function groupDays(days: Statistics['days']): { label: string; created: number; closed: number }[] {
  const size = sizeOfGroup(days)
  const groups: { label: string; created: number; closed: number }[] = []
  for (let start = 0; start < days.length; start += size) {
    const part = days.slice(start, start + size)
    const [first, last] = [part[0], part.at(-1)].map((row) => nameDay(row?.day ?? ''))
    groups.push({
      label: first === last ? (first ?? '') : `${first ?? ''}–${last ?? ''}`,
      created: part.reduce((sum, { created }) => sum + created, 0),
      closed: part.reduce((sum, { closed }) => sum + closed, 0),
    })
  }
  return groups
}

function DayBars({ days }: { days: Statistics['days'] }) {
  const [shown, setShown] = useState<'created' | 'closed'>('created')
  const size = sizeOfGroup(days)
  const each = size === 1 ? '每天' : `每 ${size} 天`
  return (
    <Section title={each}>
      <View className="stack">
        <FilterBar
          label="看什么"
          options={[
            { value: 'created', text: '居民提出' },
            { value: 'closed', text: '办完' },
          ]}
          value={shown}
          onChange={setShown}
        />
        <BarChart
          label={`${each}${shown === 'created' ? '居民提出' : '办完'}的件数`}
          unit="件"
          bars={groupDays(days).map((group) => ({ label: group.label, value: group[shown] }))}
        />
      </View>
    </Section>
  )
}
