import { Text, View } from '@tarojs/components'
import { roleProps } from '../platform/keyboard'
import type { ApiError } from '../services/apiError'
import { Button } from './Button'
import { Icon } from './Icon'

interface ErrorStateProps {
  title?: string
  /** What the person can do now. */
  message: string
  onRetry?: () => void
}

/** Something could not be shown: says what to do and offers to try again. */
export function ErrorState({ title = '暂时没有取到内容', message, onRetry }: ErrorStateProps) {
  return (
    <View className="state state-error" {...roleProps('alert')}>
      <View className="state-picture state-picture-warning">
        <Icon name="warning" />
      </View>
      <Text className="state-title">{title}</Text>
      <Text className="state-message">{message}</Text>
      {onRetry && <Button text="再试一次" icon="refresh" kind="primary" onPress={onRetry} />}
    </View>
  )
}

/** The state for an error of the server or the network. */
export function ApiErrorState({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  if (error.code === 'network.offline')
    return (
      <ErrorState
        title="网络断开了"
        message="连上网络后会自动更新，也可以按下面的按钮再试。"
        onRetry={onRetry}
      />
    )
  // Nothing was filled in to read a page: its address is wrong.
  if (error.code === 'request.invalid')
    return <ErrorState title="这个链接打不开" message="它不完整，或者已经换了地方。请回到首页再找一找。" />
  if (error.code === 'record.not_found') return <ErrorState title="没有找到" message={error.message} />
  if (error.isPassing) return <ErrorState message={error.message} onRetry={onRetry} />
  return <ErrorState title="这里现在看不了" message={error.message} />
}
