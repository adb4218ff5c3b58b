import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { roleProps } from '../platform/keyboard'
import { useIsWide } from '../platform/viewport'

interface SplitViewProps {
  /** Filters; above the list on a phone. */
  nav?: ReactNode
  list: ReactNode
  /** Beside the list on a wide screen; on a phone the list opens a page of its own. */
  detail: ReactNode
}

/** Navigation, list and detail side by side where there is room. Use inside `<AppPage layout="wide">`. */
export function SplitView({ nav, list, detail }: SplitViewProps) {
  const isWide = useIsWide()
  if (!isWide)
    return (
      <View className="split">
        {nav}
        {list}
      </View>
    )
  return (
    <View className={`split ${nav ? 'split-with-nav' : ''}`}>
      {nav && <View className="split-nav">{nav}</View>}
      <View className="split-list">{list}</View>
      <View className="split-detail" {...roleProps('region')} aria-label="详情">
        {detail}
      </View>
    </View>
  )
}
