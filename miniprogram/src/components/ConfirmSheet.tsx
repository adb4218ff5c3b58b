import { Text, View } from '@tarojs/components'
import { Button } from './Button'
import { Sheet } from './Sheet'

interface ConfirmSheetProps {
  title: string
  /** What will happen, and whether it can be taken back. */
  message: string
  confirmText: string
  cancelText?: string
  isDanger?: boolean
  isOpen: boolean
  isBusy?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot simply be undone. */
export function ConfirmSheet(props: ConfirmSheetProps) {
  const {
    title,
    message,
    confirmText,
    cancelText = '先不',
    isDanger,
    isOpen,
    isBusy,
    onConfirm,
    onClose,
  } = props
  const footer = (
    <View className="action-bar">
      <Button text={cancelText} onPress={onClose} />
      <Button
        text={confirmText}
        kind={isDanger ? 'danger' : 'primary'}
        className={isDanger ? 'is-final' : ''}
        isBusy={isBusy === true}
        onPress={onConfirm}
      />
    </View>
  )
  return (
    <Sheet title={title} isOpen={isOpen} onClose={onClose} footer={footer}>
      <Text className="text-block">{message}</Text>
    </Sheet>
  )
}
