import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { SearchChoice } from '../../../../components/SearchChoice'
import { Section } from '../../../../components/Section'
import { FormSheet } from '../../../../components/FormSheet'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { addAbsence, removeAbsence, type Provider } from '../../../../services/elderCare'
import { DaySpan, describeDays } from './DaySpan'

interface AbsencesProps {
  provider: Provider
  onDone: (message: string) => void
}

/** Who cannot come on which days; why is nobody's business. */
export function Absences({ provider, onDone }: AbsencesProps) {
  const [isOpen, setIsOpen] = useState(false)
  const { run, isBusy, problem } = useAction()
  const away = provider.helpers.flatMap(({ userId, name, absences }) =>
    absences.map((absence) => ({ ...absence, userId, name })),
  )
  const take = ({ userId, id, name }: (typeof away)[number]) =>
    run(async () => {
      await removeAbsence(provider.unitId, userId, id)
      onDone(`${name}那几天又可以派了。已经派给别人的不会自动换回来。`)
    })
  return (
    <Section title="谁请假">
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        {away.map((absence) => (
          <View key={absence.id} className="row-between">
            <Text className="grow">
              {absence.name}：{describeDays(absence)}
            </Text>
            <Button text="能来了" isBusy={isBusy} onPress={() => void take(absence)} />
          </View>
        ))}
        <Button
          text="登记请假"
          icon="calendar"
          onPress={() => {
            setIsOpen(true)
          }}
        />
      </View>
      {isOpen && (
        <AbsenceSheet
          provider={provider}
          onDone={(message) => {
            setIsOpen(false)
            onDone(message)
          }}
          onClose={() => {
            setIsOpen(false)
          }}
        />
      )}
    </Section>
  )
}

function AbsenceSheet({ provider, onDone, onClose }: AbsencesProps & { onClose: () => void }) {
  const form = useDraft(`absence:${provider.unitId}`, { userId: '', from: '', to: '' })
  const { value, change, clear } = form
  const { run, isBusy, problem } = useAction()
  const { userId, from } = value
  const to = value.to === '' ? from : value.to
  const name = provider.helpers.find((helper) => helper.userId === userId)?.name ?? ''
  const send = () =>
    run(async () => {
      const { returned } = await addAbsence(provider.unitId, userId, { from, to })
      clear()
      onDone(
        returned > 0
          ? `已登记。派给${name}的 ${returned} 单退回来了，已排好的那几天会自动重排，请到“排班”里派给别人。`
          : `已登记。那几天不会再派给${name}。`,
      )
    })
  return (
    <FormSheet
      title="登记请假"
      onClose={onClose}
      submitText="登记"
      isBusy={isBusy}
      isDisabled={name === '' || from === ''}
      problem={problem}
      onSubmit={() => void send()}
    >
      <SearchChoice
        label="谁来不了"
        options={provider.helpers.map((helper) => ({ value: helper.userId, label: helper.name }))}
        value={userId}
        onChange={(chosen) => {
          change({ userId: chosen })
        }}
      />
      <DaySpan from={from} to={value.to} onChange={change} />
      <Text className="text-block text-soft">
        不用写原因。还没开始的服务会马上退回单位另派，长者会收到“正在换一位来做”。
      </Text>
    </FormSheet>
  )
}
