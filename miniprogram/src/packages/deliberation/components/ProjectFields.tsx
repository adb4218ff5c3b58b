import { View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { DateField } from '../../../components/DateField'
import { TextArea, TextField } from '../../../components/TextField'
import type { ProjectContent } from '../../../services/deliberation'

export interface ProjectForm {
  title: string
  text: string
  unitName: string
  budget: string
  milestones: { title: string; dueOn: string }[]
}

export const emptyProject = (title: string, text: string): ProjectForm => ({
  title,
  text,
  unitName: '',
  budget: '',
  milestones: [{ title: '', dueOn: '' }],
})

/** Money as typed in yuan; undefined when it is no amount. */
export function readFen(yuan: string): number | undefined {
  if (!/^\d{1,8}(\.\d{1,2})?$/.test(yuan.trim())) return undefined
  const fen = Math.round(Number(yuan) * 100)
  return fen > 0 ? fen : undefined
}

/** What is missing, as a sentence. */
export function findMissing({ title, text, unitName, budget, milestones }: ProjectForm): string | undefined {
  if (Array.from(title.trim()).length < 4) return '请给项目起个名字，至少四个字。'
  if (text.trim() === '') return '请写一写要做什么。'
  if (Array.from(unitName.trim()).length < 2) return '请写明由哪个单位负责。'
  if (budget.trim() !== '' && readFen(budget) === undefined) return '预算请写数字，单位是元，比如 3500。'
  if (milestones.some((each) => Array.from(each.title.trim()).length < 2 || each.dueOn === ''))
    return '每一步都要写清做什么、哪天之前做好。'
  return undefined
}

export function toContent(form: ProjectForm): Omit<ProjectContent, 'motionId'> {
  const budgetFen = readFen(form.budget)
  return {
    title: form.title.trim(),
    text: form.text.trim(),
    unitName: form.unitName.trim(),
    milestones: form.milestones.map(({ title, dueOn }) => ({ title: title.trim(), dueOn })),
    ...(budgetFen === undefined ? {} : { budgetFen }),
  }
}

interface ProjectFieldsProps {
  value: ProjectForm
  change: (part: Partial<ProjectForm>) => void
}

const mostMilestones = 12

/** Who does what by when and for how much. */
export function ProjectFields({ value, change }: ProjectFieldsProps) {
  const { milestones } = value
  const set = (place: number, part: Partial<ProjectForm['milestones'][number]>) => {
    change({ milestones: milestones.map((each, i) => (i === place ? { ...each, ...part } : each)) })
  }
  return (
    <View className="stack">
      <TextField
        label="项目名称"
        value={value.title}
        most={40}
        onChange={(title) => {
          change({ title })
        }}
      />
      <TextArea
        label="做什么"
        value={value.text}
        most={1000}
        onChange={(text) => {
          change({ text })
        }}
      />
      <TextField
        label="哪个单位负责"
        placeholder="比如：江畔苑物业"
        value={value.unitName}
        most={40}
        onChange={(unitName) => {
          change({ unitName })
        }}
      />
      <TextField
        label="预算多少元（不花钱就不填）"
        type="digit"
        value={value.budget}
        most={11}
        onChange={(budget) => {
          change({ budget })
        }}
      />
      {milestones.map((milestone, i) => (
        <View key={i} className="stack-tight">
          <TextField
            label={`第 ${i + 1} 步做什么`}
            placeholder="比如：现场清理完"
            value={milestone.title}
            most={40}
            onChange={(title) => {
              set(i, { title })
            }}
          />
          <DateField
            label={`第 ${i + 1} 步哪天之前做好`}
            value={milestone.dueOn}
            onChange={(dueOn) => {
              set(i, { dueOn })
            }}
          />
        </View>
      ))}
      <View className="action-bar">
        {milestones.length < mostMilestones && (
          <Button
            text="再加一步"
            icon="plus"
            kind="quiet"
            onPress={() => {
              change({ milestones: [...milestones, { title: '', dueOn: '' }] })
            }}
          />
        )}
        {milestones.length > 1 && (
          <Button
            text="去掉最后一个"
            icon="minus"
            kind="quiet"
            onPress={() => {
              change({ milestones: milestones.slice(0, -1) })
            }}
          />
        )}
      </View>
    </View>
  )
}
