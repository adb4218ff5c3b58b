import type { ReactNode } from 'react'
import { View } from '@tarojs/components'
import type { Remote } from '../hooks/useRemote'
import { ApiErrorState } from './ErrorState'
import { LoadingState } from './LoadingState'
import { StaleNotice } from './StaleNotice'

interface RemoteViewProps<T> {
  remote: Remote<T>
  rows?: number
  children: (data: T) => ReactNode
}

/** Loading, failed, or there: the states every fetched part of a page has. Old data stays on show with a notice. */
export function RemoteView<T>({ remote, rows = 3, children }: RemoteViewProps<T>) {
  const { data, error, reload } = remote
  if (data === undefined)
    return error ? <ApiErrorState error={error} onRetry={reload} /> : <LoadingState rows={rows} />
  return (
    <View>
      {error && <StaleNotice onRetry={reload} />}
      {children(data)}
    </View>
  )
}
