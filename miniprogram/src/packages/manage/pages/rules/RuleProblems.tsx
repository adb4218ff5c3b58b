import { Text, View } from '@tarojs/components'
import { Section } from '../../../../components/Section'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { useRemote } from '../../../../hooks/useRemote'
import { listRuleProblems, type Rule } from '../../../../services/rules'

interface RuleProblemsProps {
  area: string
  /** Rules that stand on the page already, with their problems on them. */
  shown: readonly Rule[]
}

/** Broken rules of the areas below, which stand on no list here. */
export function RuleProblems({ area, shown }: RuleProblemsProps) {
  const { data, error } = useRemote(`ruleProblems:${area}`, () => listRuleProblems(area))
  if (error) return <ErrorNotice message="规则的检查结果没有取到，请过一会儿再看。" />
  const below = data?.items.filter(({ id }) => !shown.some((rule) => rule.id === id)) ?? []
  if (below.length === 0) return null
  return (
    <Section title={`下级有 ${below.length} 条规则有问题`}>
      <View className="list">
        {below.map(({ id, areaName, name, problems }) => (
          <View key={id} className="list-row">
            <View className="grow">
              <Text className="text-block">
                {areaName} · {name}
              </Text>
              {problems.map(({ reason, text, subjects }) => (
                <Text key={reason} className="text-block text-danger">
                  {[text, subjects.join('、')].filter((part) => part !== '').join('：')}
                </Text>
              ))}
            </View>
          </View>
        ))}
      </View>
    </Section>
  )
}
