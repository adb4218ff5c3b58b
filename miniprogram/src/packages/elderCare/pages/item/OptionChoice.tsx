import { formatFen } from '@linli/shared/elderCare/serviceItem'
import { fromShanghaiDay, formatDay } from '@linli/shared/time'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import { FilterBar } from '../../../../components/FilterBar'
import { Section } from '../../../../components/Section'
import { useIsElder } from '../../../../stores/settings'
import type { Proposal, SlotOption } from '../../../../services/elderCare'

interface OptionChoiceProps {
  data: Proposal
  chosen: SlotOption | undefined
  day: string | undefined
  onDay: (day: string | undefined) => void
  onChoose: (option: SlotOption) => void
}

/** As many days as are in view; in large print, where each takes a line, the first of them. */
const mostDays = 10
const firstDays = 4

/** Without a day chosen; a longer list nobody reads, and each day has its own. */
const mostAtOnce = 6

export const keyOf = ({ offeringId, startsAt }: SlotOption): string => `${offeringId} ${startsAt}`

/** Another day, another time, another unit. */
export function OptionChoice({ data, chosen, day, onDay, onChoose }: OptionChoiceProps) {
  const all = [...(data.proposal ? [data.proposal] : []), ...data.others]
  const options = day === undefined ? all.slice(0, mostAtOnce) : all
  const isElder = useIsElder()
  const [hasMore, setHasMore] = useState(false)
  const days = data.days.slice(0, mostDays)
  const inView = isElder && !hasMore ? days.filter((each, i) => i < firstDays || each === day) : days
  const now = new Date()
  return (
    <Section title="选哪一天、哪一家">
      <View className="stack">
        <FilterBar
          label="哪一天"
          value={day ?? ''}
          options={[
            { value: '', text: '最近的' },
            ...inView.map((each) => ({
              value: each,
              text: formatDay(fromShanghaiDay(each), now),
            })),
          ]}
          onChange={(value) => {
            onDay(value === '' ? undefined : value)
          }}
        />
        {inView.length < days.length && (
          <Button
            text={`还有 ${days.length - inView.length} 天可以选`}
            icon="down"
            kind="quiet"
            isBlock
            onPress={() => {
              setHasMore(true)
            }}
          />
        )}
        <ChoiceList
          label="哪个时间"
          value={chosen && keyOf(chosen)}
          options={options.map((option) => ({
            value: keyOf(option),
            label: option.timeText,
            note: `${option.unitName}，自己付 ${formatFen(option.selfPaidFen)}，还有 ${option.left} 个名额${option.clashText === undefined ? '' : '，和别的服务碰在一起'}`,
          }))}
          onChange={(key) => {
            const option = options.find((each) => keyOf(each) === key)
            if (option) onChoose(option)
          }}
        />
      </View>
    </Section>
  )
}
