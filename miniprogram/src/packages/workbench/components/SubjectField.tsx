import { RemoteView } from '../../../components/RemoteView'
import { SearchChoice } from '../../../components/SearchChoice'
import { useRemote } from '../../../hooks/useRemote'
import { listUnits } from '../../../services/areas'

interface SubjectFieldProps {
  area: string
  /** Id of a unit; empty: not known. */
  value: string
  onChange: (unitId: string) => void
}

/** Whom a complaint is about: it goes to the level above them. */
export function SubjectField({ area, value, onChange }: SubjectFieldProps) {
  const units = useRemote(`units:${area}`, () => listUnits(area))
  return (
    <RemoteView remote={units}>
      {({ items }) => (
        <SearchChoice
          label="是关于谁的"
          options={items.map(({ id, name }) => ({ value: id, label: name }))}
          value={value}
          onChange={onChange}
          otherwise={[{ value: '', label: '说不清，或是别的人' }]}
        />
      )}
    </RemoteView>
  )
}
