import { FilterBar } from '../../../components/FilterBar'

const options = ['1', '2', '3', '5', '10'].map((value) => ({ value, text: `${value} 件` }))

/** How many jobs one takes at a time. */
export function JobsChoice({ value, onChange }: { value: number; onChange: (jobs: number) => void }) {
  return (
    <FilterBar
      label="同时最多接几件"
      options={options}
      value={String(value)}
      onChange={(jobs) => {
        onChange(Number(jobs))
      }}
    />
  )
}
