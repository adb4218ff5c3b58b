import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listCoSigners } from './coSign.service'
import { Motion, type MotionRecord } from './motion.model'
import type { ProjectRecord } from './project.model'

/** Where messages about a project lead. */
export const pageOfProject = (id: { toString(): string }): string =>
  `packages/deliberation/pages/project/index?id=${id.toString()}`

/** The end is told by the motion, and money is read where one looks for it. */
const toldSteps: readonly string[] = ['project.reachMilestone', 'project.report']

/** Who stands behind the motion hears of each step; projects without a motion are read on their page. */
export async function expandProject(project: ProjectRecord, entry: OutboxEntry): Promise<Message[]> {
  const update = project.updates.find(({ id }) => id === entry.data.updateId)
  if (!update || !project.motionId || !toldSteps.includes(entry.event)) return []
  const motion = await Motion.findOne({ _id: project.motionId }, { authorId: 1 }).lean<
    Pick<MotionRecord, 'authorId'>
  >()
  const people = new Set(await listCoSigners(project.motionId))
  if (motion) people.add(motion.authorId.toString())
  people.delete(update.by.userId.toString())
  return [...people].map((userId) => ({
    userId,
    event: entry.event,
    title: `您联名的事有进展：${project.title}`,
    body: `${update.title}${update.text === undefined ? '' : `。${update.text}`}`,
    page: pageOfProject(project._id),
    district: project.district,
  }))
}
