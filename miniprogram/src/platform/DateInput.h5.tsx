export interface DateInputProps {
  /** `YYYY-MM-DD`, or empty. */
  value: string
  onChange: (value: string) => void
  label: string
  describedBy: string
}

/** The browser's own date field: typed or picked. */
export function DateInput({ value, onChange, label, describedBy }: DateInputProps) {
  return (
    <input
      className="field-date"
      type="date"
      value={value}
      aria-label={label}
      aria-describedby={describedBy}
      onChange={(event) => {
        onChange(event.target.value)
      }}
    />
  )
}
