import { formatDate } from '@linli/shared/time'
import { Picker, Text, View } from '@tarojs/components'

export interface DateInputProps {
  /** `YYYY-MM-DD`, or empty. */
  value: string
  onChange: (value: string) => void
  label: string
  describedBy: string
  /** What is wrong with it. */
  problem?: string | undefined
}

/** WeChat's date wheel. */
export function DateInput({ value, onChange, label, problem }: DateInputProps) {
  return (
    <Picker
      mode="date"
      value={value}
      aria-label={problem === undefined ? label : `${label}，${problem}`}
      onChange={(event) => {
        onChange(event.detail.value)
      }}
    >
      <View className="field-date">
        <Text>{value === '' ? '点这里选日期' : formatDate(value)}</Text>
      </View>
    </Picker>
  )
}
