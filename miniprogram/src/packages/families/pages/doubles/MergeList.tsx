import { View } from '@tarojs/components'
import { EmptyState } from '../../../../components/EmptyState'
import { Section } from '../../../../components/Section'
import type { Merge } from '../../../../services/people.merge'
import { MergeCard } from './MergeCard'

interface MergeListProps {
  items: readonly Merge[]
  isStreet: boolean
  onDone: (message: string) => void
  onStale: () => void
}

const isWaiting = ({ state }: Merge): boolean => state === 'proposed' || state === 'moving'

/** Merges that wait for a word or are being done, and the last that were. */
export function MergeList({ items, isStreet, onDone, onStale }: MergeListProps) {
  const parts = [
    { title: '等核对的、正在办的', shown: items.filter(isWaiting) },
    { title: '办好的', shown: items.filter((each) => !isWaiting(each)) },
  ]
  if (isStreet && items.length === 0)
    return <EmptyState icon="check" title="没有要核对的" message="社区提出来的，会在这里。" />
  return (
    <>
      {parts.map(
        ({ title, shown }) =>
          shown.length > 0 && (
            <Section key={title} title={title}>
              <View className="stack">
                {shown.map((merge) => (
                  <MergeCard key={merge.id} listed={merge} onDone={onDone} onStale={onStale} />
                ))}
              </View>
            </Section>
          ),
      )}
    </>
  )
}
