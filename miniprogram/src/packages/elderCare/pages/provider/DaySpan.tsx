import { formatDate } from '@linli/shared/time'
import { DateField } from '../../../../components/DateField'

interface DaySpanProps {
  from: string
  /** Empty for a single day. */
  to: string
  onChange: (part: { from: string } | { to: string }) => void
}

/** One day, or the days from one to another. */
export function DaySpan({ from, to, onChange }: DaySpanProps) {
  return (
    <>
      <DateField
        label="从哪天"
        value={from}
        onChange={(day) => {
          onChange({ from: day })
        }}
      />
      <DateField
        label="到哪天（一天就不用选）"
        value={to}
        onChange={(day) => {
          onChange({ to: day })
        }}
      />
    </>
  )
}

export const describeDays = ({ from, to }: { from: string; to: string }): string =>
  from === to ? formatDate(from) : `${formatDate(from)}到${formatDate(to)}`
