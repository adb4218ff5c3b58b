import { formatFen } from '@linli/shared/elderCare/serviceItem'
import { fromShanghaiDay, formatDay } from '@linli/shared/time'
import { View } from '@tarojs/components'
import { ChoiceList } from '../../../../components/ChoiceList'
import { FilterBar } from '../../../../components/FilterBar'
import { Section } from '../../../../components/Section'
import type { Proposal, SlotOption } from '../../../../services/elderCare'

interface OptionChoiceProps {
  data: Proposal
  chosen: SlotOption | undefined
  day: string | undefined
  onDay: (day: string | undefined) => void
  onChoose: (option: SlotOption) => void
}

/** Without a day chosen; a longer list nobody reads, and each day has its own. */
const mostAtOnce = 6

export const keyOf = ({ offeringId, startsAt }: SlotOption): string => `${offeringId} ${startsAt}`

/** Another day, another time, another unit. */
export function OptionChoice({ data, chosen, day, onDay, onChoose }: OptionChoiceProps) {
  const all = [...(data.proposal ? [data.proposal] : []), ...data.others]
  const options = day === undefined ? all.slice(0, mostAtOnce) : all
  const now = new Date()
  return (
    <Section title="选哪一天、哪一家">
      <View className="stack">
        <FilterBar
          label="哪一天"
          value={day ?? ''}
          options={[
            { value: '', text: '最近的' },
            ...data.days.slice(0, 10).map((each) => ({
              value: each,
              text: formatDay(fromShanghaiDay(each), now),
            })),
          ]}
          onChange={(value) => {
            onDay(value === '' ? undefined : value)
          }}
        />
        <ChoiceList
          label="哪个时间"
          value={chosen && keyOf(chosen)}
          options={options.map((option) => ({
            value: keyOf(option),
            label: option.timeText,
            note: `${option.unitName}，自己付 ${formatFen(option.selfPaidFen)}，还有 ${option.left} 个名额`,
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
