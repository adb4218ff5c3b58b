import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { toApiError } from '../services/apiError'
import { signIn, useSession } from '../stores/session'
import { Button } from './Button'
import { Card } from './Card'
import { LoadingState } from './LoadingState'
import { StaleNotice } from './StaleNotice'

/** For who is not signed in: why it is useful, and the one button. */
export function SignInCard() {
  const status = useSession((state) => state.status)
  const [problem, setProblem] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  if (status === 'starting') return <LoadingState rows={1} />
  if (status === 'offline') return <StaleNotice onRetry={() => void signIn().catch(() => undefined)} />

  const start = async () => {
    setIsBusy(true)
    setProblem(undefined)
    try {
      await signIn()
    } catch (cause) {
      setProblem(toApiError(cause).message)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">有事找邻里</Text>
        <Text className="text-block text-soft">登录后就能提需求、看进度、收社区的消息。</Text>
        {problem !== undefined && <Text className="text-block text-danger">{problem}</Text>}
        <Button text="微信登录" kind="primary" isBlock isBusy={isBusy} onPress={() => void start()} />
      </View>
    </Card>
  )
}
