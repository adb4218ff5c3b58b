import { areaLevelNames, placeOf } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { SearchChoice } from '../../../../components/SearchChoice'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import { createArea, listEstates, type Area, type NewArea } from '../../../../services/areas'
import { sendOnce } from '../../../../stores/drafts'

interface NewAreaFormProps {
  parent: Area
  level: 'grid' | 'building'
  onDone: (message: string) => void
}

const hints = { grid: '比如“第三网格”。', building: '按门牌写，比如“12号楼”。' }

/** A new grid of a community, or a new building of a grid. */
export function NewAreaForm({ parent, level, onDone }: NewAreaFormProps) {
  const { value, change, clear, draftKey } = useDraft(`area:new:${parent.code}`, { name: '', estate: '' })
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const name = value.name.trim()
  const save = async () => {
    setIsChecked(true)
    if (name === '') return
    await run(async () => {
      const body = toInput(level, parent.code, name, value.estate)
      const made = await sendOnce(draftKey, (requestKey) => createArea(body, requestKey))
      clear()
      onDone(`“${made.name}”已新增在${parent.name}里。`)
    })
  }
  return (
    <Card>
      <View className="stack-loose">
        <Text className="text-block text-soft">新增在“{parent.name}”里。</Text>
        <TextField
          label={`${areaLevelNames[level]}名称`}
          hint={hints[level]}
          most={40}
          value={value.name}
          error={isChecked && name === '' ? '请写名称。' : undefined}
          onChange={(text) => {
            change({ name: text })
          }}
        />
        {level === 'building' && (
          <EstateField
            community={placeOf(parent.code).community ?? ''}
            value={value.estate}
            onChange={(estate) => {
              change({ estate })
            }}
          />
        )}
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Button text="新增" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
      </View>
    </Card>
  )
}

interface EstateFieldProps {
  community: string
  value: string
  onChange: (estate: string) => void
}

function EstateField({ community, value, onChange }: EstateFieldProps) {
  const estates = useRemote(`estates:${community}`, () => listEstates(community))
  return (
    <RemoteView remote={estates} rows={1}>
      {({ items }) => (
        <SearchChoice
          label="属于哪个小区"
          options={items.map(({ code, name }) => ({ value: code, label: name }))}
          value={value}
          onChange={onChange}
          otherwise={[{ value: '', label: '不属于任何小区', note: '比如沿街的房子' }]}
        />
      )}
    </RemoteView>
  )
}

function toInput(level: 'grid' | 'building', parent: string, name: string, estate: string): NewArea {
  if (level === 'grid') return { level, parent, name }
  return { level, parent, name, ...(estate === '' ? {} : { estate }) }
}
