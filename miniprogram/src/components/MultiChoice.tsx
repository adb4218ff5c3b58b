import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import { useFieldProblem } from '../stores/refusal'
import { FieldError } from './Field'
import { Icon } from './Icon'
import { Pressable } from './Pressable'

interface MultiChoiceProps<T extends string> {
  label: string
  hint?: string
  options: readonly { value: T; text: string }[]
  value: readonly T[]
  onChange: (value: T[]) => void
}

/** Any of several, all in view. */
export function MultiChoice<T extends string>({
  label,
  hint,
  options,
  value,
  onChange,
}: MultiChoiceProps<T>) {
  const problem = useFieldProblem({ value })
  return (
    <View className={`field ${problem === undefined ? '' : 'has-error'}`}>
      <Text className="field-label">{label}</Text>
      {hint !== undefined && <Text className="field-hint">{hint}</Text>}
      <View className="row-wrap" {...roleProps('group')} aria-label={label}>
        {options.map((option) => {
          const isChosen = value.includes(option.value)
          return (
            <Pressable
              key={option.value}
              role="checkbox"
              className="filter"
              isSelected={isChosen}
              onPress={() => {
                onChange(
                  isChosen ? value.filter((other) => other !== option.value) : [...value, option.value],
                )
              }}
            >
              {isChosen && <Icon name="check" />}
              <Text>{option.text}</Text>
            </Pressable>
          )
        })}
      </View>
      {problem !== undefined && <FieldError message={problem} />}
    </View>
  )
}
