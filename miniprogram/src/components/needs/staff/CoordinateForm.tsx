import { View } from '@tarojs/components'
import { useState } from 'react'
import { useDraft } from '../../../hooks/useDraft'
import { useRemote } from '../../../hooks/useRemote'
import { RemoteView } from '../../RemoteView'
import { TextArea } from '../../TextField'
import { FormSheet } from '../../FormSheet'
import { OptionPicker, type Option } from './OptionPicker'
import type { StaffFormProps } from './staffForm.types'
import { loadPosts } from './staffOptions'

interface Agreement {
  post: string
  helpers: string[]
  text: string
}

const mostHelpers = 8

/** One lead, helpers, and what was agreed. */
export function CoordinateForm({ need, onSubmit, problem, isBusy, ...sheet }: StaffFormProps) {
  const draft = useDraft<Agreement>(
    `action:need:${need.id}:coordinate`,
    { post: '', helpers: [], text: '' },
    sheet.onClose,
  )
  const { value, change, clear, draftKey } = draft
  const options = useRemote(`coordinate:${need.id}`, () => loadPosts(need))
  const [missing, setMissing] = useState<string>()
  const submit = async () => {
    const text = value.text.trim()
    const lack = value.post === '' ? '请选一个牵头的。' : text === '' ? '请写一写商量的结果。' : undefined
    setMissing(lack)
    if (lack !== undefined) return
    const helpers = value.helpers.filter((post) => post !== value.post)
    if (await onSubmit({ action: 'coordinate', post: value.post, helpers, text }, draftKey)) clear()
  }
  return (
    <FormSheet
      {...sheet}
      explain="这件事被退回过两次。请定一个牵头的、几个一起办的，并写下商量的结果。"
      problem={missing ?? problem}
      isBusy={isBusy || draft.isUnderWay}
      outgoingId={draft.outgoingId}
      onSubmit={() => void submit()}
    >
      <RemoteView remote={options}>
        {(items) => <Units options={items} value={value} onChange={change} />}
      </RemoteView>
      <TextArea
        label="商量的结果"
        isRequired
        audience="牵头的、一起办的和居民都能看到"
        value={value.text}
        most={1000}
        onChange={(text) => {
          change({ text })
        }}
      />
    </FormSheet>
  )
}

interface UnitsProps {
  options: readonly Option[]
  value: Agreement
  onChange: (part: Partial<Agreement>) => void
}

function Units({ options, value, onChange }: UnitsProps) {
  return (
    <View className="stack">
      <OptionPicker
        label="谁牵头"
        options={options}
        chosen={[value.post]}
        onToggle={(post) => {
          onChange({ post })
        }}
      />
      <OptionPicker
        label={`谁一起办（可以不选，最多 ${mostHelpers} 个）`}
        options={options.filter((option) => option.value !== value.post)}
        chosen={value.helpers}
        isMany
        onToggle={(post) => {
          onChange({ helpers: toggle(value.helpers, post) })
        }}
      />
    </View>
  )
}

function toggle(chosen: readonly string[], value: string): string[] {
  if (chosen.includes(value)) return chosen.filter((one) => one !== value)
  return [...chosen, value].slice(0, mostHelpers)
}
