import { Input, Textarea, View, type InputProps } from '@tarojs/components'
import { useId } from 'react'
import { fieldProps } from '../platform/keyboard'
import { useFieldProblem } from '../stores/refusal'
import { Field, type FieldWords } from './Field'

interface TextFieldProps extends FieldWords {
  value: string
  onChange: (value: string) => void
  placeholder?: string
  /** Most characters. */
  most?: number
  type?: InputProps['type']
  onConfirm?: () => void
}

/** One line of text. */
export function TextField({
  value,
  onChange,
  placeholder,
  most = 100,
  type = 'text',
  onConfirm,
  ...words
}: TextFieldProps) {
  const wordsId = useId()
  const refused = useFieldProblem({ value, ...words })
  const error = words.error ?? refused
  return (
    <Field {...words} error={error} wordsId={wordsId}>
      <View className="field-input">
        <Input
          className="field-native"
          value={value}
          type={type}
          maxlength={most}
          placeholder={placeholder ?? ''}
          onInput={(event) => {
            onChange(event.detail.value)
          }}
          onConfirm={() => onConfirm?.()}
          {...fieldProps({ label: words.label, describedBy: wordsId, problem: error })}
        />
      </View>
    </Field>
  )
}

interface TextAreaProps extends FieldWords {
  value: string
  onChange: (value: string) => void
  placeholder?: string
  most?: number
}

/** Several lines, growing with what is written; says how much room is left when little is. */
export function TextArea({ value, onChange, placeholder, most = 1000, ...words }: TextAreaProps) {
  const wordsId = useId()
  const left = most - Array.from(value).length
  const refused = useFieldProblem({ value, ...words })
  const error = words.error ?? refused
  const hint =
    left <= 0 ? `写满 ${most} 个字了，再多的写不进去` : left <= 50 ? `还可以写 ${left} 个字` : words.hint
  return (
    <Field {...words} {...(hint === undefined ? {} : { hint })} error={error} wordsId={wordsId}>
      <View className="field-area">
        <Textarea
          className="field-native"
          value={value}
          maxlength={most}
          autoHeight
          placeholder={placeholder ?? ''}
          onInput={(event) => {
            onChange(event.detail.value)
          }}
          {...fieldProps({ label: words.label, describedBy: wordsId, problem: error })}
        />
      </View>
    </Field>
  )
}
