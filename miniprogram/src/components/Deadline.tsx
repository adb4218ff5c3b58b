import { Text, View } from '@tarojs/components'
import { useNow } from '../hooks/useNow'
import { describeDeadline } from '../services/time'
import { Icon } from './Icon'

interface DeadlineProps {
  /** Instant by which it must be done. */
  at: string
  /** When the clock began; the last fifth counts as soon. */
  since?: string
  /** What is due: 「接单」「办结」. */
  what?: string
}

/** By when, in words; the icon changes with the urgency, not the colour alone. */
export function Deadline({ at, since, what = '' }: DeadlineProps) {
  const now = useNow()
  const { text, urgency } = describeDeadline(at, now, since)
  return (
    <View className={`deadline deadline-${urgency}`}>
      <Icon name={urgency === 'calm' ? 'clock' : 'warning'} />
      <Text>{urgency === 'over' ? `${what}${text}` : `${text}${what}`}</Text>
    </View>
  )
}
