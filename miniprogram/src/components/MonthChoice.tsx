import { View } from '@tarojs/components'
import { Fragment, useState, type ReactNode } from 'react'
import { FilterBar } from './FilterBar'
import { useNow } from '../hooks/useNow'
import { dayOf } from '../services/time'

/** This month and the two before. */
function listMonths(now: number): string[] {
  const [year = 0, month = 1] = dayOf(now).split('-').map(Number)
  return [0, 1, 2].map((back) => new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7))
}

interface MonthChoiceProps {
  /** The month a message was about; this one without it. */
  first?: string | undefined
  children: (month: string) => ReactNode
}

/** Which month somebody looks at, and what there is to see of it. */
export function MonthChoice({ first, children }: MonthChoiceProps) {
  const recent = listMonths(useNow(60_000))
  const months = first === undefined || recent.includes(first) ? recent : [...recent, first]
  const [month, setMonth] = useState(first ?? months[0] ?? '')
  return (
    <View className="stack">
      <FilterBar
        label="哪个月"
        options={months.map((each) => ({ value: each, text: `${Number(each.slice(5))}月` }))}
        value={month}
        onChange={setMonth}
      />
      <Fragment key={month}>{children(month)}</Fragment>
    </View>
  )
}
