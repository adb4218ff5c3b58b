import { ratingReasons, type RatingReason } from '@linli/shared/needs/need.state'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { useDraft } from '../../hooks/useDraft'
import { toApiError } from '../../services/apiError'
import { actOnNeed, type NeedView } from '../../services/needs'
import { ChoiceList } from '../ChoiceList'
import { FaceRating, type Grade } from '../FaceRating'
import { Pressable } from '../Pressable'
import { FormSheet } from '../FormSheet'
import { TextArea } from '../TextField'

interface Form {
  outcome: 'solved' | 'partly' | 'notSolved'
  grade?: Grade
  reasons: RatingReason[]
  text: string
}

const outcomes = [
  { value: 'solved', label: '办好了' },
  { value: 'partly', label: '办了一部分' },
  { value: 'notSolved', label: '没解决，但我同意结束' },
] as const

const good: readonly RatingReason[] = ['quick', 'kind', 'solved', 'informed']
const bad: readonly RatingReason[] = ['slow', 'rude', 'notSolved', 'pushed']

interface ConfirmNeedSheetProps {
  need: NeedView
  /** `rate`: it is closed already, only the grade is asked. */
  action: 'confirm' | 'rate'
  onDone: () => void
  onClose: () => void
}

/** The resident's yes, and how it was: five grades, or three faces in 长辈版. */
export function ConfirmNeedSheet({ need, action, onDone, onClose }: ConfirmNeedSheetProps) {
  const { value, change, draftKey, outgoingId, isUnderWay } = useDraft<Form>(
    `${action}:${need.id}`,
    { outcome: 'solved', reasons: [], text: '' },
    onDone,
  )
  const [problem, setProblem] = useState<string>()
  const { grade, reasons, outcome } = value
  const text = value.text.trim()
  const isReasonMissing = action === 'confirm' && outcome !== 'solved' && text === ''

  const send = async () => {
    if (grade === undefined || isReasonMissing) {
      setProblem(grade === undefined ? '请选一个满意程度。' : '请写几句哪里还没办好，我们好改进。')
      return
    }
    setProblem(undefined)
    const rating = { grade, reasons, ...(text === '' ? {} : { text }) }
    try {
      await actOnNeed(
        need.id,
        action === 'rate'
          ? { action, ...rating }
          : {
              action,
              outcome,
              ...(outcome === 'solved' ? {} : { reason: Array.from(text).slice(0, 300).join('') }),
              ...rating,
            },
        `${action === 'rate' ? '评价' : '确认'}：${need.category.name}`,
        draftKey,
      ).done
    } catch (cause) {
      setProblem(toApiError(cause).message)
    }
  }
  const toggle = (reason: RatingReason) => {
    change({ reasons: reasons.includes(reason) ? reasons.filter((r) => r !== reason) : [...reasons, reason] })
  }
  return (
    <FormSheet
      title={action === 'rate' ? '评价' : '办好了吗'}
      onClose={onClose}
      submitText={action === 'rate' ? '送出评价' : '确认'}
      isBusy={isUnderWay}
      problem={problem}
      onSubmit={() => void send()}
      outgoingId={outgoingId}
    >
      {action === 'confirm' && (
        <ChoiceList
          label="办好了吗"
          options={outcomes}
          value={outcome}
          onChange={(chosen) => {
            change({ outcome: chosen })
          }}
        />
      )}
      <Text className="field-label">您满意吗</Text>
      <FaceRating
        value={grade}
        onChange={(chosen) => {
          change({ grade: chosen, reasons: [] })
        }}
      />
      {grade !== undefined && (
        <View className="row-wrap">
          {(grade >= 3 ? good : bad).map((reason) => (
            <Pressable
              key={reason}
              role="checkbox"
              className="filter"
              isSelected={reasons.includes(reason)}
              onPress={() => {
                toggle(reason)
              }}
            >
              <Text>{ratingReasons[reason]}</Text>
            </Pressable>
          ))}
        </View>
      )}
      <TextArea
        label={isReasonMissing ? '哪里还没办好' : '还想说的（可以不写）'}
        audience="办事的人和社区能看到"
        value={value.text}
        most={300}
        onChange={(words) => {
          change({ text: words })
        }}
      />
    </FormSheet>
  )
}
