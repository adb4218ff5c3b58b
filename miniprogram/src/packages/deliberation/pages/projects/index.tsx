import { sayYuan } from '@linli/shared/money'
import { Text, View } from '@tarojs/components'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { PagedList } from '../../../../components/PagedList'
import { Tag } from '../../../../components/Tag'
import { usePaged } from '../../../../hooks/usePaged'
import { listProjects, type ProjectSummary } from '../../../../services/deliberation'
import { MemberPage } from '../../components/MemberPage'
import { openPage } from '../../components/pages'

/** What neighbours decided and what is being done about it. */
export default function ProjectsPage() {
  return <MemberPage title="项目">{(community) => <Projects community={community} />}</MemberPage>
}

function Projects({ community }: { community: string }) {
  const list = usePaged(`projects:${community}`, (cursor) => listProjects(community, cursor))
  return (
    <PagedList
      list={list}
      label="项目"
      empty={
        <EmptyState
          icon="wrench"
          title="还没有项目"
          message="议题通过或采纳以后，会变成项目，在这里看进展。"
        />
      }
      renderItem={(project) => <ProjectCard project={project} />}
    />
  )
}

function ProjectCard({ project }: { project: ProjectSummary }) {
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
