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

/** A field for fewer characters holds a time or a figure, not words: full is how it should be. */
const fewestWords = 10

/**
 * How much room is left, and what to do with too much. The native limit counts an emoji as two and cuts off in silence
 * what is pasted; so words may grow past the limit, are kept, and the field says by how much.
 *
 * @param most most characters, as the server counts them: code points without the blanks around them
 */
function measureWords(value: string, most: number): { hint?: string; error?: string } {
  const left = most - Array.from(value.trim()).length
  if (left < 0) return { error: `最多 ${most} 个字，多了 ${-left} 个，请删短一点` }
  if (most >= fewestWords && left <= Math.min(50, most / 5))
    return { hint: left === 0 ? `写满 ${most} 个字了` : `还可以写 ${left} 个字` }
  return {}
}

/** So many are taken in, whatever is typed or pasted: enough for `most` emoji and for what is to be cut down by hand. */
const roomFor = (most: number): number => most * 2 + 1000

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
  // A number ends where it is full: nothing of it is cut off that could be meant.
  const measured = type === 'text' ? measureWords(value, most) : {}
  const error = measured.error ?? words.error ?? refused
  return (
    <Field {...words} {...measured} error={error} wordsId={wordsId}>
      <View className="field-input">
        <Input
          className="field-native"
          value={value}
          type={type}
          maxlength={type === 'text' ? roomFor(most) : most}
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
  const refused = useFieldProblem({ value, ...words })
  const measured = measureWords(value, most)
  const error = measured.error ?? words.error ?? refused
  return (
    <Field {...words} {...measured} error={error} wordsId={wordsId}>
      <View className="field-area">
        <Textarea
          className="field-native"
          value={value}
          maxlength={roomFor(most)}
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
