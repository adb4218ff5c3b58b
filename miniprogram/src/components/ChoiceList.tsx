import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { Icon } from './Icon'
import { Pressable } from './Pressable'

interface ChoiceListProps<T extends string> {
  /** What is chosen, for screen readers. */
  label: string
  options: readonly { value: T; label: string; note?: string }[]
  value: T | undefined
  onChange: (value: T) => void
}

/** One of several, all in view: no wheel to turn, no list to open. */
export function ChoiceList<T extends string>({ label, options, value, onChange }: ChoiceListProps<T>) {
  return (
    <View className="stack" {...roleProps('radiogroup')} aria-label={label}>
      {options.map((option) => (
        <Pressable
          key={option.value}
          role="radio"
          className="choice"
          isSelected={option.value === value}
          onPress={() => {
            onChange(option.value)
          }}
        >
          <View className="choice-mark">{option.value === value && <Icon name="check" />}</View>
          <View className="grow">
            <Text className="text-block">{option.label}</Text>
            {option.note !== undefined && (
              <Text className="text-block text-small text-soft">{option.note}</Text>
            )}
          </View>
        </Pressable>
      ))}
    </View>
  )
}
