import { fewPeople } from '@linli/shared/statistics/statistics'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { BarChart } from '../../../../components/BarChart'
import { FilterBar } from '../../../../components/FilterBar'
import { Pressable } from '../../../../components/Pressable'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import { roleProps } from '../../../../platform/keyboard'
import {
  fetchCareSheet,
  getCareStatistics,
  type CareFigures,
  type CareStatistics,
  type StatisticsRange,
} from '../../../../services/statistics'
import { AreaBrowser, type Place } from '../../components/AreaBrowser'
import { ExportPart } from '../../components/ExportPart'
import { FigureTiles } from '../../components/FigureTiles'
import { describeParts, describeShare } from '../../components/figureWords'

const few = `少于 ${fewPeople}`
const sayCount = (n: number | null): string => (n === null ? few : String(n))
const sayOrders = (n: number | null): string => `${sayCount(n)} 单`
const sayOnTime = ({ onTime }: CareFigures): string => (onTime === null ? few : describeParts(onTime))
const sayRating = ({ rating }: CareFigures): string => {
  if (rating === null) return few
  return rating.average === undefined ? '—' : `${rating.average.toFixed(1)}（${rating.count} 人）`
}

/** Numbers of services, for the street and the district: the elders' word first, nothing that points at people. */
export default function CareStatisticsPage() {
  return (
    <AreaBrowser title="养老服务的数字" isByMonth>
      {(range, onOpen) => <CareNumbers range={range} onOpen={onOpen} />}
    </AreaBrowser>
  )
}

function CareNumbers({ range, onOpen }: { range: StatisticsRange; onOpen: (area: Place) => void }) {
  const key = `${range.area}:${range.from}:${range.to}`
  const numbers = useRemote(`careStatistics:${key}`, () => getCareStatistics(range))
  return (
    <RemoteView remote={numbers} rows={5}>
      {({ from, to, figures, months, classes, areas }) => (
        <View className="stack-loose">
          <Text className="text-block text-soft">{`${describeMonths(from, to)}；少于 ${fewPeople} 的不显示，免得认出是谁`}</Text>
          <Heads figures={figures} />
          <MonthBars months={months} />
          {classes.length > 0 && (
            <Section title="按类别">
              <View className="list" {...roleProps('list')} aria-label="按类别的数字">
                {classes.map((row) => (
                  <View key={row.code} className="list-row" {...roleProps('listitem')}>
                    <FigureLine name={row.name} figures={row.figures} />
                  </View>
                ))}
              </View>
            </Section>
          )}
          {areas.length > 0 && (
            <Section title="下一级（按编号排列，不排名）">
              <View className="list" {...roleProps('list')} aria-label="下一级的数字">
                {areas.map(({ area, figures: own }) => (
                  <Pressable
                    key={area.code}
                    className="list-row"
                    onPress={() => {
                      onOpen(area)
                    }}
                  >
                    <FigureLine name={area.name} figures={own} />
                  </Pressable>
                ))}
              </View>
            </Section>
          )}
          <ExportPart
            range={range}
            name="养老服务"
            note={`表格按整月，不含没过完的月份；数字取整到 ${fewPeople}，少于 ${fewPeople} 的不写，免得认出是谁。要看某一单，打开时写明原因，长者看得到。`}
            fetchSheet={fetchCareSheet}
          />
        </View>
      )}
    </RemoteView>
  )
}

function describeMonths(from: string, to: string): string {
  const [first, last] = [from, to].map((day) => `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月`)
  return first === last
    ? `${first ?? ''}，整月`
    : `${first ?? ''}到${last ?? ''}，按整月，取整到 ${fewPeople}`
}

function MonthBars({ months }: { months: CareStatistics['months'] }) {
  const [shown, setShown] = useState<'ordered' | 'served'>('ordered')
  const bars = months.map(({ month, [shown]: value }) => ({
    label: `${month.slice(0, 4)}年${Number(month.slice(5))}月`,
    value: value ?? 0,
    ...(value === null ? { said: sayOrders(null) } : {}),
  }))
  return (
    <Section title="一年里每个月">
      <View className="stack">
        <FilterBar
          label="看什么"
          options={[
            { value: 'ordered', text: '预约' },
            { value: 'served', text: '做完' },
          ]}
          value={shown}
          onChange={setShown}
        />
        <BarChart label={shown === 'ordered' ? '每月预约的单数' : '每月做完的单数'} unit="单" bars={bars} />
      </View>
    </Section>
  )
}

function noteRating(rating: CareFigures['rating']): string {
  if (rating === null) return '评价的人还太少'
  return rating.count === 0 ? '还没有评价' : `${rating.count} 人评价，满分 5 分`
}

function noteOnTime(onTime: CareFigures['onTime']): string {
  if (onTime === null) return '单数还太少'
  return onTime.of === 0 ? '还没有做完的' : `做完和已经晚了的 ${onTime.of} 单里有 ${onTime.part} 单按时`
}

function Heads({ figures }: { figures: CareFigures }) {
  const { rating, onTime, ordered, served, open, notDone, cancelled, noShow, disputes } = figures
  const heads = [
    {
      title: '长者评价',
      value:
        rating?.average === undefined ? (rating === null ? few : '—') : `${rating.average.toFixed(1)} 分`,
      note: noteRating(rating),
    },
    {
      title: '按时',
      value: onTime === null ? few : describeShare(onTime),
      note: noteOnTime(onTime),
    },
    {
      title: '预约',
      value: sayOrders(ordered),
      note: `做完 ${sayOrders(served)}，现在还有 ${sayOrders(open)}没结束`,
    },
    {
      title: '没有做成的',
      value: sayOrders(notDone),
      note: `取消 ${sayOrders(cancelled)}，人没有在 ${sayOrders(noShow)}，说没做好 ${sayOrders(disputes)}`,
    },
  ]
  return <FigureTiles heads={heads} />
}

/** Each figure says its name, so that nobody has to look up at a head of columns. */
function FigureLine({ name, figures }: { name: string; figures: CareFigures }) {
  const cells = [
    ['评价', sayRating(figures)],
    ['按时', sayOnTime(figures)],
    ['预约', sayCount(figures.ordered)],
    ['做完', sayCount(figures.served)],
    ['取消', sayCount(figures.cancelled)],
  ] as const
  return (
    <View className="grow stack-tight">
      <Text className="text-block text-strong">{name}</Text>
      <View className="row-wrap">
        {cells.map(([title, value]) => (
          <Text key={title} className="figures text-small">
            {title} {value}
          </Text>
        ))}
      </View>
    </View>
  )
}
