import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'

interface Bar {
  label: string
  value: number
  /** The whole that the value is a part of: shown as 「12 / 40 票」. Without it bars compare with the longest. */
  of?: number
  /** Of this bar, where it is another than the chart's. */
  unit?: string
  /** Instead of the number, where it may not be told. */
  said?: string
  tone?: 'accent' | 'warning' | 'danger'
}

interface BarChartProps {
  label: string
  /** What is counted: 「票」「件」. */
  unit: string
  bars: readonly Bar[]
}

/** A few figures as bars; every bar carries its number and what it counts, so nothing hangs on length or colour. */
export function BarChart({ label, unit, bars }: BarChartProps) {
  const longest = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <View className="bars" {...roleProps('list')} aria-label={label}>
      {bars.map((bar) => (
        <View key={bar.label} className="stack-tight" {...roleProps('listitem')}>
          <View className="row-between">
            <Text>{bar.label}</Text>
            <Text className="figures text-strong">
              {bar.said ?? `${bar.value}${bar.of === undefined ? '' : ` / ${bar.of}`} ${bar.unit ?? unit}`}
            </Text>
          </View>
          <View className="bar-track" aria-hidden="true">
            <View
              className={`bar-fill bar-fill-${bar.tone ?? 'accent'}`}
              style={{ width: `${shareOf(bar.value, bar.of ?? longest)}%` }}
            />
          </View>
        </View>
      ))}
    </View>
  )
}

function shareOf(value: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(100, Math.round((value / whole) * 100))
}
