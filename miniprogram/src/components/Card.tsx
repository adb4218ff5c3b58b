import { View } from '@tarojs/components'
import type { PropsWithChildren } from 'react'
import { Pressable } from './Pressable'

interface CardProps {
  onPress?: () => void
  label?: string
  kind?: 'plain' | 'accent' | 'flat'
  isSelected?: boolean
  className?: string
}

/** A rounded surface; with `onPress` the whole card is one target. */
export function Card({
  onPress,
  label,
  kind = 'plain',
  isSelected,
  className = '',
  children,
}: PropsWithChildren<CardProps>) {
  const classes = `card card-${kind} ${className}`
  if (!onPress) return <View className={classes}>{children}</View>
  return (
    <Pressable
      className={classes}
      onPress={onPress}
      {...(label === undefined ? {} : { label })}
      {...(isSelected === undefined ? {} : { isSelected })}
    >
      {children}
    </Pressable>
  )
}
