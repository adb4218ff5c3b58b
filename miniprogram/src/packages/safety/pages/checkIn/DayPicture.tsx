import { checkInOutcomeNames, checkInOutcomes, type CheckInOutcome } from '@linli/shared/safety/checkIn'
import { formatClock, fromShanghaiDay, formatDay } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { BarChart } from '../../../../components/BarChart'
import { Section } from '../../../../components/Section'
import { useNow } from '../../../../hooks/useNow'
import type { CheckInView } from '../../../../services/safety'

const tones: Record<CheckInOutcome, 'accent' | 'warning' | 'danger'> = {
  tap: 'accent',
  seen: 'accent',
  spoken: 'warning',
  call: 'warning',
  visit: 'danger',
  paused: 'accent',
}
const shown = 7

/** How the last thirty days went: in sums, and the last week day by day. */
export function DayPicture({ days }: { days: CheckInView['days'] }) {
  const now = new Date(useNow(60_000))
  const bars = checkInOutcomes.flatMap((outcome) => {
    const value = days.filter((each) => each.outcome === outcome).length
    return value === 0
      ? []
      : [{ label: checkInOutcomeNames[outcome], value, of: days.length, tone: tones[outcome] }]
  })
  return (
    <Section title={`最近 ${days.length} 天`}>
      <View className="stack">
        <BarChart label={`最近 ${days.length} 天的报平安`} unit="天" bars={bars} />
        <View className="list">
          {[...days]
            .reverse()
            .slice(0, shown)
            .map(({ day, outcome, at }) => (
              <View key={day} className="list-row">
                <View className="grow">
                  <Text className="text-block">{formatDay(fromShanghaiDay(day), now)}</Text>
                  <Text className="text-block text-small text-soft">
                    {checkInOutcomeNames[outcome]}
                    {at === undefined ? '' : `，${formatClock(new Date(at))}`}
                  </Text>
                </View>
              </View>
            ))}
        </View>
      </View>
    </Section>
  )
}
