import { Text } from '@tarojs/components'
import { Icon } from './Icon'
import type { IconName } from './icons'
import { Pressable } from './Pressable'

export type ButtonKind = 'primary' | 'secondary' | 'danger' | 'quiet'

interface ButtonProps {
  text: string
  onPress: () => void
  kind?: ButtonKind
  icon?: IconName
  /** Takes the whole width. */
  isBlock?: boolean
  isDisabled?: boolean
  /** The work is under way: the button says so and takes no second tap. */
  isBusy?: boolean
  className?: string
}

export function Button({
  text,
  onPress,
  kind = 'secondary',
  icon,
  isBlock,
  isDisabled,
  isBusy,
  className = '',
}: ButtonProps) {
  return (
    <Pressable
      className={`button button-${kind} ${isBlock ? 'is-block' : ''} ${className}`}
      onPress={onPress}
      isDisabled={isDisabled === true || isBusy === true}
    >
      {icon && <Icon name={icon} />}
      <Text className="button-text">{isBusy ? `${text}，请稍候…` : text}</Text>
    </Pressable>
  )
}
