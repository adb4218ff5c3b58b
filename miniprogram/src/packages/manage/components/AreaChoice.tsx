import { areaLevelNames, type AreaLevel } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { RemoteView } from '../../../components/RemoteView'
import { SearchChoice } from '../../../components/SearchChoice'
import { useRemote } from '../../../hooks/useRemote'
import { listAreas, type Area } from '../../../services/areas'

interface AreaChoiceProps {
  /** Where the search begins: one's own area. */
  root: { code: string; name: string }
  level: AreaLevel
  value: string
  onChange: (code: string) => void
}

/** An area of one level within one's own, found level by level. */
export function AreaChoice({ root, level, value, onChange }: AreaChoiceProps) {
  const [path, setPath] = useState<Area[]>([])
  const parent = path.at(-1) ?? root
  const areas = useRemote(`areas:${parent.code}`, () => listAreas(parent.code))
  const choose = (items: readonly Area[], code: string) => {
    const area = items.find((item) => item.code === code)
    if (area?.level === level) onChange(code)
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
              setPath(path.slice(0, -1))
            }}
          />
        </View>
      )}
      <RemoteView remote={areas} rows={1}>
        {({ items }) => (
          <SearchChoice
            label={`选${areaLevelNames[items[0]?.level ?? level]}`}
            options={items.map(({ code, name, level: own }) => ({
              value: code,
              label: name,
              ...(own === level ? {} : { note: '点开看里面的' }),
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
