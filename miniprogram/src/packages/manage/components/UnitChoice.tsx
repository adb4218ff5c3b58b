import { unitKindNames } from '@linli/shared/areas/areas'
import { RemoteView } from '../../../components/RemoteView'
import { SearchChoice } from '../../../components/SearchChoice'
import { useRemote } from '../../../hooks/useRemote'
import { listUnits } from '../../../services/areas'

interface UnitChoiceProps {
  area: string
  /** Only units that belong to the area itself or lie in it, not those of the levels above. */
  isOwnOnly?: boolean
  value: string
  onChange: (unitId: string) => void
}

/** A unit that serves an area; a closed one says so. */
export function UnitChoice({ area, isOwnOnly = false, value, onChange }: UnitChoiceProps) {
  const units = useRemote(`units:${area}`, () => listUnits(area))
  return (
    <RemoteView remote={units} rows={1}>
      {({ items }) => (
        <SearchChoice
          label="哪个单位"
          options={items
            .filter(({ areaCode }) => !isOwnOnly || areaCode.startsWith(area))
            .map(({ id, name, kind, isOpen }) => ({
              value: id,
              label: name,
              note: isOpen ? unitKindNames[kind] : `${unitKindNames[kind]}，已停用`,
            }))}
          value={value}
          onChange={onChange}
        />
      )}
    </RemoteView>
  )
}
