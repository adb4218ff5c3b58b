import { brokenReasonTexts } from '@linli/shared/routing/route'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { BarChart } from '../../../../components/BarChart'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FilterBar } from '../../../../components/FilterBar'
import { Section } from '../../../../components/Section'
import { Tag } from '../../../../components/Tag'
import { useAction } from '../../../../hooks/useAction'
import { useNow } from '../../../../hooks/useNow'
import { dryRunRules, type DryRun, type RuleContent } from '../../../../services/rules'
import { describeMoment } from '../../../../services/time'

interface DryRunPanelProps {
  area: string
  /** The area's own rules as they would be. */
  rules: RuleContent[]
  /** Why they cannot be tried yet. */
  fault: string | undefined
}

const dayMs = 24 * 3_600_000
const spans = [
  { value: '7' as const, text: '最近 7 天' },
  { value: '30' as const, text: '最近 30 天' },
  { value: '90' as const, text: '最近 90 天' },
]

/** Where past needs would have gone; nothing is changed by it. */
export function DryRunPanel({ area, rules, fault }: DryRunPanelProps) {
  const [days, setDays] = useState<'7' | '30' | '90'>('30')
  const [result, setResult] = useState<DryRun>()
  const { run, isBusy, problem } = useAction()
  const now = useNow()
  const tryOut = () =>
    run(async () => {
      const from = new Date(now - Number(days) * dayMs).toISOString()
      setResult(await dryRunRules({ areaCode: area, rules, from, to: new Date(now).toISOString() }))
    })
  return (
    <Section title="先试算一下">
      <Card>
        <View className="stack">
          <Text className="text-block">用过去的诉求看看会派给谁，不会改动任何一件。</Text>
          <FilterBar label="用哪些诉求" options={spans} value={days} onChange={setDays} />
          {problem !== undefined && <ErrorNotice message={problem} />}
          <Button
            text={fault ?? '试算'}
            isBlock
            isBusy={isBusy}
            isDisabled={fault !== undefined}
            onPress={() => void tryOut()}
          />
          {result && <DryRunResult result={result} />}
        </View>
      </Card>
    </Section>
  )
}

function DryRunResult({ result }: { result: DryRun }) {
  const { checked, changed, counts, items } = result
  if (checked === 0) return <Text className="text-block">这段时间没有诉求可以试算，换长一点的时间看看。</Text>
  return (
    <View className="stack">
      <Text className="text-block text-strong">
        试算 {checked} 件，有 {changed} 件会派给别人。
      </Text>
      <BarChart
        label="各岗位现在和改后的件数"
        unit="件"
        bars={counts.flatMap(({ postName, before, after }) => [
          { label: `${postName} 现在`, value: before },
          { label: `${postName} 改后`, value: after, tone: 'warning' as const },
        ])}
      />
      <View className="list">
        {items
          .filter(({ isChanged, brokenReasons }) => isChanged || brokenReasons.length > 0)
          .map((item) => (
            <DryRunRow key={item.id} item={item} />
          ))}
      </View>
    </View>
  )
}

function DryRunRow({ item }: { item: DryRun['items'][number] }) {
  const now = useNow()
  return (
    <View className="list-row">
      <View className="grow">
        <Text className="text-block">
          {item.categoryName} · {describeMoment(item.at, now)}
        </Text>
        <Text className="text-block text-soft">
          {item.before} → {item.after}
        </Text>
        {item.brokenReasons.map((reason) => (
          <Text key={reason} className="text-block text-danger">
            {brokenReasonTexts[reason]}
          </Text>
        ))}
      </View>
      {item.isChanged && <Tag text="会变" tone="warning" icon="swap" />}
    </View>
  )
}
