import { triageOf } from '@linli/shared/users/posts'
import { formatDeadline } from '@linli/shared/time'
import { dropUndefined } from '../../lib/dropUndefined'
import { toPlace } from '../../lib/placeFields'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import type { ProjectRecord } from './project.model'
import { pageOfProject, showProject } from './project.words'

interface Told {
  title: string
  body: string
}

const warn = ({ title }: ProjectRecord, by: string): Told => ({
  title: `项目的时间快到了：${title}`,
  body: `请在 ${by}记下做好的一步，或者报一报进展、说明原因；到时间什么都没有，会报给街道。`,
})

const askStreet = ({ title }: ProjectRecord): Told => ({
  title: `有项目到时间没有进展，请街道督办：${title}`,
  body: '社区没有按时办，也没有说明。请看一看，可以督促社区，也可以直接报进展。',
})

const tellBehind = ({ title, motionId }: ProjectRecord): Told => ({
  title: `${motionId ? '您联名的事' : '议事会上定的事'}请街道督办了：${title}`,
  body: '到时间没有进展，已经报给街道，街道会来督办。有进展就告诉您。',
})

/** What the clock of a project says: to its desk that time runs out, to the street and those behind it that it is over. */
export async function tellLate(
  project: ProjectRecord,
  { event, at, data }: OutboxEntry,
  behind: readonly string[],
): Promise<Message[]> {
  const isOver = event === 'project.escalate'
  const { district, street, community } = toPlace(project)
  const isAbove = isOver && street !== undefined
  const desk = triageOf(dropUndefined({ district, street, community: isAbove ? undefined : community }))
  const people = await listPostPeople(desk, at)
  const by = data.dueBy instanceof Date ? formatDeadline(data.dueBy, at) : ''
  const write = (userId: string, tell: (shown: ProjectRecord) => Told): Message => ({
    ...{ userId, event, district: project.district, page: pageOfProject(project._id) },
    ...tell(showProject(project, { isStaff: false })),
    quote: {
      pieces: ['words'],
      ...tell(showProject({ ...project, hiddenPieces: ['words'] }, { isStaff: false })),
    },
  })
  const others = isOver ? behind.filter((userId) => !people.includes(userId)) : []
  return [
    ...people.map((userId) => ({
      ...write(userId, isOver ? askStreet : (shown) => warn(shown, by)),
      isQueue: true,
    })),
    ...others.map((userId) => write(userId, tellBehind)),
  ]
}
