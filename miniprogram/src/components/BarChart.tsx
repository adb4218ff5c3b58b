import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'

interface Bar {
  label: string
  value: number
  /** The whole that the value is a part of: shown as 「12 / 40」. Without it bars compare with the longest. */
  of?: number
  /** Instead of the number, where it may not be told. */
  said?: string
  tone?: 'accent' | 'warning' | 'danger'
}

/** A few figures as bars; every bar carries its number, so nothing hangs on length or colour. */
export function BarChart({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const longest = Math.max(1, ...bars.map(({ value }) => value))
  return (
    <View className="bars" {...roleProps('list')} aria-label={label}>
      {bars.map((bar) => (
        <View key={bar.label} className="stack-tight" {...roleProps('listitem')}>
          <View className="row-between">
            <Text>{bar.label}</Text>
            <Text className="figures text-strong">
              {bar.said ?? (bar.of === undefined ? bar.value : `${bar.value} / ${bar.of}`)}
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
