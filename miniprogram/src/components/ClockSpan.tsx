import { clockPattern } from '@linli/shared/schedule'
import { TextField } from './TextField'

export interface Span {
  from: string
  to: string
}

const isClock = (text: string): boolean => clockPattern.test(text)

/** Both are times of a day, and the end comes after the start. */
export const isSpan = ({ from, to }: Span): boolean => isClock(from) && isClock(to) && from < to

const findMistake = (text: string): string | undefined =>
  text === '' || isClock(text) ? undefined : '请写成 07:00 这样的时间'

interface ClockSpanProps {
  value: Span
  onChange: (value: Span) => void
  fromLabel?: string
  toLabel?: string
  hint?: string
}

/** From when to when somebody works. A Chinese colon is as good as another. */
export function ClockSpan({
  value,
  onChange,
  fromLabel = '上班',
  toLabel = '下班',
  hint = '写成 13:00 这样',
}: ClockSpanProps) {
  const { from, to } = value
  const isBackwards = isClock(from) && isClock(to) && to <= from
  const read = (text: string): string => text.replace('：', ':').trim()
  return (
    <>
      <TextField
        name="from"
        label={fromLabel}
        hint={hint}
        value={from}
        most={5}
        error={findMistake(from)}
        onChange={(text) => {
          onChange({ from: read(text), to })
        }}
      />
      <TextField
        name="to"
        label={toLabel}
        value={to}
        most={5}
        error={isBackwards ? '下班要晚于上班' : findMistake(to)}
        onChange={(text) => {
          onChange({ from, to: read(text) })
        }}
      />
    </>
  )
}
