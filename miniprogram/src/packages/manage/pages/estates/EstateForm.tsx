import type { UnitKind } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { SearchChoice } from '../../../../components/SearchChoice'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { createEstate, updateEstate, type Estate, type Unit } from '../../../../services/areas'
import { sendOnce } from '../../../../stores/drafts'

interface EstateFormProps {
  community: string
  /** Absent: a new one. */
  estate: Estate | undefined
  /** Those that serve the community. */
  units: readonly Unit[]
  onDone: (message: string, code: string) => void
}

/** One estate: what it is called, who manages it, who speaks for its owners. */
export function EstateForm({ community, estate, units, onDone }: EstateFormProps) {
  const key = estate ? JSON.stringify(estate) : `new:${community}`
  const { value, change, clear, draftKey } = useDraft(`estate:${key}`, {
    name: estate?.name ?? '',
    address: estate?.address ?? '',
    propertyUnitId: estate?.propertyUnitId ?? '',
    ownersCommitteeUnitId: estate?.ownersCommitteeUnitId ?? '',
  })
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const name = value.name.trim()
  const save = async () => {
    setIsChecked(true)
    if (name === '') return
    await run(async () => {
      const content = {
        name,
        address: orNull(value.address.trim()),
        propertyUnitId: orNull(value.propertyUnitId),
        ownersCommitteeUnitId: orNull(value.ownersCommitteeUnitId),
      }
      const saved = estate
        ? await updateEstate(estate.code, content)
        : await sendOnce(draftKey, (requestKey) => createEstate({ community, ...content }, requestKey))
      clear()
      onDone(`“${saved.name}”已保存，新来的诉求就按它派。`, saved.code)
    })
  }
  return (
    <Card>
      <View className="stack-loose">
        <TextField
          label="小区名称"
          most={40}
          value={value.name}
          error={isChecked && name === '' ? '请写小区名称。' : undefined}
          onChange={(text) => {
            change({ name: text })
          }}
        />
        <TextField
          label="地址（可以不写）"
          most={120}
          value={value.address}
          onChange={(address) => {
            change({ address })
          }}
        />
        <UnitField
          label="物业公司"
          kind="property"
          none={{ label: '无物管', note: '公共维修的事由社区服务站接' }}
          units={units}
          value={value.propertyUnitId}
          onChange={(propertyUnitId) => {
            change({ propertyUnitId })
          }}
        />
        <UnitField
          label="业委会"
          kind="ownersCommittee"
          none={{ label: '没有业委会', note: '成立以后再补上' }}
          units={units}
          value={value.ownersCommitteeUnitId}
          onChange={(ownersCommitteeUnitId) => {
            change({ ownersCommitteeUnitId })
          }}
        />
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
      </View>
    </Card>
  )
}

const orNull = (text: string): string | null => (text === '' ? null : text)

interface UnitFieldProps {
  label: string
  kind: UnitKind
  none: { label: string; note: string }
  units: readonly Unit[]
  value: string
  onChange: (unitId: string) => void
}

/** One unit of a kind, or none; a unit of elsewhere that was chosen before stays to be seen. */
function UnitField({ label, kind, none, units, value, onChange }: UnitFieldProps) {
  const known = units.filter((unit) => unit.kind === kind)
  const options = known.map(({ id, name, isOpen }) => ({
    value: id,
    label: name,
    ...(isOpen ? {} : { note: '已停止服务' }),
  }))
  const isElsewhere = value !== '' && !known.some(({ id }) => id === value)
  return (
    <View className="stack">
      <SearchChoice
        label={label}
        options={isElsewhere ? [...options, { value, label: '现在这一家（不在本社区登记）' }] : options}
        value={value}
        onChange={onChange}
        otherwise={[{ value: '', ...none }]}
      />
      {known.length === 0 && (
        <Text className="text-block text-small text-soft">列表里没有？请先到“单位”里新增。</Text>
      )}
    </View>
  )
}
