import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { describeClock } from '@linli/shared/categories/clock.words'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ConfirmSheet } from '../../../../components/ConfirmSheet'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FactList } from '../../../../components/FactList'
import { useAction } from '../../../../hooks/useAction'
import { contentOf, deleteRule, orderRules, updateRule, type Rule } from '../../../../services/rules'
import { describeConditions } from '../../components/ruleWords'
import { useCategories } from '../../components/useCategories'

interface RuleDetailProps {
  area: string
  rule: Rule
  own: readonly Rule[]
  orderVersion: number
  canEdit: boolean
  onEdit: () => void
  onDone: (message: string, id?: string) => void
  /** It was not done, perhaps because somebody else changed the rules: fetch the newest. */
  onRefused: () => void
}

/** One rule: what is wrong with it, and, for an own one, switch, order, change and delete. */
export function RuleDetail(props: RuleDetailProps) {
  const { area, rule, canEdit } = props
  const definitions = useCategories(area)
  return (
    <Card>
      <View className="stack">
        <Text className="text-block text-large text-strong">{rule.name}</Text>
        {rule.problems.map(({ reason, text, subjects }) => (
          <ErrorNotice key={reason} message={[text, ...subjects].join('：')} />
        ))}
        <FactList
          facts={[
            { label: '什么时候用', value: describeConditions(rule.conditions, definitions) },
            { label: '派给', value: rule.targetName },
            { label: '时限', value: rule.clock ? describeClock(rule.clock) : '按类别的时限' },
            { label: '谁定的', value: rule.areaName },
            { label: '现在', value: rule.isOn ? '在用' : '已停用' },
          ]}
        />
        {rule.isOwn && canEdit && <OwnRuleButtons {...props} />}
        {!rule.isOwn && (
          <Text className="text-block text-soft">
            这是上级的规则，在这里不能改。需要不同的做法，请新增一条本级的规则，它会先用。
          </Text>
        )}
      </View>
    </Card>
  )
}

function OwnRuleButtons({ area, rule, own, orderVersion, onEdit, onDone, onRefused }: RuleDetailProps) {
  const { run: tryOnce, isBusy, problem } = useAction()
  const [isDeleting, setIsDeleting] = useState(false)
  const place = own.findIndex(({ id }) => id === rule.id)
  const run = async (work: () => Promise<unknown>) => {
    if (!(await tryOnce(work))) onRefused()
  }
  const move = (step: number) =>
    run(async () => {
      const ids = own.map(({ id }) => id).filter((id) => id !== rule.id)
      ids.splice(place + step, 0, rule.id)
      await orderRules(area, ids, orderVersion)
      onDone(`“${rule.name}”现在排第 ${place + step + 1}。`, rule.id)
    })
  const toggle = () =>
    run(async () => {
      await updateRule(rule, { ...contentOf(rule), isOn: !rule.isOn })
      onDone(rule.isOn ? `“${rule.name}”已停用。` : `“${rule.name}”已启用。`, rule.id)
    })
  const remove = async () => {
    await run(async () => {
      await deleteRule(rule)
      onDone(`“${rule.name}”已删除。`)
    })
    setIsDeleting(false)
  }
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <View className="action-bar">
        <Button text="修改" icon="edit" kind="primary" isDisabled={isBusy} onPress={onEdit} />
        <Button text={rule.isOn ? '停用' : '启用'} isBusy={isBusy} onPress={() => void toggle()} />
      </View>
      <View className="action-bar">
        <Button text="往前排" icon="up" isDisabled={isBusy || place <= 0} onPress={() => void move(-1)} />
        <Button
          text="往后排"
          icon="down"
          isDisabled={isBusy || place === own.length - 1}
          onPress={() => void move(1)}
        />
        <Button
          text="删除"
          icon="trash"
          kind="danger"
          isDisabled={isBusy}
          onPress={() => {
            setIsDeleting(true)
          }}
        />
      </View>
      <ConfirmSheet
        title={`删除“${rule.name}”`}
        message="删除后，新来的诉求按后面的规则派；已经派出的不变。不能恢复。"
        confirmText="删除"
        isDanger
        isOpen={isDeleting}
        isBusy={isBusy}
        onConfirm={() => void remove()}
        onClose={() => {
          setIsDeleting(false)
        }}
      />
    </View>
  )
}
