import { createPacedAnnouncer } from '../../realtime/paced'
import { Project, type ProjectRecord } from './project.model'

/** Tells whoever has the project open that something happened to it: no words, no names. */
export const announceProject = createPacedAnnouncer(async (id, deps) => {
  const project = await Project.findOne({ _id: id }, { state: 1 }).lean<Pick<ProjectRecord, 'state'>>()
  if (project)
    deps.publish({ name: 'project.changed', rooms: [`project:${id}`], data: { id, state: project.state } })
})
