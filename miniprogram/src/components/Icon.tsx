import { View } from '@tarojs/components'
import type { IconName } from './icons'

/** Always beside words: it is hidden from screen readers. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return <View className={`icon icon-${name} ${className}`} aria-hidden="true" />
}
