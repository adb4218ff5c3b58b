import { unitKindNames, unitKinds } from '@linli/shared/areas/areas'
import { View } from '@tarojs/components'
import { ChoiceList } from '../../../../components/ChoiceList'
import { TextField } from '../../../../components/TextField'
import type { RuleContent } from '../../../../services/rules'
import { UnitChoice } from '../../components/UnitChoice'

type Target = RuleContent['target']

interface TargetFieldsProps {
  area: string
  target: Target
  onChange: (target: Target) => void
}

/** The pool in its two ways stands as two choices. */
type Way = Target['kind'] | 'turn'

const ways: { value: Way; label: string; note: string }[] = [
  { value: 'unit', label: '一个单位', note: '总是这一家' },
  { value: 'unitKind', label: '一类单位', note: '那个小区的物业，或最近的服务站' },
  { value: 'grid', label: '网格员', note: '那个网格的' },
  { value: 'building', label: '楼组长', note: '那幢楼的' },
  { value: 'pool', label: '志愿者', note: '谁先认领谁办' },
  { value: 'turn', label: '志愿者轮流', note: '派给下一位；来不了就再下一位' },
  { value: 'triage', label: '总台', note: '由人来分派' },
]
const starts: Record<Way, Target> = {
  unit: { kind: 'unit', unitId: '' },
  unitKind: { kind: 'unitKind', unitKind: 'property' },
  grid: { kind: 'grid' },
  building: { kind: 'building' },
  pool: { kind: 'pool' },
  turn: { kind: 'pool', inTurn: true },
  triage: { kind: 'triage', level: 'community' },
}
const unitKindOptions = unitKinds.map((value) => ({ value, label: unitKindNames[value] }))
const levels = [
  { value: 'community' as const, label: '社区总台' },
  { value: 'street' as const, label: '街道总台' },
  { value: 'district' as const, label: '区总台' },
]

const wayOf = (target: Target): Way =>
  target.kind === 'pool' && target.inTurn === true ? 'turn' : target.kind

/** Who takes the need: first what kind, then which one. */
export function TargetFields({ area, target, onChange }: TargetFieldsProps) {
  return (
    <View className="stack">
      <ChoiceList
        label="派给谁"
        options={ways}
        value={wayOf(target)}
        onChange={(way) => {
          onChange(starts[way])
        }}
      />
      {target.kind === 'unit' && (
        <UnitChoice
          area={area}
          value={target.unitId}
          onChange={(unitId) => {
            onChange({ kind: 'unit', unitId })
          }}
        />
      )}
      {target.kind === 'pool' && target.inTurn === true && (
        <TextField
          label="要会什么（可以不填）"
          hint="只轮到写了这项特长的志愿者，比如“理发”。"
          most={12}
          value={target.skill ?? ''}
          onChange={(skill) => {
            onChange({ kind: 'pool', inTurn: true, ...(skill.trim() === '' ? {} : { skill }) })
          }}
        />
      )}
      {target.kind === 'unitKind' && (
        <ChoiceList
          label="哪一类单位"
          options={unitKindOptions}
          value={target.unitKind}
          onChange={(unitKind) => {
            onChange({ kind: 'unitKind', unitKind })
          }}
        />
      )}
      {target.kind === 'triage' && (
        <ChoiceList
          label="哪一级"
          options={levels}
          value={target.level}
          onChange={(level) => {
            onChange({ kind: 'triage', level })
          }}
        />
      )}
    </View>
  )
}
