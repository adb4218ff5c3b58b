import { describeMinutes } from '@linli/shared/categories/clock.words'
import { View } from '@tarojs/components'
import { SwitchRow } from '../../../components/SwitchRow'
import { TextField } from '../../../components/TextField'
import type { CategoryContent } from '../../../services/rules'

type Clock = CategoryContent['clock']

interface ClockFieldsProps {
  clock: Clock
  onChange: (clock: Clock) => void
}

/** How long to accept and to resolve, in minutes, said in words below. */
export function ClockFields({ clock, onChange }: ClockFieldsProps) {
  const field = (label: string, name: 'acceptMinutes' | 'resolveMinutes') => (
    <TextField
      label={label}
      type="number"
      most={6}
      hint={`就是${describeMinutes(clock[name], clock)}内`}
      error={name === 'acceptMinutes' && !isClockRight(clock) ? '接单不能比办结晚，都要大于 0。' : undefined}
      value={clock[name] === 0 ? '' : String(clock[name])}
      onChange={(text) => {
        onChange({ ...clock, [name]: toMinutes(text) })
      }}
    />
  )
  return (
    <View className="stack">
      {field('多久要有人接（分钟）', 'acceptMinutes')}
      {field('多久要办好（分钟）', 'resolveMinutes')}
      <View className="list">
        <SwitchRow
          title="只算工作时间"
          note="不算晚上、周末和放假"
          isOn={clock.isWorkingTime}
          onChange={(isWorkingTime) => {
            onChange({ ...clock, isWorkingTime })
          }}
        />
      </View>
    </View>
  )
}

const isClockRight = ({ acceptMinutes, resolveMinutes }: Clock): boolean =>
  acceptMinutes > 0 && acceptMinutes <= resolveMinutes

const toMinutes = (text: string): number => Number(text.replace(/\D/g, ''))
