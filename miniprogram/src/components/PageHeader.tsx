import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { roleProps } from '../platform/keyboard'
import { readTopInset } from '../platform/viewport'
import { Icon } from './Icon'
import { Pressable } from './Pressable'

interface PageHeaderProps {
  title: string
  /** Tab pages have nowhere to go back to. */
  hasBack: boolean
  extra?: ReactNode
}

/** Title and way back, drawn by us because the native bar can enlarge neither. */
export function PageHeader({ title, hasBack, extra }: PageHeaderProps) {
  const { top, right } = readTopInset()
  return (
    <View
      className="page-header"
      style={{ paddingTop: `${top}px`, paddingRight: `${right}px` }}
      {...roleProps('banner')}
    >
      {hasBack && (
        <Pressable className="page-back" label="返回上一页" onPress={goBack}>
          <Icon name="back" />
        </Pressable>
      )}
      <View className="page-title" {...roleProps('heading')} aria-level={1}>
        <Text>{title}</Text>
      </View>
      {extra}
    </View>
  )
}

/** Opened from a link there is no page before: home is. */
function goBack(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack()
  else void Taro.switchTab({ url: '/pages/home/index' })
}
