import { Text, View } from '@tarojs/components'
import type { PropsWithChildren } from 'react'
import { roleProps } from '../platform/keyboard'
import { Icon } from './Icon'

export interface FieldWords {
  label: string
  /** How to fill it in. */
  hint?: string
  /** 「谁能看到」: who will read this, said beside the field. */
  audience?: string
  /** What is wrong and how to put it right. */
  error?: string | undefined
  isRequired?: boolean
  /** Where it stands in what is sent, where it is sent in another form than it is typed: 「priceFen」. */
  name?: string
}

interface FieldProps extends FieldWords {
  /** Id under which hint, audience and error are found by assistive programs. */
  wordsId: string
}

/** What is wrong with a field, beside it. */
export function FieldError({ message }: { message: string }) {
  return (
    <View className="field-error" {...roleProps('alert')}>
      <Icon name="warning" />
      <Text>{message}</Text>
    </View>
  )
}

/** Label above, then what is asked, then who sees it and what is wrong. */
export function Field({
  label,
  hint,
  audience,
  error,
  isRequired,
  wordsId,
  children,
}: PropsWithChildren<FieldProps>) {
  return (
    <View className={`field ${error === undefined ? '' : 'has-error'}`}>
      <Text className="field-label">{isRequired ? `${label}（必填）` : label}</Text>
      {children}
      <View id={wordsId} className="stack-tight">
        {hint !== undefined && <Text className="field-hint">{hint}</Text>}
        {audience !== undefined && (
          <View className="field-audience">
            <Icon name="eye" />
            <Text>谁能看到：{audience}</Text>
          </View>
        )}
        {error !== undefined && <FieldError message={error} />}
      </View>
    </View>
  )
}
