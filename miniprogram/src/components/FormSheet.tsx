import { Text, View } from '@tarojs/components'
import type { PropsWithChildren } from 'react'
import { Button } from '../../Button'
import { ErrorNotice } from '../../ErrorNotice'
import { OutgoingNotice } from '../../OutgoingNotice'
import { Sheet } from '../../Sheet'

interface FormSheetProps {
  title: string
  /** What will happen then, in a sentence. */
  explain?: string | undefined
  submitText?: string | undefined
  problem: string | undefined
  isBusy: boolean
  /** What was sent from this form before and has not arrived. */
  outgoingId?: string | undefined
  onSubmit: () => void
  onClose: () => void
}

/** A sheet with fields and one button that stays in sight. */
export function FormSheet(props: PropsWithChildren<FormSheetProps>) {
  const {
    title,
    explain,
    submitText = title,
    problem,
    isBusy,
    outgoingId,
    onSubmit,
    onClose,
    children,
  } = props
  const footer = <Button text={submitText} kind="primary" isBlock isBusy={isBusy} onPress={onSubmit} />
  return (
    <Sheet title={title} isOpen onClose={onClose} footer={footer}>
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <OutgoingNotice id={outgoingId} />
        {explain !== undefined && <Text className="text-block text-soft">{explain}</Text>}
        {children}
      </View>
    </Sheet>
  )
}
