import { unitKindNames, unitKinds } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { TextArea, TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { createUnit, updateUnit, type Unit } from '../../../../services/areas'
import { sendOnce } from '../../../../stores/drafts'
import { HoursFields } from '../../components/HoursFields'
import { findFault, toContent, toDraft } from './unitDraft'

interface UnitFormProps {
  /** Where a new one belongs. */
  area: { code: string; name: string }
  /** Absent: a new one. */
  unit: Unit | undefined
  onDone: (message: string, id: string) => void
}

/** What residents read about a unit on the card and in the list: telephone, hours, what it does. */
export function UnitForm({ area, unit, onDone }: UnitFormProps) {
  const key = unit ? JSON.stringify(unit) : `new:${area.code}`
  const { value, change, clear, draftKey } = useDraft(`unit:${key}`, toDraft(unit))
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const fault = findFault(value)
  const save = async () => {
    setIsChecked(true)
    const { kind } = value
    if (fault !== undefined || kind === '') return
    await run(async () => {
      const content = toContent(value)
      const saved = unit
        ? await updateUnit(unit.id, content)
        : await sendOnce(draftKey, (requestKey) =>
            createUnit({ ...content, kind, areaCode: area.code }, requestKey),
          )
      clear()
      onDone(`“${saved.name}”已保存，居民马上能看到。`, saved.id)
    })
  }
  const line = (name: 'name' | 'phone' | 'address', label: string, most: number) => (
    <TextField
      label={label}
      most={most}
      value={value[name]}
      onChange={(text) => {
        change({ [name]: text })
      }}
    />
  )
  return (
    <Card>
      <View className="stack-loose">
        {unit ? (
          <Text className="text-block text-soft">{unitKindNames[unit.kind]}</Text>
        ) : (
          <>
            <Text className="text-block text-soft">新增在“{area.name}”。</Text>
            <ChoiceList
              label="哪一类单位"
              options={unitKinds.map((kind) => ({ value: kind, label: unitKindNames[kind] }))}
              value={value.kind === '' ? undefined : value.kind}
              onChange={(kind) => {
                change({ kind })
              }}
            />
          </>
        )}
        {line('name', '单位名称', 40)}
        {line('phone', '电话（可以不写）', 20)}
        {line('address', '地址（可以不写）', 120)}
        <TextArea
          label="做什么（可以不写）"
          hint="一行一样，用居民听得懂的话：修水管、量血压。"
          most={800}
          value={value.services}
          onChange={(services) => {
            change({ services })
          }}
        />
        <HoursFields
          label="什么时间开门"
          value={value.hours}
          onChange={(hours) => {
            change({ hours })
          }}
        />
        {isChecked && fault !== undefined && <ErrorNotice message={fault} />}
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
      </View>
    </Card>
  )
}
