import { commonSkills } from '@linli/shared/volunteers/volunteer'
import { View } from '@tarojs/components'
import { MultiChoice } from '../../../components/MultiChoice'
import { TextField } from '../../../components/TextField'

interface SkillFieldsProps {
  skills: readonly string[]
  /** Typed ones, apart by 、 or a comma. */
  others: string
  onChange: (part: { skills?: string[]; others?: string }) => void
}

const options: readonly { value: string; text: string }[] = commonSkills.map((skill) => ({
  value: skill,
  text: skill,
}))

/** What someone is good at: common things to tap, and a line for the rest. */
export function SkillFields({ skills, others, onChange }: SkillFieldsProps) {
  return (
    <View className="stack">
      <MultiChoice
        label="您会做什么"
        hint="可以选几样，也可以不选"
        options={options}
        value={skills}
        onChange={(chosen) => {
          onChange({ skills: chosen })
        }}
      />
      <TextField
        label="还会别的"
        hint="几样之间用顿号隔开，每样不超过 12 个字"
        audience="社区和派单的工作人员"
        most={60}
        value={others}
        onChange={(text) => {
          onChange({ others: text })
        }}
      />
    </View>
  )
}

const isCommon = (skill: string): boolean => options.some(({ value }) => value === skill)

/** Tapped and typed together, each once. */
export function joinSkills(skills: readonly string[], others: string): string[] {
  const typed = others.split(/[、，,\s]+/).filter((skill) => skill !== '')
  return [...new Set([...skills, ...typed.map((skill) => Array.from(skill).slice(0, 12).join(''))])].slice(
    0,
    12,
  )
}

/** The other way round, to edit what is stored. */
export const splitSkills = (all: readonly string[]): { skills: string[]; others: string } => ({
  skills: all.filter(isCommon),
  others: all.filter((skill) => !isCommon(skill)).join('、'),
})
