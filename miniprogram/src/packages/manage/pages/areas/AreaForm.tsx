import { callablePhonePattern } from '@linli/shared/areas/areas'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { updateArea, type Area } from '../../../../services/areas'
import { findHoursFault, toHoursDraft, toSchedule } from '../../components/hours'
import { HoursFields } from '../../components/HoursFields'
import { DoorField } from './DoorField'

interface AreaFormProps {
  area: Area
  /** The name of one's own area is set one level above. */
  mayRename: boolean
  onDone: (message: string) => void
}

/** Changes name, telephone and hours; grids and buildings have no desk, for their people carry the telephone; a building has a door. */
export function AreaForm({ area, mayRename, onDone }: AreaFormProps) {
  const hasDesk = area.level !== 'grid' && area.level !== 'building'
  const { value, change, clear } = useDraft(
    `area:${area.code}:${JSON.stringify([area.name, area.phone, area.schedule, area.location])}`,
    {
      name: area.name,
      phone: area.phone ?? '',
      hours: toHoursDraft(area.schedule),
      location: area.location,
    },
  )
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const name = value.name.trim()
  const phone = value.phone.trim()
  const findFault = () => {
    if (mayRename && name === '') return '请写名称。'
    if (hasDesk && phone !== '' && !callablePhonePattern.test(phone))
      return '电话请写成 021-56120000 或 11 位手机号；没有就空着。'
    return hasDesk ? findHoursFault(value.hours) : undefined
  }
  const fault = findFault()
  const save = async () => {
    setIsChecked(true)
    if (fault !== undefined) return
    await run(async () => {
      const desk = { phone: phone === '' ? null : phone, schedule: toSchedule(value.hours) }
      const saved = await updateArea(area.code, {
        ...(mayRename ? { name } : {}),
        ...(hasDesk ? desk : {}),
        ...(area.level === 'building' ? { location: value.location ?? null } : {}),
      })
      clear()
      onDone(`“${saved.name}”已保存。`)
    })
  }
  return (
    <Card>
      <View className="stack-loose">
        {mayRename ? (
          <TextField
            label="名称"
            most={40}
            value={value.name}
            onChange={(text) => {
              change({ name: text })
            }}
          />
        ) : (
          <Text className="text-block text-strong">{area.name}（名称由上级定）</Text>
        )}
        {hasDesk && (
          <>
            <TextField
              label="受理台电话（可以不写）"
              audience="所有居民，印在“我的网格”上"
              most={20}
              value={value.phone}
              onChange={(text) => {
                change({ phone: text })
              }}
            />
            <HoursFields
              label="什么时间有人"
              value={value.hours}
              onChange={(hours) => {
                change({ hours })
              }}
            />
          </>
        )}
        {area.level === 'building' && (
          <DoorField
            value={value.location}
            onChange={(location) => {
              change({ location })
            }}
          />
        )}
        {isChecked && fault !== undefined && <ErrorNotice message={fault} />}
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
      </View>
    </Card>
  )
}
