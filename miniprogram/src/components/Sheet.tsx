import { ScrollView, Text, View } from '@tarojs/components'
import { useId, type PropsWithChildren, type ReactNode } from 'react'
import { roleProps, useFocusTrap, useShortcuts } from '../platform/keyboard'
import { Icon } from './Icon'
import { Pressable } from './Pressable'

interface SheetProps {
  title: string
  isOpen: boolean
  onClose: () => void
  /** Buttons that stay in sight below what scrolls. */
  footer?: ReactNode
}

/** Slides over the page for one question. Closed by the cross, a tap outside or Escape, which always change nothing. */
export function Sheet(props: PropsWithChildren<SheetProps>) {
  return props.isOpen ? <OpenSheet {...props} /> : null
}

function OpenSheet({ title, onClose, footer, children }: PropsWithChildren<SheetProps>) {
  const id = useId()
  useFocusTrap(id, true)
  useShortcuts({ Escape: onClose })
  return (
    <View id={id} className="sheet" {...roleProps('dialog')} aria-modal="true" aria-label={title} catchMove>
      <View className="sheet-shade" onClick={onClose} />
      <View className="sheet-panel">
        <View className="sheet-head">
          <View className="sheet-title" {...roleProps('heading')} aria-level={2}>
            <Text>{title}</Text>
          </View>
          <Pressable className="sheet-close" label="关闭" onPress={onClose}>
            <Icon name="close" />
          </Pressable>
        </View>
        <ScrollView className="sheet-body" scrollY>
          {children}
        </ScrollView>
        {footer && <View className="sheet-foot">{footer}</View>}
      </View>
    </View>
  )
}
