import { EmptyState } from '../../../../components/EmptyState'
import { PagedList } from '../../../../components/PagedList'
import { usePaged } from '../../../../hooks/usePaged'
import { listProjects } from '../../../../services/deliberation'
import { MemberPage } from '../../components/MemberPage'
import { ProjectCard } from '../../components/ProjectCard'

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
