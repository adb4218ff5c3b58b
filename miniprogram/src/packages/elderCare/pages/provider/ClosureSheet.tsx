import { Text } from '@tarojs/components'
import { FormSheet } from '../../../../components/FormSheet'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { addClosure } from '../../../../services/elderCare'
import { DaySpan } from './DaySpan'

interface ClosureSheetProps {
  unitId: string
  onDone: (message: string) => void
  onClose: () => void
}

/** Days on which the unit does nothing; everybody who was to come is moved at once. */
export function ClosureSheet({ unitId, onDone, onClose }: ClosureSheetProps) {
  const { value, change, clear } = useDraft(`closure:${unitId}`, { from: '', to: '', reason: '' })
  const { run, isBusy, problem } = useAction()
  const { from, reason } = value
  const to = value.to === '' ? from : value.to
  const send = () =>
    run(async () => {
      const { moved, calls } = await addClosure(unitId, { from, to, reason: reason.trim() })
      clear()
      onDone(`已登记。${moved} 单转到别家，${calls} 单由社区打电话安排。`)
    })
  return (
    <FormSheet
      title="登记不开的日子"
      onClose={onClose}
      submitText="登记"
      isBusy={isBusy}
      isDisabled={from === '' || reason.trim() === ''}
      problem={problem}
      onSubmit={() => void send()}
    >
      <DaySpan from={from} to={value.to} onChange={change} />
      <TextField
        label="为什么"
        value={reason}
        most={300}
        onChange={(words) => {
          change({ reason: words })
        }}
      />
      <Text className="text-block text-soft">已经约好的人会马上转到别家；转不了的，社区会打电话。</Text>
    </FormSheet>
  )
}
