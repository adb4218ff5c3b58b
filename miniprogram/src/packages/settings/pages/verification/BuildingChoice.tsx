import { View } from '@tarojs/components'
import { useState } from 'react'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { TextField } from '../../../../components/TextField'
import { useRemote } from '../../../../hooks/useRemote'
import { listBuildings } from '../../../../services/areas'

interface BuildingChoiceProps {
  community: string
  /** Code of a building; empty: not known, then whoever checks finds it. */
  value: string
  onChange: (building: string) => void
}

const unknown = { value: '', label: '说不清，请工作人员帮我找' }
const mostShown = 8

/** Which building, found by a few letters of its name. */
export function BuildingChoice({ community, value, onChange }: BuildingChoiceProps) {
  const [search, setSearch] = useState('')
  const { data = [], error } = useRemote(`buildings:${community}`, () => listBuildings(community))
  const wanted = search.trim()
  const found = data.filter(({ code, name }) => code === value || (wanted !== '' && name.includes(wanted)))
  const shown = wanted === '' && data.length <= mostShown ? data : found.slice(0, mostShown)
  return (
    <View className="field">
      {error && <ErrorNotice message="楼栋名单没有取到，可以先不选，写清门牌就行。" />}
      {data.length > mostShown && (
        <TextField
          label="哪一幢楼"
          hint="写几个字找一找，比如 3 号楼。"
          value={search}
          onChange={setSearch}
        />
      )}
      <ChoiceList
        label="哪一幢楼"
        options={[...shown.map(({ code, name }) => ({ value: code, label: name })), unknown]}
        value={value}
        onChange={onChange}
      />
    </View>
  )
}
