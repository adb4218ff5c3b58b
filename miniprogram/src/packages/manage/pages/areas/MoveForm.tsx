import { placeOf } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { SearchChoice } from '../../../../components/SearchChoice'
import { TextArea } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import { listAreas, moveBuilding, type Area } from '../../../../services/areas'

interface MoveFormProps {
  building: Area
  onDone: (message: string) => void
}

/** Another grid for a building; says what goes along before, and how much of it went after. */
export function MoveForm({ building, onDone }: MoveFormProps) {
  const community = placeOf(building.code).community ?? ''
  const grids = useRemote(`areas:${community}`, () => listAreas(community))
  const { value, change, clear } = useDraft(`area:move:${building.code}`, { grid: '', reason: '' })
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const reason = value.reason.trim()
  const fault = value.grid === '' ? '请选移到哪个网格。' : reason === '' ? '请写一写原因。' : undefined
  const move = async () => {
    setIsChecked(true)
    if (fault !== undefined) return
    await run(async () => {
      const { homes, people, openNeeds } = await moveBuilding(building.code, { grid: value.grid, reason })
      clear()
      onDone(`“${building.name}”已移过去：${homes} 套房屋、${people} 位居民、${openNeeds} 件没办完的诉求。`)
    })
  }
  return (
    <Card>
      <View className="stack-loose">
        <Text className="text-block text-soft">
          房屋、住户、楼组长和没办完的诉求一起移。还没有人接的诉求交给新网格的网格员；已经接了的，由原来的人办完。
        </Text>
        <RemoteView remote={grids} rows={1}>
          {({ items }) => (
            <SearchChoice
              label="移到哪个网格"
              options={items
                .filter(({ code, level }) => level === 'grid' && code !== building.parent)
                .map(({ code, name }) => ({ value: code, label: name }))}
              value={value.grid}
              onChange={(grid) => {
                change({ grid })
              }}
            />
          )}
        </RemoteView>
        <TextArea
          label="为什么移"
          audience="上级和管理员"
          most={300}
          value={value.reason}
          onChange={(text) => {
            change({ reason: text })
          }}
        />
        {isChecked && fault !== undefined && <ErrorNotice message={fault} />}
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Button text="移过去" kind="primary" isBlock isBusy={isBusy} onPress={() => void move()} />
      </View>
    </Card>
  )
}
