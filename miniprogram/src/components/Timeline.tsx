import { Text, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { useNow } from '../hooks/useNow'
import { roleProps } from '../platform/keyboard'
import { describeMoment } from '../services/time'

export interface TimelineEntry {
  id: string
  at: string
  who: string
  title: string
  text?: string | undefined
}

interface TimelineProps<T extends TimelineEntry> {
  /** In the order of the server, the newest first or last. */
  entries: readonly T[]
  /** Photos and recordings of an entry. */
  renderExtra?: (entry: T) => ReactNode
}

/** Everything that happened: what, who, when, and what was written. */
export function Timeline<T extends TimelineEntry>({ entries, renderExtra }: TimelineProps<T>) {
  const now = useNow(60_000)
  return (
    <View className="timeline" {...roleProps('list')}>
      {entries.map((entry) => (
        <View key={entry.id} className="timeline-entry" {...roleProps('listitem')}>
          <Text className="text-block text-strong">{entry.title}</Text>
          <Text className="text-block text-small text-soft">
            {entry.who} · {describeMoment(entry.at, now)}
          </Text>
          {entry.text !== undefined && <Text className="text-block">{entry.text}</Text>}
          {renderExtra?.(entry)}
        </View>
      ))}
    </View>
  )
}
