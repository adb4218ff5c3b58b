import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar } from '../../../../components/ActionBar'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useRemote } from '../../../../hooks/useRemote'
import {
  keepApart,
  listDoubles,
  type Double,
  type Merge,
  type MergePair,
} from '../../../../services/people.merge'
import { sendOnce } from '../../../../stores/drafts'
import { MergeForm } from './MergeForm'

interface Decided {
  onDone: (merge: Merge) => void
  /** Somebody was quicker: what is shown is old. */
  onStale: () => void
}

/** Pairs of a community that may be one person, the likeliest first. */
export function Pairs({ community, ...decided }: Decided & { community: string }) {
  const doubles = useRemote(`doubles:${community}`, () => listDoubles(community))
  const [chosen, setChosen] = useState<string>()
  return (
    <Section title="可能是同一个人的登记">
      <RemoteView remote={doubles} rows={3}>
        {({ items, hasMore }) => (
          <View className="stack">
            {items.length === 0 && (
              <EmptyState icon="check" title="没有找到" message="台账里没有看上去像同一个人的两条登记。" />
            )}
            {items.length > 0 && (
              <Text className="text-block text-soft">
                点开一对，并排看是不是同一个人。不是的，写一句为什么，以后不再提示。
              </Text>
            )}
            {items.map((pair) => (
              <Pair
                key={keyOf(pair)}
                pair={pair}
                isOpen={keyOf(pair) === chosen}
                onPress={() => {
                  setChosen(keyOf(pair) === chosen ? undefined : keyOf(pair))
                }}
                {...decided}
              />
            ))}
            {hasMore && <Text className="text-block text-soft">还有一些，办完这些以后会显示。</Text>}
          </View>
        )}
      </RemoteView>
    </Section>
  )
}

const keyOf = ({ people }: Double): string => people.map(({ id }) => id).join()

interface PairProps extends Decided {
  pair: Double
  isOpen: boolean
  onPress: () => void
}

function Pair({ pair: { people, why }, isOpen, onPress, onDone, onStale }: PairProps) {
  const [one, other] = people
  if (!one || !other) return null
  return (
    <View className="stack-tight">
      <Card isSelected={isOpen} onPress={onPress}>
        <Text className="text-block text-strong">
          {people.map(({ maskedName }) => maskedName).join(' 和 ')}
        </Text>
        {people.map(({ id, homes }) => (
          <Text key={id} className="text-block">
            {homes.map(({ label }) => label).join('、') || '没有登记住址'}
          </Text>
        ))}
        <Text className="text-block text-soft">{why}</Text>
      </Card>
      {isOpen && (
        <>
          <MergeForm ids={[one.id, other.id]} onDone={onDone} onStale={onStale} />
          <Apart keptId={one.id} goneId={other.id} onDone={onDone} />
        </>
      )}
    </View>
  )
}

const apart = {
  action: 'apart' as const,
  text: '不是，是两个人',
  ask: {
    explain: '两条登记照旧，这一对以后不再提示。真是同一个人的话，还可以在台账里找到再合并。',
    text: { label: '为什么不是', placeholder: '比如：是母女俩', isRequired: true, most: 300 },
  },
}

function Apart({ keptId, goneId, onDone }: MergePair & Pick<Decided, 'onDone'>) {
  const formKey = `apart:${keptId}:${goneId}`
  return (
    <ActionBar
      formKey={formKey}
      actions={[apart]}
      onAct={async (_, { text = '' }) => {
        onDone(await sendOnce(formKey, (key) => keepApart({ keptId, goneId, note: text }, key)))
      }}
    />
  )
}
