import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { useLatest } from '../hooks/useLatest'
import { useIsElder } from '../stores/settings'
import { roleProps } from '../platform/keyboard'
import { Button } from './Button'

interface UndoBarProps {
  /** What was done: 「已提交：楼道灯坏了」. */
  message: string
  /** Instant at which it takes effect by itself. */
  until: string
  onUndo: () => void
  /** The time is over, or the person closed the bar: it goes on. */
  onEnd: () => void
}

/**
 * The way back just after a tap. A countdown, which ends in what the person asked for; in elder mode there is none,
 * the bar is closed by hand (the server has its own last moment).
 */
export function UndoBar({ message, until, onUndo, onEnd }: UndoBarProps) {
  const isElder = useIsElder()
  const seconds = useCountdown(isElder ? undefined : until, onEnd)
  return (
    <View className="undo-bar" {...roleProps('status')}>
      <Text className="grow">{isElder ? `${message}。要撤回吗？` : message}</Text>
      {seconds !== undefined && <Text className="figures">{seconds} 秒后送出</Text>}
      <Button text="撤回" icon="undo" onPress={onUndo} />
      {isElder && <Button text="不撤回，送出" kind="primary" onPress={onEnd} />}
    </View>
  )
}

/** Whole seconds left until the instant; calls back once when it is reached. */
function useCountdown(until: string | undefined, onEnd: () => void): number | undefined {
  const [now, setNow] = useState(() => Date.now())
  const latestEnd = useLatest(onEnd)
  useEffect(() => {
    if (until === undefined) return
    const timer = setInterval(() => {
      setNow(Date.now())
      if (Date.now() < Date.parse(until)) return
      clearInterval(timer)
      latestEnd.current()
    }, 250)
    return () => {
      clearInterval(timer)
    }
  }, [until, latestEnd])
  return until === undefined ? undefined : Math.max(0, Math.ceil((Date.parse(until) - now) / 1000))
}
