import { View } from '@tarojs/components'
import { useRemote } from '../hooks/useRemote'
import { listBuildings } from '../services/areas'
import { ErrorNotice } from './ErrorNotice'
import { SearchChoice } from './SearchChoice'

interface BuildingChoiceProps {
  community: string
  /** Code of a building; empty: not known, then whoever checks finds it. */
  value: string
  onChange: (building: string) => void
  label?: string
  /** Staff know it, or find it themselves. */
  isForStaff?: boolean
}

const unknown = [{ value: '', label: '说不清，请工作人员帮我找' }]

/** Which building of a community. */
export function BuildingChoice({
  community,
  value,
  label = '哪一幢楼',
  onChange,
  isForStaff = false,
}: BuildingChoiceProps) {
  const { data = [], error } = useRemote(`buildings:${community}`, () => listBuildings(community))
  return (
    <View className="stack">
      {error && <ErrorNotice message="楼栋名单没有取到，可以先不选，写清门牌就行。" />}
      <SearchChoice
        label={label}
        options={data.map(({ code, name }) => ({ value: code, label: name }))}
        value={value}
        onChange={onChange}
        otherwise={isForStaff ? [] : unknown}
      />
    </View>
  )
}
