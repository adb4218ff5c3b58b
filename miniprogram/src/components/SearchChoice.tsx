import { View } from '@tarojs/components'
import { useState } from 'react'
import { ChoiceList } from './ChoiceList'
import { TextField } from './TextField'

interface Option {
  value: string
  label: string
  note?: string
}

interface SearchChoiceProps {
  label: string
  options: readonly Option[]
  value: string
  onChange: (value: string) => void
  /** Stand below whatever was found: 「说不清」. */
  otherwise?: readonly Option[]
}

const mostShown = 8

/** One of many, found by a few letters of its name; a few are all in view. */
export function SearchChoice({ label, options, value, onChange, otherwise = [] }: SearchChoiceProps) {
  const [search, setSearch] = useState('')
  const isLong = options.length > mostShown
  const wanted = search.trim()
  const found = options.filter(
    (option) => option.value === value || (wanted !== '' && option.label.includes(wanted)),
  )
  const shown = isLong ? found.slice(0, mostShown) : options
  return (
    <View className="field">
      {isLong ? (
        <TextField
          label={label}
          hint={`共 ${options.length} 个，写几个字找一找。`}
          value={search}
          onChange={setSearch}
        />
      ) : (
        <View className="field-label">{label}</View>
      )}
      <ChoiceList label={label} options={[...shown, ...otherwise]} value={value} onChange={onChange} />
    </View>
  )
}
