import { Text, View } from '@tarojs/components'
import type { PropsWithChildren } from 'react'
import { Button } from './Button'
import { ErrorNotice } from './ErrorNotice'
import type { IconName } from './icons'
import { OutgoingNotice } from './OutgoingNotice'
import { Sheet } from './Sheet'

interface FormSheetProps {
  title: string
  isOpen?: boolean
  /** What will happen then, in a sentence. */
  explain?: string | undefined
  submitText?: string | undefined
  icon?: IconName
  isBusy: boolean
  isDisabled?: boolean
  /** Why it was not done and what to do; what was typed stays. */
  problem?: string | undefined
  /** What was sent from this form before and has not arrived. */
  outgoingId?: string | undefined
  onSubmit: () => void
  onClose: () => void
}

/** A sheet with fields and one button that stays in sight. */
export function FormSheet(props: PropsWithChildren<FormSheetProps>) {
  const {
    title,
    isOpen = true,
    explain,
    submitText = title,
    icon,
    isBusy,
    isDisabled = false,
    problem,
  } = props
  // Beside the button that was pressed: in the form it would lie above or below what is in sight.
  const footer = (
    <View className="stack-tight">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text={submitText}
        kind="primary"
        {...(icon && { icon })}
        isBlock
        isBusy={isBusy}
        isDisabled={isDisabled}
        onPress={props.onSubmit}
      />
    </View>
  )
  return (
    <Sheet title={title} isOpen={isOpen} onClose={props.onClose} footer={footer}>
      <View className="stack">
        <OutgoingNotice id={props.outgoingId} />
        {explain !== undefined && <Text className="text-block text-soft">{explain}</Text>}
        {props.children}
      </View>
    </Sheet>
  )
}
