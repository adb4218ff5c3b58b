import Taro, { usePullDownRefresh, useReachBottom } from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useEffect, type ReactNode } from 'react'
import type { Paged } from '../hooks/usePaged'
import { roleProps } from '../platform/keyboard'
import { Button } from './Button'
import { ApiErrorState } from './ErrorState'
import { LoadingState } from './LoadingState'
import { StaleNotice } from './StaleNotice'

interface PagedListProps<T extends { id: string }> {
  list: Paged<T>
  renderItem: (item: T) => ReactNode
  /** What is shown when there is nothing: an EmptyState. */
  empty: ReactNode
  /** Name of the list for screen readers. */
  label: string
}

/**
 * A list with all its states. Pulling down renews it (the page's config needs `enablePullDownRefresh: true`), the end
 * of the page brings more; for a keyboard and where the phone does not report the end, there is a button.
 */
export function PagedList<T extends { id: string }>({ list, renderItem, empty, label }: PagedListProps<T>) {
  const { items, isLoading, isReloading, isLoadingMore, hasMore, error, reload, loadMore } = list
  usePullDownRefresh(reload)
  useReachBottom(loadMore)
  useEffect(() => {
    if (!isReloading) Taro.stopPullDownRefresh()
  }, [isReloading])

  if (isLoading) return <LoadingState rows={4} />
  if (items.length === 0) return error ? <ApiErrorState error={error} onRetry={reload} /> : empty
  return (
    <View className="stack">
      {error && <StaleNotice onRetry={reload} />}
      <View className="stack" {...roleProps('list')} aria-label={label}>
        {items.map((item) => (
          <View key={item.id} {...roleProps('listitem')}>
            {renderItem(item)}
          </View>
        ))}
      </View>
      {hasMore ? (
        <Button text="再看一些" icon="down" isBlock isBusy={isLoadingMore} onPress={loadMore} />
      ) : (
        <Text className="list-end">没有更多了</Text>
      )}
    </View>
  )
}
