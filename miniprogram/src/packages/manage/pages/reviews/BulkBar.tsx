import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../../../../components/ActionBar'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { decideReviews, type Review } from '../../../../services/reviews'

interface BulkBarProps {
  marked: readonly Review[]
  onClear: () => void
  onDone: (message: string) => void
}

type Decision = 'hide' | 'pass'

/** Several at once, for a wave of spam: each author is told, each decision is kept. */
export function BulkBar({ marked, onClear, onDone }: BulkBarProps) {
  const [round, setRound] = useState(0)
  if (marked.length === 0) return null
  const rules = listSharedRules(marked)
  const specs: ActionSpec<Decision>[] = [
    {
      action: 'hide',
      text: `${marked.length} 条都不公开`,
      kind: 'danger',
      ask: {
        explain:
          rules.length > 0
            ? '每一条的作者都会收到消息，都可以申诉一次。'
            : '选上的几条来自不同社区，没有共同的公约。请少选几条，或单独处理。',
        choice: {
          label: '不符合哪一条公约',
          options: rules.map(({ code, text }) => ({ value: code, label: text })),
          isRequired: true,
        },
        isDanger: true,
      },
    },
    { action: 'pass', text: `${marked.length} 条都可以公开`, kind: 'secondary' },
  ]
  const act = async (decision: Decision, { choice }: ActionAnswer) => {
    const { items } = await decideReviews({
      items: marked.map(({ id, version }) => ({ id, version })),
      decision,
      ...(choice === undefined ? {} : { rule: choice }),
    })
    const left = items.filter(({ problem }) => problem !== undefined).length
    setRound(round + 1)
    onDone(
      left === 0
        ? `${items.length} 条都处理好了。`
        : `处理好 ${items.length - left} 条，另外 ${left} 条没有处理：有同事在看，或者刚刚有变化，请单独打开看看。`,
    )
  }
  return (
    <Card kind="flat">
      <View className="stack">
        <View className="row-between">
          <Text className="text-strong">选了 {marked.length} 条</Text>
          <Button text="都不选" kind="quiet" onPress={onClear} />
        </View>
        <ActionBar actions={specs} formKey={`reviews:bulk:${round}`} onAct={act} />
      </View>
    </Card>
  )
}

/** A street has many communities, each with its own rules: what is hidden together breaks one that all of them have. */
function listSharedRules(marked: readonly Review[]): Review['rules'] {
  const [first, ...others] = marked
  return (first?.rules ?? []).filter(({ code, text }) =>
    others.every(({ rules }) => rules.some((rule) => rule.code === code && rule.text === text)),
  )
}
