import { settingBounds, type DeliberationSettings } from '@linli/shared/deliberation/motion'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { RemoteView } from '../../../components/RemoteView'
import { Sheet } from '../../../components/Sheet'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { useRemote } from '../../../hooks/useRemote'
import { getDeliberationHome, setDeliberationSettings } from '../../../services/deliberation'

const labels: Record<keyof DeliberationSettings, string> = {
  coSigners: '几个人联名就要答复',
  openPerPerson: '一个人最多有几个没结果的议题',
  answerDays: '几天里答复',
  gatheringDays: '联名最多多少天',
  stepDays: '采纳以后几个工作日里要有下一步',
}
const keys = Object.keys(labels) as (keyof DeliberationSettings)[]

/** The numbers of one community, within bounds that leave every motion a way. */
export function SettingsSheet({ community, onClose }: { community: string; onClose: () => void }) {
  const home = useRemote(`deliberation:settings:${community}`, () => getDeliberationHome(community))
  return (
    <Sheet title="联名人数和时限" isOpen onClose={onClose}>
      <RemoteView remote={home}>
        {({ settings }) => <Fields community={community} settings={settings} onDone={onClose} />}
      </RemoteView>
    </Sheet>
  )
}

interface FieldsProps {
  community: string
  settings: DeliberationSettings
  onDone: () => void
}

function Fields({ community, settings, onDone }: FieldsProps) {
  const [value, setValue] = useState<Record<string, string>>(
    Object.fromEntries(keys.map((key) => [key, String(settings[key])])),
  )
  const { run, isBusy, problem } = useAction()
  const read = (key: keyof DeliberationSettings): number => Number(value[key])
  const isWrong = (key: keyof DeliberationSettings): boolean =>
    !Number.isInteger(read(key)) || read(key) < settingBounds[key].min || read(key) > settingBounds[key].max
  const save = () =>
    run(async () => {
      const next = Object.fromEntries(keys.map((key) => [key, read(key)])) as unknown as DeliberationSettings
      await setDeliberationSettings(community, next)
      onDone()
    })
  return (
    <View className="stack">
      <Text className="text-block text-soft">已经在联名的议题，照原来的人数办。</Text>
      {problem !== undefined && <ErrorNotice message={problem} />}
      {keys.map((key) => (
        <TextField
          key={key}
          label={labels[key]}
          hint={`${settingBounds[key].min} 到 ${settingBounds[key].max}`}
          type="number"
          value={value[key] ?? ''}
          most={3}
          error={
            isWrong(key) ? `请写 ${settingBounds[key].min} 到 ${settingBounds[key].max} 的数。` : undefined
          }
          onChange={(text) => {
            setValue({ ...value, [key]: text })
          }}
        />
      ))}
      <Button
        text="保存"
        kind="primary"
        isBlock
        isBusy={isBusy}
        isDisabled={keys.some(isWrong)}
        onPress={() => void save()}
      />
    </View>
  )
}
