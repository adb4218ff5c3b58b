import { Text, View } from '@tarojs/components'
import type { NeedOutcome } from '@linli/shared/needs/need.state'
import { useState } from 'react'
import { useDraft } from '../../../hooks/useDraft'
import type { NeedActionInput } from '../../../services/needs'
import { ChoiceList } from '../../ChoiceList'
import { FaceRating, type Grade } from '../../FaceRating'
import { TextArea } from '../../TextField'
import { FormSheet } from '../../FormSheet'
import type { StaffFormProps } from './staffForm.types'

type Outcome = Exclude<NeedOutcome, 'notConfirmed'>

export const outcomeOptions: readonly { value: Outcome; label: string }[] = [
  { value: 'solved', label: '解决了' },
  { value: 'partly', label: '解决了一部分' },
  { value: 'notSolved', label: '没有解决' },
]

interface CallbackDraft {
  outcome?: Outcome
  text: string
  grade?: Grade
}

/** What the resident said on the phone; the grade is theirs, so it may be missing. */
export function CallbackForm({ need, onSubmit, problem, isBusy, ...sheet }: StaffFormProps) {
  const key = `action:need:${need.id}:callback`
  const draft = useDraft<CallbackDraft>(key, { text: '' }, sheet.onClose)
  const { value, change, clear, draftKey } = draft
  const [missing, setMissing] = useState<string>()
  const submit = async () => {
    const body = toCallback(value)
    setMissing(body === undefined ? '请选一项结果，并写下居民怎么说。' : undefined)
    if (body && (await onSubmit(body, draftKey))) clear()
  }
  return (
    <FormSheet
      {...sheet}
      explain="请打电话或当面问居民，再照他的话填。居民说没办好、要接着办的，请关上这里，选“没办好，退回重办”。"
      problem={missing ?? problem}
      isBusy={isBusy || draft.isUnderWay}
      outgoingId={draft.outgoingId}
      onSubmit={() => void submit()}
    >
      <CallbackFields value={value} onChange={change} />
    </FormSheet>
  )
}

interface CallbackFieldsProps {
  value: CallbackDraft
  onChange: (part: Partial<CallbackDraft>) => void
}

function CallbackFields({ value, onChange }: CallbackFieldsProps) {
  return (
    <>
      <View className="field">
        <Text className="field-label">居民说</Text>
        <ChoiceList
          label="居民说"
          options={outcomeOptions}
          value={value.outcome}
          onChange={(outcome) => {
            onChange({ outcome })
          }}
        />
      </View>
      <TextArea
        label="怎么说的"
        isRequired
        audience="居民和工作人员都能看到"
        value={value.text}
        most={300}
        onChange={(text) => {
          onChange({ text })
        }}
      />
      <View className="field">
        <Text className="field-label">满意吗（居民没说可以不选）</Text>
        <FaceRating
          value={value.grade}
          onChange={(grade) => {
            onChange({ grade })
          }}
        />
      </View>
    </>
  )
}

/** A poor end needs a reason: what the resident said is it. */
function toCallback({ outcome, text, grade }: CallbackDraft): NeedActionInput | undefined {
  const words = text.trim()
  if (outcome === undefined || words === '') return undefined
  return {
    action: 'callback',
    outcome,
    text: words,
    ...(outcome === 'solved' ? {} : { reason: words }),
    ...(grade === undefined ? {} : { grade }),
  }
}
