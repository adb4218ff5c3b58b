import {
  abilityGradeNames,
  abilityGrades,
  entitlementNames,
  entitlements,
  incomeClasses,
  incomeClassNames,
} from '@linli/shared/elders/elder'
import { View } from '@tarojs/components'
import { MultiChoice } from '../../../components/MultiChoice'
import { SwitchRow } from '../../../components/SwitchRow'
import { TextField } from '../../../components/TextField'
import type { ProgrammeContent } from '../../../services/programmes'

type Who = ProgrammeContent['who']

interface WhoFieldsProps {
  value: Who
  onChange: (who: Who) => void
}

/** Nothing chosen asks for nothing. */
const orNothing = <T,>(chosen: T[]): T[] | undefined => (chosen.length === 0 ? undefined : chosen)

/** Whom a rule is for: all that is chosen must hold. */
export function WhoFields({ value, onChange }: WhoFieldsProps) {
  const change = (part: Partial<Who>) => {
    onChange({ ...value, ...part })
  }
  return (
    <View className="stack">
      <TextField
        label="满多少岁（不填就不看年龄）"
        type="number"
        value={value.minAge === undefined ? '' : String(value.minAge)}
        most={3}
        onChange={(text) => {
          change({ minAge: text.trim() === '' ? undefined : Number(text) })
        }}
      />
      <MultiChoice
        label="能力评估（不选就不看）"
        options={abilityGrades.map((grade) => ({ value: grade, text: abilityGradeNames[grade] }))}
        value={value.grades ?? []}
        onChange={(grades) => {
          change({ grades: orNothing(grades) })
        }}
      />
      <MultiChoice
        label="收入类别（不选就不看）"
        options={incomeClasses.map((income) => ({ value: income, text: incomeClassNames[income] }))}
        value={value.incomes ?? []}
        onChange={(incomes) => {
          change({ incomes: orNothing(incomes) })
        }}
      />
      <MultiChoice
        label="优待，有一样就行（不选就不看）"
        options={entitlements.map((each) => ({ value: each, text: entitlementNames[each] }))}
        value={value.entitlements ?? []}
        onChange={(chosen) => {
          change({ entitlements: orNothing(chosen) })
        }}
      />
      <View className="list">
        <SwitchRow
          title="只给独居的"
          isOn={value.livesAlone === true}
          onChange={(isOn) => {
            change({ livesAlone: isOn ? true : undefined })
          }}
        />
        <SwitchRow
          title="要本区户籍"
          note="不开就是住在本地就算；开了，每个页面都会写明"
          isOn={value.needsHukou === true}
          onChange={(isOn) => {
            change({ needsHukou: isOn ? true : undefined })
          }}
        />
      </View>
    </View>
  )
}
