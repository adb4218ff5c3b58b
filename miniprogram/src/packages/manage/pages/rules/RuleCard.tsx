import { Text, View } from '@tarojs/components'
import { Card } from '../../../../components/Card'
import { Tag } from '../../../../components/Tag'
import type { Definition, Rule } from '../../../../services/rules'
import { describeConditions } from '../../components/ruleWords'

interface RuleCardProps {
  rule: Rule
  /** Which it is in the order of reading, from 1. */
  place: number
  definitions: readonly Definition[]
  isSelected: boolean
  onPress: () => void
}

/** One rule in a line or two; what is wrong with it is said here, not only in the detail. */
export function RuleCard({ rule, place, definitions, isSelected, onPress }: RuleCardProps) {
  return (
    <Card isSelected={isSelected} onPress={onPress}>
      <View className="row-between">
        <Text className="text-strong">
          {place}. {rule.name}
        </Text>
        <View className="row">
          {rule.problems.length > 0 && <Tag text="有问题" tone="danger" icon="warning" />}
          {!rule.isOn && <Tag text="已停用" icon="pause" />}
        </View>
      </View>
      <Text className="text-block">{describeConditions(rule.conditions, definitions)}</Text>
      <Text className="text-block">派给：{rule.targetName}</Text>
      {rule.problems.map(({ reason, text }) => (
        <Text key={reason} className="text-block text-danger">
          {text}
        </Text>
      ))}
      {!rule.isOwn && <Text className="text-block text-small text-soft">{rule.areaName}定的</Text>}
    </Card>
  )
}
