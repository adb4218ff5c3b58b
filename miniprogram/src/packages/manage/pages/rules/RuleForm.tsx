import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Section } from '../../../../components/Section'
import { SwitchRow } from '../../../../components/SwitchRow'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { contentOf, createRule, updateRule, type Rule } from '../../../../services/rules'
import { sendOnce } from '../../../../stores/drafts'
import { ClockFields } from '../../components/ClockFields'
import { ConditionFields } from './ConditionFields'
import { DryRunPanel } from './DryRunPanel'
import { findFault, toContent, toDraft, type Agreement } from './ruleDraft'
import { TargetFields } from './TargetFields'

interface RuleFormProps {
  area: string
  /** The area's own rules in order; a new one comes behind them. */
  own: readonly Rule[]
  /** Absent: a new rule. */
  rule: Rule | undefined
  /** A new rule that begins with what was agreed. */
  agreed?: Agreement | undefined
  onDone: (message: string, id?: string) => void
  /** It was not saved, perhaps because somebody else changed it: fetch the newest, what was typed stays. */
  onRefused: () => void
}

/** Writes one rule; before it counts it can be tried on past needs. */
export function RuleForm({ area, own, rule, agreed, onDone, onRefused }: RuleFormProps) {
  const start = agreed ? `${area}:${agreed.category}:${agreed.unitId}` : area
  const key = rule ? `${rule.id}:${rule.version}` : `new:${start}`
  const { value, change, clear, draftKey } = useDraft(`rule:${key}`, toDraft(rule, agreed))
  const [isChecked, setIsChecked] = useState(false)
  const { run, isBusy, problem } = useAction()
  const fault = findFault(value)
  const content = toContent(value)

  const save = async () => {
    setIsChecked(true)
    if (fault !== undefined) return
    const isSaved = await run(async () => {
      const saved = rule
        ? await updateRule(rule, content)
        : await sendOnce(draftKey, (requestKey) => createRule(area, content, requestKey))
      clear()
      onDone(`“${saved.name}”已保存，新来的诉求就按它派。`, saved.id)
    })
    if (!isSaved) onRefused()
  }
  const tried = rule
    ? own.map((other) => (other.id === rule.id ? content : contentOf(other)))
    : [...own.map(contentOf), content]
  return (
    <View className="stack">
      <Card>
        <View className="stack-loose">
          <TextField
            label="规则名字"
            most={40}
            value={value.name}
            onChange={(name) => {
              change({ name })
            }}
          />
          <View className="list">
            <SwitchRow
              title="启用"
              isOn={value.isOn}
              onChange={(isOn) => {
                change({ isOn })
              }}
            />
          </View>
          <Section title="什么时候用">
            <ConditionFields area={area} value={value} onChange={change} />
          </Section>
          <Section title="派给谁">
            <TargetFields
              area={area}
              target={value.target}
              onChange={(target) => {
                change({ target })
              }}
            />
          </Section>
          <Section title="时限">
            <View className="list">
              <SwitchRow
                title="不用类别的时限，另外定"
                isOn={value.hasClock}
                onChange={(hasClock) => {
                  change({ hasClock })
                }}
              />
            </View>
            {value.hasClock && (
              <ClockFields
                clock={value.clock}
                onChange={(clock) => {
                  change({ clock })
                }}
              />
            )}
          </Section>
          {isChecked && fault !== undefined && <ErrorNotice message={fault} />}
          {problem !== undefined && <ErrorNotice message={problem} />}
          <Button text="保存规则" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
          <Text className="text-block text-small text-soft">还没保存的内容会留在这台设备上。</Text>
        </View>
      </Card>
      <DryRunPanel area={area} rules={tried} fault={fault} />
    </View>
  )
}
