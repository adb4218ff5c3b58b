import { FilterBar } from '../../../components/FilterBar'
import type { Voice } from '../../../services/forum'

interface VoiceChoiceProps {
  voices: readonly Voice[]
  value: number
  onChange: (place: number) => void
}

/** In whose name somebody speaks who may speak in several. */
export function VoiceChoice({ voices, value, onChange }: VoiceChoiceProps) {
  if (voices.length < 2) return null
  return (
    <FilterBar
      label="用谁的名义说"
      options={voices.map(({ name }, place) => ({ value: String(place), text: name }))}
      value={String(Math.min(value, voices.length - 1))}
      onChange={(place) => {
        onChange(Number(place))
      }}
    />
  )
}
