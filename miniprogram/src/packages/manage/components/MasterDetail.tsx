import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Button } from '../../../components/Button'
import { DoneNotice } from '../../../components/DoneNotice'
import { EmptyState } from '../../../components/EmptyState'
import { SplitView } from '../../../components/SplitView'
import { useIsWide } from '../../../platform/viewport'

interface MasterDetailProps {
  /** Filters. */
  nav?: ReactNode
  list: ReactNode
  /** Absent while nothing is chosen. */
  detail: ReactNode | undefined
  /** What to choose, for the empty side: 「左边选一位居民」. */
  hint: string
  /** What was just done; stands where the person looks: over the detail, and on a phone also over the list. */
  done?: string | undefined
  onBack: () => void
}

/** List and detail side by side where there is room; on a phone the detail takes the list's place. */
export function MasterDetail({ nav, list, detail, hint, done, onBack }: MasterDetailProps) {
  const isWide = useIsWide()
  const notice = done !== undefined && <DoneNotice message={done} />
  if (isWide)
    return (
      <SplitView
        nav={nav}
        list={list}
        detail={
          <View className="stack">
            {notice}
            {detail ?? <EmptyState icon="list" title={hint} />}
          </View>
        }
      />
    )
  if (detail === undefined)
    return (
      <View className="stack">
        {notice}
        {nav}
        {list}
      </View>
    )
  return (
    <View className="stack">
      <View className="row">
        <Button text="返回列表" icon="back" kind="quiet" onPress={onBack} />
      </View>
      {notice}
      {detail}
    </View>
  )
}
