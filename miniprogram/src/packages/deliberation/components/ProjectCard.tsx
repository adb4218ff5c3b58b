import { sayYuan } from '@linli/shared/money'
import { Text, View } from '@tarojs/components'
import { Card } from '../../../components/Card'
import { Tag } from '../../../components/Tag'
import type { ProjectSummary } from '../../../services/deliberation'
import { openPage } from './pages'

interface ProjectCardProps {
  project: ProjectSummary
  /** Where it is, for whoever has several communities. */
  place?: string
}

/** How far a project is, in a list. */
export function ProjectCard({ project, place }: ProjectCardProps) {
  const {
    id,
    title,
    stateText,
    unitName,
    milestones,
    milestonesDone,
    budgetFen,
    spentFen,
    average,
    ratings,
  } = project
  const money =
    budgetFen === undefined
      ? `花了 ${sayYuan(spentFen)}`
      : `花了 ${sayYuan(spentFen)}，预算 ${sayYuan(budgetFen)}`
  return (
    <Card
      onPress={() => {
        openPage('project', { id })
      }}
    >
      <View className="stack-tight">
        <Text className="text-block text-large text-strong">{title}</Text>
        <View className="row-wrap">
          <Tag text={stateText} icon="wrench" tone={project.state === 'done' ? 'success' : 'info'} />
          {project.isOverdue && <Tag text="到时间没有进展" icon="clock" tone="danger" />}
          {place !== undefined && <Tag text={place} tone="plain" />}
        </View>
        <Text className="text-block">负责：{unitName}</Text>
        <Text className="text-block">
          {milestones} 步做好了 {milestonesDone} 步 · {money}
        </Text>
        {average !== undefined && (
          <Text className="text-block">
            {ratings} 人评价，平均 {average.toFixed(1)} 分
          </Text>
        )}
      </View>
    </Card>
  )
}
