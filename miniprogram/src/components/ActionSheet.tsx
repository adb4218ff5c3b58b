import { Text, View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { useDraft } from '../hooks/useDraft'
import { Button } from './Button'
import { ChoiceList } from './ChoiceList'
import { ErrorNotice } from './ErrorNotice'
import { OutgoingNotice } from './OutgoingNotice'
import { PhotoPicker, photoIdsOf, type PickedPhoto } from './PhotoPicker'
import { SearchChoice } from './SearchChoice'
import { Sheet } from './Sheet'
import { TextArea } from './TextField'

/** What is asked before an action is done. */
export interface ActionAsk {
  /** What will happen then, in a sentence. */
  explain?: string
  /** One of several, such as the reason of a return. */
  choice?: {
    label: string
    options: readonly { value: string; label: string; note?: string }[]
    isRequired?: boolean
    /** There may be many: found by a few letters. */
    isSearched?: boolean
  }
  text?: {
    label: string
    placeholder?: string
    audience?: string
    isRequired?: boolean
    most?: number
    /** The words that are there, to be changed. */
    start?: string
  }
  photos?: { label?: string; most?: number }
  /** Whatever else the action needs; it keeps its own state. */
  extra?: ReactNode
  submitText?: string
  isDanger?: boolean
}

/** Absent is what was not asked or left empty. */
export interface ActionAnswer {
  choice?: string
  text?: string
  photoIds?: string[]
}

interface ActionSheetProps {
  title: string
  ask: ActionAsk
  formKey: string
  isBusy: boolean
  problem: string | undefined
  /** Resolves with whether it was done. What goes through `submit` takes the draft's key along. */
  onAnswer: (answer: ActionAnswer, draftKey: string) => Promise<boolean>
  onClose: () => void
}

interface Form {
  choice: string
  text: string
  photos: PickedPhoto[]
}

/** Asks for reason, words and photos; what was begun is kept until it is done. */
export function ActionSheet({ title, ask, formKey, isBusy, problem, onAnswer, onClose }: ActionSheetProps) {
  const empty = { choice: '', text: ask.text?.start ?? '', photos: [] }
  const draft = useDraft<Form>(`action:${formKey}`, empty, onClose)
  const { value, change, clear, draftKey, outgoingId, isUnderWay } = draft
  const [isChecked, setIsChecked] = useState(false)
  const missing = findMissing(ask, value)

  const submit = async () => {
    setIsChecked(true)
    if (missing.choice ?? missing.text ?? missing.photos) return
    if (await onAnswer(toAnswer(value), draftKey)) clear()
  }
  const footer = (
    <View className="stack-tight">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text={ask.submitText ?? title}
        kind={ask.isDanger ? 'danger' : 'primary'}
        className={ask.isDanger ? 'is-final' : ''}
        isBlock
        isBusy={isBusy || isUnderWay}
        onPress={() => void submit()}
      />
    </View>
  )
  return (
    <Sheet title={title} isOpen onClose={onClose} footer={footer}>
      <View className="stack">
        <OutgoingNotice id={outgoingId} />
        {ask.explain !== undefined && <Text className="text-block text-soft">{ask.explain}</Text>}
        <ActionFields ask={ask} value={value} onChange={change} missing={isChecked ? missing : {}} />
      </View>
    </Sheet>
  )
}

interface ActionFieldsProps {
  ask: ActionAsk
  value: Form
  onChange: (part: Partial<Form>) => void
  missing: Missing
}

interface ChoiceFieldProps {
  choice: NonNullable<ActionAsk['choice']>
  value: string
  onChange: (value: string) => void
}

function ChoiceField({ choice: { label, options, isSearched }, ...field }: ChoiceFieldProps) {
  if (isSearched) return <SearchChoice label={label} options={options} {...field} />
  return (
    <>
      <Text className="field-label">{label}</Text>
      <ChoiceList label={label} options={options} {...field} />
    </>
  )
}

function ActionFields({ ask, value, onChange, missing }: ActionFieldsProps) {
  return (
    <>
      {ask.choice && (
        <View className="field">
          <ChoiceField
            choice={ask.choice}
            value={value.choice}
            onChange={(choice) => {
              onChange({ choice })
            }}
          />
          {missing.choice !== undefined && <ErrorNotice message={missing.choice} />}
        </View>
      )}
      {ask.text && (
        <TextArea
          {...ask.text}
          value={value.text}
          error={missing.text}
          onChange={(text) => {
            onChange({ text })
          }}
        />
      )}
      {ask.photos && (
        <PhotoPicker
          {...ask.photos}
          photos={value.photos}
          onChange={(photos) => {
            onChange({ photos })
          }}
        />
      )}
      {missing.photos !== undefined && <ErrorNotice message={missing.photos} />}
      {ask.extra}
    </>
  )
}

interface Missing {
  choice?: string
  text?: string
  photos?: string
}

function findMissing(ask: ActionAsk, { choice, text, photos }: Form): Missing {
  const missing: Missing = {}
  if (ask.choice?.isRequired && choice === '') missing.choice = `请选一项${ask.choice.label}。`
  if (ask.text?.isRequired && text.trim() === '') missing.text = `请写一写${ask.text.label}。`
  if (ask.photos && photos.some(({ id }) => id === undefined))
    missing.photos = '有照片还没传上去。请等一等，或者点照片再传一次，也可以去掉它。'
  return missing
}

function toAnswer({ choice, text, photos }: Form): ActionAnswer {
  const photoIds = photoIdsOf(photos)
  return {
    ...(choice === '' ? {} : { choice }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(photoIds.length === 0 ? {} : { photoIds }),
  }
}
