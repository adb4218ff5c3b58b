import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { Pressable } from './Pressable'

interface FilterBarProps<T extends string> {
  label: string
  /** `count` stands behind the word, where it is known. */
  options: readonly { value: T; text: string; count?: number | undefined }[]
  value: T
  onChange: (value: T) => void
}

/** Which part of a list is shown; at the side on a wide screen inside a SplitView's `nav`. */
export function FilterBar<T extends string>({ label, options, value, onChange }: FilterBarProps<T>) {
  return (
    <View className="filters" {...roleProps('radiogroup')} aria-label={label}>
      {options.map((option) => (
        <Pressable
          key={option.value}
          role="radio"
          className="filter"
          isSelected={option.value === value}
          onPress={() => {
            onChange(option.value)
          }}
        >
          <Text>{option.text}</Text>
          {option.count !== undefined && <Text className="figures">{option.count}</Text>}
        </Pressable>
      ))}
    </View>
  )
}
