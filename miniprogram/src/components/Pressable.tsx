import { View } from '@tarojs/components'
import type { PropsWithChildren } from 'react'
import { pressableProps } from '../platform/keyboard'

interface PressableProps {
  onPress: () => void
  className?: string
  /** What a screen reader says, when the words inside do not say it. */
  label?: string
  role?: 'button' | 'link' | 'tab' | 'radio' | 'checkbox' | 'switch'
  isDisabled?: boolean
  isSelected?: boolean
  isExpanded?: boolean
}

/** Whatever can be tapped, on every platform: with a role, from the keyboard, at least one target high. */
export function Pressable({
  onPress,
  className = '',
  label,
  role = 'button',
  children,
  ...state
}: PropsWithChildren<PressableProps>) {
  const { isDisabled = false, isSelected, isExpanded } = state
  const press = () => {
    if (!isDisabled) onPress()
  }
  return (
    <View
      className={`pressable ${isDisabled ? 'is-disabled' : ''} ${isSelected ? 'is-selected' : ''} ${className}`}
      hoverClass={isDisabled ? 'none' : 'is-pressed'}
      hoverStayTime={80}
      onClick={press}
      {...pressableProps(role, press, isDisabled)}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(isDisabled ? { 'aria-disabled': 'true' as const } : {})}
      {...selectedProps(role, isSelected)}
      {...(isExpanded === undefined
        ? {}
        : { 'aria-expanded': isExpanded ? ('true' as const) : ('false' as const) })}
    >
      {children}
    </View>
  )
}

function selectedProps(role: string, isSelected: boolean | undefined): object {
  if (isSelected === undefined) return {}
  const value = isSelected ? 'true' : 'false'
  if (role === 'tab') return { 'aria-selected': value }
  if (role === 'button') return { 'aria-pressed': value }
  return { 'aria-checked': value }
}
