import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { roleProps } from '../../../platform/keyboard'
import { Icon } from '../../Icon'
import { Pressable } from '../../Pressable'
import { TextField } from '../../TextField'

export interface Option {
  value: string
  label: string
  note?: string
  /** Heading under which it stands. */
  group?: string
}

interface OptionPickerProps {
  label: string
  options: readonly Option[]
  chosen: readonly string[]
  onToggle: (value: string) => void
  isMany?: boolean
}

/** From here on one searches rather than reads. */
const longList = 8

/** One or several of a long list, by heading, with a search. */
export function OptionPicker({ label, options, chosen, onToggle, isMany = false }: OptionPickerProps) {
  const [words, setWords] = useState('')
  const wanted = words.trim()
  const shown = options.filter(
    (option) => wanted === '' || `${option.group ?? ''} ${option.label}`.includes(wanted),
  )
  const groups = [...new Set(shown.map(({ group }) => group))]
  return (
    <View className="field">
      <Text className="field-label">{label}</Text>
      {options.length > longList && (
        <TextField label="找一找" value={words} onChange={setWords} placeholder="名字里的字" most={20} />
      )}
      <View className="stack" {...roleProps(isMany ? 'group' : 'radiogroup')} aria-label={label}>
        {groups.map((group) => (
          <View key={group ?? ''} className="stack">
            {group !== undefined && <Text className="text-small text-soft">{group}</Text>}
            {shown
              .filter((option) => option.group === group)
              .map((option) => (
                <OptionRow
                  key={option.value}
                  option={option}
                  isMany={isMany}
                  isSelected={chosen.includes(option.value)}
                  onPress={() => {
                    onToggle(option.value)
                  }}
                />
              ))}
          </View>
        ))}
      </View>
      {shown.length === 0 && <Text className="text-soft">没有找到“{wanted}”，换个字试试。</Text>}
    </View>
  )
}

interface OptionRowProps {
  option: Option
  isMany: boolean
  isSelected: boolean
  onPress: () => void
}

function OptionRow({ option, isMany, isSelected, onPress }: OptionRowProps) {
  return (
    <Pressable
      role={isMany ? 'checkbox' : 'radio'}
      className="choice"
      isSelected={isSelected}
      onPress={onPress}
    >
      <View className="choice-mark">{isSelected && <Icon name="check" />}</View>
      <View className="grow">
        <Text className="text-block">{option.label}</Text>
        {option.note !== undefined && <Text className="text-block text-small text-soft">{option.note}</Text>}
      </View>
    </Pressable>
  )
}
