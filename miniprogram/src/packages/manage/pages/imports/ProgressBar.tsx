import { Text, View } from '@tarojs/components'
import { roleProps } from '../../../../platform/keyboard'

interface ProgressBarProps {
  label: string
  done: number
  total: number
}

/** How far something is, as a bar with its percentage in figures. */
export function ProgressBar({ label, done, total }: ProgressBarProps) {
  const percent = total === 0 ? 0 : Math.floor((done / total) * 100)
  return (
    <View className="stack-tight" {...roleProps('status')}>
      <View className="row-between">
        <Text>{label}</Text>
        <Text className="figures text-strong">{percent}%</Text>
      </View>
      <View className="bar-track" aria-hidden="true">
        <View className="bar-fill" style={{ width: `${percent}%` }} />
      </View>
    </View>
  )
}
