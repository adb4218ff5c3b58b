import { View } from '@tarojs/components'
import { Fragment, useState, type ReactNode } from 'react'
import { FilterBar } from '../../../components/FilterBar'
import { useNow } from '../../../hooks/useNow'
import { dayOf } from '../../../services/time'

/** This month and the two before. */
function listMonths(now: number): string[] {
  const [year = 0, month = 1] = dayOf(now).split('-').map(Number)
  return [0, 1, 2].map((back) => new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7))
}

/** Which month an officer looks at, and what there is to see of it. */
export function MonthChoice({ children }: { children: (month: string) => ReactNode }) {
  const months = listMonths(useNow(60_000))
  const [month, setMonth] = useState(months[0] ?? '')
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
