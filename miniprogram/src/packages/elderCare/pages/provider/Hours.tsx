import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { ClockSpan, isSpan } from '../../../../components/ClockSpan'
import { FormSheet } from '../../../../components/FormSheet'
import { ListRow } from '../../../../components/ListRow'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { setWorkingHours, type Provider } from '../../../../services/elderCare'

type Helper = Provider['helpers'][number]

interface HoursProps {
  provider: Provider
  onDone: (message: string) => void
}

/** When each person works: nobody's evening is overtime who works in the evening. */
export function Hours({ provider, onDone }: HoursProps) {
  const [helper, setHelper] = useState<Helper>()
  const close = () => {
    setHelper(undefined)
  }
  return (
    <Section title="几点上班">
      <View className="list">
        {provider.helpers.map((each) => (
          <ListRow
            key={each.userId}
            icon="clock"
            title={each.name}
            note={each.hours ? `${each.hours.from}–${each.hours.to}` : '按通常的时间'}
            onPress={() => {
              setHelper(each)
            }}
          />
        ))}
      </View>
      {helper && (
        <HoursSheet
          unitId={provider.unitId}
          helper={helper}
          onDone={() => {
            close()
            onDone(`${helper.name}的上班时间已登记，排好的班会自动重排。`)
          }}
          onClose={close}
        />
      )}
    </Section>
  )
}

interface HoursSheetProps {
  unitId: string
  helper: Helper
  onDone: () => void
  onClose: () => void
}

function HoursSheet({ unitId, helper, onDone, onClose }: HoursSheetProps) {
  const [hours, setHours] = useState(helper.hours ?? { from: '', to: '' })
  const { run, isBusy, problem } = useAction()
  const save = (given: typeof hours | null) =>
    run(async () => {
      await setWorkingHours(unitId, helper.userId, given)
      onDone()
    })
  return (
    <FormSheet
      title={`${helper.name}几点上班`}
      onClose={onClose}
      submitText="登记"
      isBusy={isBusy}
      isDisabled={!isSpan(hours)}
      problem={problem}
      onSubmit={() => void save(hours)}
    >
      <ClockSpan value={hours} onChange={setHours} />
      <Text className="text-block text-soft">排班时，这段时间里的活不算加班。</Text>
      {helper.hours && (
        <Button text="按通常的时间" kind="quiet" isBlock isBusy={isBusy} onPress={() => void save(null)} />
      )}
    </FormSheet>
  )
}
