import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { useFieldProblem } from '../stores/refusal'
import { FieldError } from './Field'
import { Icon } from './Icon'
import { Pressable } from './Pressable'

interface ChoiceListProps<T extends string> {
  /** What is chosen, for screen readers. */
  label: string
  options: readonly { value: T; label: string; note?: string }[]
  value: T | undefined
  onChange: (value: T) => void
  /** Where it stands in what is sent, where it is sent in another form than it is chosen. */
  name?: string
}

/** One of several, all in view: no wheel to turn, no list to open. */
export function ChoiceList<T extends string>({ label, options, value, onChange, name }: ChoiceListProps<T>) {
  const problem = useFieldProblem({ value, name })
  return (
    <View
      className={`stack ${problem === undefined ? '' : 'has-error'}`}
      {...roleProps('radiogroup')}
      aria-label={label}
      aria-invalid={problem === undefined ? 'false' : 'true'}
    >
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
      {problem !== undefined && <FieldError message={problem} />}
    </View>
  )
}
