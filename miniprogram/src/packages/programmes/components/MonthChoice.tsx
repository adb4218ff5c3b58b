import { FilterBar } from '../../../components/FilterBar'
import { dayOf } from '../../../services/time'

/** This month and the two before. */
export function listMonths(now: number): string[] {
  const [year = 0, month = 1] = dayOf(now).split('-').map(Number)
  return [0, 1, 2].map((back) => new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7))
}

interface MonthChoiceProps {
  months: readonly string[]
  value: string
  onChange: (month: string) => void
}

/** Which month an officer looks at. */
export function MonthChoice({ months, value, onChange }: MonthChoiceProps) {
  return (
    <FilterBar
      label="哪个月"
      options={months.map((month) => ({ value: month, text: `${Number(month.slice(5))}月` }))}
      value={value}
      onChange={onChange}
    />
  )
}
