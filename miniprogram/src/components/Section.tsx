import { Text, View } from '@tarojs/components'
import type { PropsWithChildren, ReactNode } from 'react'
import { roleProps } from '../platform/keyboard'

/** A titled part of a page. `extra` stands at the end of the title's line. */
export function Section({ title, extra, children }: PropsWithChildren<{ title: string; extra?: ReactNode }>) {
  return (
    <View className="section">
      <View className="section-head">
        <View className="section-title" {...roleProps('heading')} aria-level={2}>
          <Text>{title}</Text>
        </View>
        {extra}
      </View>
      {children}
    </View>
  )
}
