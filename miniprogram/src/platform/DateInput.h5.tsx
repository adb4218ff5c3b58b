export interface DateInputProps {
  /** `YYYY-MM-DD`, or empty. */
  value: string
  onChange: (value: string) => void
  label: string
  describedBy: string
  /** What is wrong with it. */
  problem?: string | undefined
}

/** The browser's own date field: typed or picked. */
export function DateInput({ value, onChange, label, describedBy, problem }: DateInputProps) {
  return (
    <input
      className="field-date"
      type="date"
      value={value}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={problem !== undefined}
      onChange={(event) => {
        onChange(event.target.value)
      }}
    />
  )
}
