import { Text } from '@tarojs/components'
import { useState } from 'react'
import { useDraft } from '../../../hooks/useDraft'
import { useRemote } from '../../../hooks/useRemote'
import type { NeedActionInput } from '../../../services/needs'
import { RemoteView } from '../../RemoteView'
import { TextArea } from '../../TextField'
import { FormSheet } from '../../FormSheet'
import { OptionPicker, type Option } from './OptionPicker'
import type { StaffAction, StaffFormProps } from './staffForm.types'

interface ChoiceFormProps extends StaffFormProps {
  action: StaffAction
  explain?: string
  label: string
  load: () => Promise<Option[]>
  /** What is said when there is nothing to choose from. */
  empty: string
  /** Words that may go with it. */
  words?: { label: string; audience?: string }
  toBody: (value: string, text: string | undefined) => NeedActionInput
}

/** One of what the server lists, and a few words. */
export function ChoiceForm(props: ChoiceFormProps) {
  const { need, title, action, explain, label, load, empty, words, toBody, onSubmit } = props
  const { isBusy, problem, onClose } = props
  const draft = useDraft(`action:need:${need.id}:${action}`, { chosen: '', text: '' }, onClose)
  const { value, change, clear, draftKey } = draft
  const options = useRemote(`${action}:${need.id}`, load)
  const [missing, setMissing] = useState<string>()

  const submit = async () => {
    const isThere = options.data?.some((option) => option.value === value.chosen)
    setMissing(isThere ? undefined : `请选一项：${label}`)
    const text = value.text.trim()
    if (!isThere) return
    if (await onSubmit(toBody(value.chosen, text === '' ? undefined : text), draftKey)) clear()
  }
  return (
    <FormSheet
      title={title}
      explain={explain}
      problem={missing ?? problem}
      isBusy={isBusy || draft.isUnderWay}
      outgoingId={draft.outgoingId}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <RemoteView remote={options}>
        {(items) =>
          items.length === 0 ? (
            <Text className="text-block text-soft">{empty}</Text>
          ) : (
            <OptionPicker
              label={label}
              options={items}
              chosen={[value.chosen]}
              onToggle={(chosen) => {
                change({ chosen })
              }}
            />
          )
        }
      </RemoteView>
      {words && (
        <TextArea
          {...words}
          value={value.text}
          most={1000}
          onChange={(text) => {
            change({ text })
          }}
        />
      )}
    </FormSheet>
  )
}
