import { ratingReasons, type RatingReason } from '@linli/shared/needs/need.state'
import { Text } from '@tarojs/components'
import { FaceRating, type Grade } from '../../../../components/FaceRating'
import { MultiChoice } from '../../../../components/MultiChoice'
import { FormSheet } from '../../../../components/FormSheet'
import { TextArea } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import type { OrderSheetProps } from './sheet.types'

interface Form {
  grade?: Grade
  reasons: RatingReason[]
  text: string
}

const good: readonly RatingReason[] = ['quick', 'kind', 'solved', 'informed']
const bad: readonly RatingReason[] = ['slow', 'rude', 'notSolved', 'pushed']

/** The elder's yes, and how it was: five grades, or three faces in 长辈版. */
export function ConfirmSheet({
  order,
  action,
  onSend,
  onClose,
}: OrderSheetProps & { action: 'confirm' | 'rate' }) {
  const draft = useDraft<Form>(`${action}:care:${order.id}`, { reasons: [], text: '' }, onClose)
  const { value, change, draftKey } = draft
  const { run, isBusy, problem } = useAction()
  const { grade, reasons } = value
  const text = value.text.trim()
  const said = text === '' ? {} : { text }
  const send = () =>
    run(async () => {
      if (action === 'confirm')
        await onSend({ action, ...(grade === undefined ? {} : { grade }), reasons, ...said }, draftKey)
      else if (grade !== undefined) await onSend({ action, grade, reasons, ...said }, draftKey)
    })
  return (
    <FormSheet
      title={action === 'rate' ? '评价' : '做好了吗'}
      onClose={onClose}
      submitText={action === 'rate' ? '送出评价' : '做好了'}
      isBusy={isBusy || draft.isUnderWay}
      isDisabled={action === 'rate' && grade === undefined}
      problem={problem}
      onSubmit={() => void send()}
      outgoingId={draft.outgoingId}
    >
      <Text className="field-label">您满意吗</Text>
      <FaceRating
        value={grade}
        onChange={(chosen) => {
          change({ grade: chosen, reasons: [] })
        }}
      />
      {grade !== undefined && (
        <MultiChoice
          label="为什么（可以不选）"
          options={(grade >= 3 ? good : bad).map((reason) => ({
            value: reason,
            text: ratingReasons[reason],
          }))}
          value={reasons}
          onChange={(chosen) => {
            change({ reasons: chosen })
          }}
        />
      )}
      <TextArea
        label="想说的话（可以不写）"
        value={value.text}
        audience="服务单位和社区能看到"
        onChange={(words) => {
          change({ text: words })
        }}
      />
    </FormSheet>
  )
}
