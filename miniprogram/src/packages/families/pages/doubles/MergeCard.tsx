import type { MergeAction } from '@linli/shared/register/merge.state'
import { formatDate, toShanghaiDay } from '@linli/shared/time'
import { Text, View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Card } from '../../../../components/Card'
import { FactList } from '../../../../components/FactList'
import { Tag, type Tone } from '../../../../components/Tag'
import { decideMerge, getMerge, type Merge } from '../../../../services/people.merge'
import { ComparedPerson } from './ComparedPerson'

const specs: Record<MergeAction, Omit<ActionSpec<MergeAction>, 'action'>> = {
  confirm: {
    text: '是同一个人，合并',
    icon: 'check',
    ask: { explain: '合并以后不能再分开。以前的经过都留着。' },
  },
  decline: {
    text: '不是同一个人',
    ask: { text: { label: '为什么不是', placeholder: '比如：是母女俩', isRequired: true, most: 300 } },
  },
  takeBack: { text: '收回，不合并', ask: { explain: '两条登记照旧。' } },
}
const done: Record<MergeAction, string> = {
  confirm: '合成一条了。',
  decline: '记下了：是两个人，以后不再提示。',
  takeBack: '收回了，两条登记照旧。',
}
const tones: Record<Merge['state'], Tone> = {
  proposed: 'warning',
  moving: 'info',
  done: 'success',
  declined: 'plain',
}

/** How often a merge that is being done is looked at. */
const lookMilliseconds = 3000

interface MergeCardProps {
  /** As the list has it; how far it is while it is being done, the card asks for itself. */
  listed: Merge
  onDone: (message: string) => void
  /** Something has changed, or may have. */
  onStale: () => void
}

/** One merge: who asks for it and why, the two records while somebody has to decide, how far it is, what to do besides. */
export function MergeCard({ listed, onDone, onStale }: MergeCardProps) {
  const [fresh, setFresh] = useState<Merge>()
  const merge = (listed.state === 'moving' ? fresh : undefined) ?? listed
  const { id, state, people, actions, moved, of, remarks } = merge
  const isMoving = state === 'moving'
  useEffect(() => {
    if (!isMoving) return undefined
    const look = async () => {
      const now = await getMerge(id)
      setFresh(now)
      if (now.state !== 'moving') onStale()
    }
    const timer = setInterval(() => {
      // Without a network it is asked again.
      look().catch(() => undefined)
    }, lookMilliseconds)
    return () => {
      clearInterval(timer)
    }
  }, [id, isMoving, onStale])
  return (
    <Card>
      <View className="stack">
        <View className="row-between">
          <Text className="text-strong">
            {merge.goneName} 并入 {merge.keptName}
          </Text>
          <Tag text={merge.stateText} tone={tones[state]} icon={state === 'done' ? 'check' : 'info'} />
        </View>
        <FactList
          facts={[
            {
              label: '提出',
              value: `${merge.proposedBy}，${formatDate(toShanghaiDay(new Date(merge.proposedAt)))}`,
            },
            { label: '原因', value: merge.reason },
            { label: '核对', value: merge.decidedBy },
            { label: '说明', value: merge.note },
          ]}
        />
        {isMoving && (
          <Text className="text-block">
            已经并好 {moved} 类，一共 {of} 类。可以离开这一页，会自己办完。
          </Text>
        )}
        {remarks.map((remark) => (
          <Text key={remark} className="text-block">
            请看看：{remark}
          </Text>
        ))}
        {people.map((person, place) => (
          <ComparedPerson key={person.id} person={person} mark={place === 0 ? '留下' : '并入'} />
        ))}
        <ActionBar
          formKey={`merge:${id}`}
          actions={actions.map((action) => ({ action, ...specs[action] }))}
          onAct={async (action, { text }) => {
            await decideMerge(id, action, text).catch((cause: unknown) => {
              onStale()
              throw cause
            })
            onDone(done[action])
          }}
        />
      </View>
    </Card>
  )
}
