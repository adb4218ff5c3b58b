import { careClasses, careClassNames } from '@linli/shared/elderCare/serviceItem'
import { orderSourceNames, orderSources } from '@linli/shared/elderCare/order.state'
import { View, Text } from '@tarojs/components'
import { useState } from 'react'
import { ChoiceList } from '../../../components/ChoiceList'
import { MultiChoice } from '../../../components/MultiChoice'
import { FormSheet } from '../../../components/FormSheet'
import { SwitchRow } from '../../../components/SwitchRow'
import { TextField } from '../../../components/TextField'
import { useAction } from '../../../hooks/useAction'
import { makeId } from '../../../platform/id'
import { putProgramme, type ProgrammeRule } from '../../../services/programmes'
import { findRuleProblem, toRuleContent, toRuleForm, type RuleForm } from './ruleForm'
import { WhoFields } from './WhoFields'

interface RuleSheetProps {
  area: string
  /** Absent: a new one. */
  rule: ProgrammeRule | undefined
  onDone: () => void
  onClose: () => void
}

/** A code of its own for a new rule; nobody reads it. */
const makeCode = (): string =>
  `own${makeId()
    .slice(0, 12)
    .replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))}`

/** One rule: whom it is for, what it pays of what, how much, and until when. */
export function RuleSheet({ area, rule, onDone, onClose }: RuleSheetProps) {
  const [form, setForm] = useState(() => toRuleForm(rule))
  const [code] = useState(() => rule?.code ?? makeCode())
  const { run, isBusy, problem } = useAction()
  const isOwn = rule?.areaCode === area
  const missing = findRuleProblem(form)
  const change = (part: Partial<RuleForm>) => {
    setForm((before) => ({ ...before, ...part }))
  }
  const save = () =>
    run(async () => {
      const content = toRuleContent(form)
      await putProgramme(area, code, { content, ...(rule && isOwn ? { version: rule.version } : {}) })
      onDone()
    })
  return (
    <FormSheet
      title={rule?.name ?? '新的补贴'}
      onClose={onClose}
      submitText="保存"
      isBusy={isBusy}
      isDisabled={missing !== undefined}
      problem={problem}
      onSubmit={() => void save()}
    >
      {rule && !isOwn && (
        <Text className="text-block text-soft">现在用的是上级的规则，保存后这里有自己的规则。</Text>
      )}
      <TextField
        label="名称"
        value={form.name}
        most={20}
        onChange={(name) => {
          change({ name })
        }}
      />
      <TextField
        label="谁付钱"
        value={form.payer}
        most={20}
        onChange={(payer) => {
          change({ payer })
        }}
      />
      <WhoFields
        value={form.who}
        onChange={(who) => {
          change({ who })
        }}
      />
      <PaysFields form={form} onChange={change} />
      {form.kind !== 'cash' && <SpendFields form={form} onChange={change} />}
      <SwitchRow
        title="停了"
        note="停了以后新约的不再付"
        isOn={form.isClosed === true}
        onChange={(isClosed) => {
          change({ isClosed })
        }}
      />
      {missing !== undefined && <Text className="text-block text-small text-soft">{missing}</Text>}
    </FormSheet>
  )
}

interface PartProps {
  form: RuleForm
  onChange: (part: Partial<RuleForm>) => void
}

const kinds = [
  { value: 'share', label: '付价钱的一部分', note: '按百分比' },
  { value: 'daily', label: '每天付一个数', note: '一天一次，可以要满多少元' },
  { value: 'cash', label: '每月发现金', note: '出发放表，不抵服务的价钱' },
] as const
const amountLabels = { share: '付百分之几', daily: '每天付多少元', cash: '每月发多少元' } as const

function PaysFields({ form, onChange }: PartProps) {
  return (
    <>
      <View className="field">
        <View className="field-label">怎么付</View>
        <ChoiceList
          label="怎么付"
          options={kinds}
          value={form.kind}
          onChange={(kind) => {
            onChange({ kind })
          }}
        />
      </View>
      <TextField
        label={amountLabels[form.kind]}
        type="digit"
        value={form.amount}
        most={8}
        onChange={(amount) => {
          onChange({ amount })
        }}
      />
      {form.kind === 'daily' && (
        <TextField
          label="满多少元才付"
          type="digit"
          value={form.least}
          most={8}
          onChange={(least) => {
            onChange({ least })
          }}
        />
      )}
    </>
  )
}

/** Of what it pays, and how much in a month. */
function SpendFields({ form, onChange }: PartProps) {
  return (
    <>
      <MultiChoice
        label="付哪些服务（不选就是全部）"
        options={careClasses.map((each) => ({ value: each, text: careClassNames[each] }))}
        value={form.classes ?? []}
        onChange={(classes) => {
          onChange({ classes })
        }}
      />
      <MultiChoice
        label="怎么约的才付（不选就是全部）"
        options={orderSources.map((each) => ({ value: each, text: orderSourceNames[each] }))}
        value={form.channels ?? []}
        onChange={(channels) => {
          onChange({ channels })
        }}
      />
      <TextField
        label="第几个扣（小的先扣）"
        type="number"
        value={form.rank}
        most={2}
        onChange={(rank) => {
          onChange({ rank })
        }}
      />
      <TextField
        label="每月最多多少元（不填就不限）"
        type="digit"
        value={form.monthly}
        most={8}
        onChange={(monthly) => {
          onChange({ monthly })
        }}
      />
      <SwitchRow
        title="没用完的下个月还能用"
        isOn={form.rollsOver === true}
        onChange={(rollsOver) => {
          onChange({ rollsOver })
        }}
      />
    </>
  )
}
