import { View } from '@tarojs/components'
import { useId } from 'react'
import { DateInput } from '../platform/DateInput'
import { useFieldProblem } from '../stores/refusal'
import { Field, type FieldWords } from './Field'

interface DateFieldProps extends FieldWords {
  /** `YYYY-MM-DD`, or empty. */
  value: string
  onChange: (value: string) => void
}

/** One calendar day. */
export function DateField({ value, onChange, ...words }: DateFieldProps) {
  const wordsId = useId()
  const refused = useFieldProblem({ value, ...words })
  const error = words.error ?? refused
  return (
    <Field {...words} error={error} wordsId={wordsId}>
      <View className="field-input">
        <DateInput
          value={value}
          onChange={onChange}
          label={words.label}
          describedBy={wordsId}
          problem={error}
        />
      </View>
    </Field>
  )
}
