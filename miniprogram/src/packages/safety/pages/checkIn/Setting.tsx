import { checkInRules } from '@linli/shared/safety/checkIn'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ChoiceList } from '../../../../components/ChoiceList'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Section } from '../../../../components/Section'
import { SwitchRow } from '../../../../components/SwitchRow'
import { useAction } from '../../../../hooks/useAction'
import { setCheckIn, type CheckInView } from '../../../../services/safety'

const hour = 60
const times = [8, 9, 10, 12, 16, 20].map((clock) => clock * hour)
function writeTime(minutes: number): string {
  const clock = Math.floor(minutes / hour)
  if (clock < 12) return `上午 ${clock} 点`
  if (clock === 12) return '中午 12 点'
  return clock < 18 ? `下午 ${clock - 12} 点` : `晚上 ${clock - 12} 点`
}

interface SettingProps {
  checkIn: CheckInView
  onDone: () => void
}

/** On, off, and by when; with consent, for family and community learn from it whether she is well. */
export function Setting({ checkIn, onDone }: SettingProps) {
  const { personId, isOn, dueMinutes, relation, consent } = checkIn
  const [due, setDue] = useState(isOn ? dueMinutes : checkInRules.usual)
  const [isConsented, setIsConsented] = useState(false)
  const { run, isBusy, problem } = useAction()
  const save = (on: boolean) =>
    void run(() => setCheckIn(personId, { isOn: on, dueMinutes: due, isConsented })).then(onDone)
  const options = [...new Set([...times, dueMinutes])]
    .sort((a, b) => a - b)
    .map((minutes) => ({ value: String(minutes), label: `每天${writeTime(minutes)}前` }))
  return (
    <Section title={isOn ? '时间' : '开通报平安'}>
      <View className="stack">
        <Text className="text-block text-soft">
          过了时间没有报，先打电话给家人，再找楼组长和网格员，都联系不上就上门看。
        </Text>
        <ChoiceList
          label="几点前报平安"
          options={options}
          value={String(due)}
          onChange={(value) => {
            setDue(Number(value))
          }}
        />
        {!isOn && (
          <SwitchRow
            title={relation === 'elder' ? '我同意' : '本人同意'}
            note="家人和社区会知道我每天是不是平安"
            isOn={isConsented}
            onChange={setIsConsented}
          />
        )}
        {isOn && consent && (
          <Text className="text-block text-small text-soft">同意的人：{consent.byName}</Text>
        )}
        {problem !== undefined && <ErrorNotice message={problem} />}
        <Button
          text={isOn ? '改成这个时间' : '开通'}
          kind="primary"
          isBlock
          isBusy={isBusy}
          isDisabled={isOn ? due === dueMinutes : !isConsented}
          onPress={() => {
            save(true)
          }}
        />
        {isOn && (
          <Button
            text="不用报平安了"
            kind="quiet"
            isBlock
            isDisabled={isBusy}
            onPress={() => {
              save(false)
            }}
          />
        )}
      </View>
    </Section>
  )
}
