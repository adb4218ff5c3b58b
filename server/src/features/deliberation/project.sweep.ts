import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import { systemActor } from '../users/actor'
import { announceProject } from './project.announce'
import { Project, type ProjectRecord, type ProjectUpdate } from './project.model'

const batchSize = 200
const maxBatches = 50

type Due = Pick<ProjectRecord, '_id' | 'dueBy' | 'checkAt'>

/** What everybody reads of it. */
const makeEscalation = (now: Date): ProjectUpdate => ({
  id: new Types.ObjectId().toString(),
  at: now,
  by: { userId: new Types.ObjectId(systemActor.userId), name: systemActor.displayName },
  title: '到时间没有进展，请街道督办',
  media: [],
})

/** Its desk is reminded, then the street has it. News in the same moment come first. */
async function takeDueStep({ _id, dueBy, checkAt }: Due, now: Date, deps: Deps): Promise<void> {
  if (!dueBy || !checkAt) return
  const isOver = dueBy <= now
  const entry = makeOutboxEntry(isOver ? 'project.escalate' : 'project.warn', { dueBy }, deps)
  const { modifiedCount } = await Project.updateOne(
    { _id, state: 'underway', checkAt },
    {
      $set: { hasOutbox: true, warnedAt: now, ...(isOver ? { escalatedAt: now } : { checkAt: dueBy }) },
      ...(isOver ? { $unset: { checkAt: 1 } } : {}),
      $push: { outbox: entry, ...(isOver ? { updates: makeEscalation(now) } : {}) },
    },
  )
  if (modifiedCount === 0) return
  kickOutbox(Project)
  await announceProject(_id, deps)
}

/** The clock of projects. Late by a crash or a pause it is done then; nothing happens twice. */
export async function sweepProjects(deps: Deps, signal?: AbortSignal): Promise<void> {
  const now = deps.clock.now()
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const due = await Project.find({ checkAt: { $lte: now } }, { dueBy: 1, checkAt: 1 })
      .sort({ checkAt: 1 })
      .limit(batchSize)
      .lean<Due[]>()
    for (const project of due) {
      if (signal?.aborted) return
      await takeDueStep(project, now, deps).catch((error: unknown) => {
        deps.logger.error({ err: error, project: project._id.toString() }, 'a step of the clock failed')
      })
    }
    if (due.length < batchSize) return
  }
}

/** By one server each minute: deadlines of days do not hang on a second. */
export const projectSweepJob: JobDefinition = { name: 'sweepProjects', everySeconds: 60, run: sweepProjects }
