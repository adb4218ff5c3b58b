import { View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { EmptyState } from '../../../components/EmptyState'
import { TextField } from '../../../components/TextField'

interface FilteredProps<T> {
  /** 「找网格」. */
  label: string
  items: readonly T[]
  children: (item: T) => ReactNode
}

const mostInView = 12

/** All of a list; when it is long, a field to find one by a few letters of its name stands above. */
export function Filtered<T extends { name: string }>({ label, items, children }: FilteredProps<T>) {
  const [search, setSearch] = useState('')
  const wanted = search.trim()
  const found = wanted === '' ? items : items.filter(({ name }) => name.includes(wanted))
  return (
    <View className="stack">
      {items.length > mostInView && (
        <TextField
          label={label}
          hint={`共 ${items.length} 个，写几个字就能找到。`}
          value={search}
          onChange={setSearch}
        />
      )}
      {found.map(children)}
      {found.length === 0 && items.length > 0 && (
        <EmptyState icon="search" title={`没有叫“${wanted}”的`} message="换几个字试试。" />
      )}
    </View>
  )
}
