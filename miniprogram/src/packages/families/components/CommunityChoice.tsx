import { areaLevelOf, areaLevelNames } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { RemoteView } from '../../../components/RemoteView'
import { SearchChoice } from '../../../components/SearchChoice'
import { useRemote } from '../../../hooks/useRemote'
import { listAreas, type Area } from '../../../services/areas'

interface CommunityChoiceProps {
  value: string
  onChange: (code: string) => void
}

/** The elder's community, found from the district on: the proxy may live in another city. */
export function CommunityChoice({ value, onChange }: CommunityChoiceProps) {
  const [path, setPath] = useState<Area[]>([])
  const parent = path.at(-1)
  const areas = useRemote(`areas:${parent?.code ?? ''}`, () => listAreas(parent?.code))
  const choose = (items: readonly Area[], code: string) => {
    const area = items.find((item) => item.code === code)
    if (area?.level === 'community') onChange(code)
    else if (area) setPath([...path, area])
  }
  return (
    <View className="stack">
      {path.length > 0 && (
        <View className="row-between">
          <Text>{path.map(({ name }) => name).join(' › ')}</Text>
          <Button
            text="上一级"
            icon="back"
            kind="quiet"
            onPress={() => {
              onChange('')
              setPath(path.slice(0, -1))
            }}
          />
        </View>
      )}
      <RemoteView remote={areas} rows={1}>
        {({ items }) => (
          <SearchChoice
            key={parent?.code ?? ''}
            label={`老人住在哪个${areaLevelNames[areaLevelOf(items[0]?.code ?? '') ?? 'district']}`}
            options={items.map(({ code, name, level }) => ({
              value: code,
              label: name,
              ...(level === 'community' ? {} : { note: '点开看里面的' }),
            }))}
            value={value}
            onChange={(code) => {
              choose(items, code)
            }}
          />
        )}
      </RemoteView>
    </View>
  )
}
