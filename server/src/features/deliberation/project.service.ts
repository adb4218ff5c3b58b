import type { OutputOf } from '@linli/shared/contract'
import { projectLimits, projectTransitions, type ProjectAction } from '@linli/shared/deliberation/project'
import type { projectContracts } from '@linli/shared/deliberation/project.contract'
import { placeOf } from '@linli/shared/areas/areas'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { dropUndefined } from '../../lib/dropUndefined'
import { attachMedia } from '../media/media.service'
import { kickOutbox, makeOutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { stepMotion } from './motion.change'
import type { MotionRecord } from './motion.model'
import { canReadDeliberation, isDesk, isStreet } from './motion.policy'
import { assertMayActOnMotion, findReadableMotion, nameStaff } from './motion.service'
import { readDeliberationSettings } from './deliberationSettings.service'
import { announceProject } from './project.announce'
import { clockGone, computeProjectDue } from './project.clock'
import { Project, type ProjectRecord, type ProjectUpdate } from './project.model'
import { titleOfReached } from './project.words'

type StartBody = OutputOf<typeof projectContracts.startProject.body>
type ActBody = OutputOf<typeof projectContracts.actOnProject.body>

export const isProjectStaff = (actor: Actor, community: string): boolean =>
  isDesk(actor, community) || isStreet(actor, community)

export async function findReadableProject(actor: Actor, id: string): Promise<ProjectRecord> {
  const project = await Project.findOne({ _id: id }).lean<ProjectRecord>()
  assertThat(project && canReadDeliberation(actor, project.community), 'record.not_found')
  return project
}

type NewProject = Omit<StartBody, 'motionId'> & {
  community: string
  motionId?: Types.ObjectId
  meetingId?: Types.ObjectId
}

/** Writes a project once for an id; its caller has checked who may. Those behind its motion are told by the motion. */
export async function createProject(
  actor: Actor,
  id: string,
  { community, budgetFen, motionId, meetingId, milestones, title, text, unitName }: NewProject,
  deps: Deps,
): Promise<void> {
  const now = deps.clock.now()
  const { district, street } = placeOf(community)
  const settings = await readDeliberationSettings(community)
  const by = nameStaff(actor, { community, ...(street === undefined ? {} : { street }) })
  await createOnce(Project, id, () => ({
    ...dropUndefined({ street, budgetFen, motionId, meetingId }),
    ...{ district, community, title, text, unitName },
    state: 'underway',
    version: 1,
    startedAt: now,
    ...computeProjectDue(
      { milestones: milestones.map((each, i) => ({ ...each, id: `${i + 1}` })) },
      settings,
      now,
    ),
    milestones: milestones.map((milestone, i) => ({ ...milestone, id: `${i + 1}` })),
    spends: [],
    updates: [{ id: 'start', at: now, by: toBy(by), title: '开始实施', media: [] }],
    grades: {},
    outbox: [makeOutboxEntry('project.start', { updateId: 'start' }, deps)],
    hasOutbox: true,
  }))
  kickOutbox(Project)
}

const toBy = ({ userId, name }: { userId: Types.ObjectId; name: string }) => ({ userId, name })

/** What was accepted or passed becomes a project; each of its motion's co-signers hears of it. */
export async function startProject(
  actor: Actor,
  { motionId, ...body }: StartBody,
  newId: string,
  deps: Deps,
): Promise<ProjectRecord> {
  const motion = await findReadableMotion(actor, motionId)
  const isRepeat = motion.projectId?.toString() === newId
  if (!isRepeat) assertMayActOnMotion(actor, 'startProject', motion, false)
  // The motion first: of two who start at once, one has it.
  if (!isRepeat) await takeMotion(actor, motion, newId, body.title, deps)
  await createProject(actor, newId, { ...body, community: motion.community, motionId: motion._id }, deps)
  return findReadableProject(actor, newId)
}

async function takeMotion(
  actor: Actor,
  motion: MotionRecord,
  projectId: string,
  title: string,
  deps: Deps,
): Promise<void> {
  const set = { projectId: new Types.ObjectId(projectId) }
  const by = nameStaff(actor, motion)
  const moved = await stepMotion(motion._id, 'projectStarted', { set, by, text: title }, deps)
  if (moved?.projectId?.toString() !== projectId)
    throw new AppError('motion.not_now', { state: moved?.stage })
}

/** @throws AppError 403 for whoever it is not for, 409 in another state. */
function assertMayAct(actor: Actor, action: ProjectAction, project: ProjectRecord): void {
  assertThat(isProjectStaff(actor, project.community), 'access.denied')
  assertThat(projectTransitions[project.state][action], 'project.not_now', { state: project.state })
}

interface Move {
  $set?: Partial<ProjectRecord>
  $push?: { spends: ProjectRecord['spends'][number] }
  title: string
  text?: string
  photoIds?: string[]
}

/** Only what has been done is rated: every step of it, or it is stopped with a reason. */
export const areStepsDone = ({ milestones }: Pick<ProjectRecord, 'milestones'>): boolean =>
  milestones.every(({ doneAt }) => doneAt !== undefined)

function planMove(project: ProjectRecord, body: ActBody, updateId: string, now: Date): Move {
  switch (body.action) {
    case 'report':
      return { title: '最新进展', text: body.text, photoIds: body.photoIds }
    case 'reachMilestone': {
      const reached = project.milestones.find(({ id }) => id === body.milestoneId)
      assertThat(reached && reached.doneAt === undefined, 'project.not_now', { state: project.state })
      const milestones = project.milestones.map((each) =>
        each.id === body.milestoneId ? { ...each, doneAt: now } : each,
      )
      return {
        $set: { milestones },
        title: titleOfReached(reached),
        photoIds: body.photoIds,
        ...dropUndefined({ text: body.text }),
      }
    }
    case 'spend': {
      assertThat(project.spends.length < projectLimits.spends, 'project.not_now', { state: project.state })
      const { fen, on, note } = body
      return {
        $push: { spends: { id: updateId, fen, on, note } },
        title: `花费：${note}`,
      }
    }
    case 'finish':
      assertThat(areStepsDone(project), 'project.steps_open', { state: project.state })
      return {
        $set: { state: 'done', endedAt: now },
        title: '做好了，请大家评一评',
        text: body.text,
        photoIds: body.photoIds,
      }
    case 'stop':
      return { $set: { state: 'stopped', endedAt: now }, title: '停下来了', text: body.text }
  }
}

/** News give it new time, and whoever was reminded, or has to see to it, has not any more; what ended has no clock. */
async function planClock(next: ProjectRecord, now: Date) {
  if (next.state !== 'underway') return { set: {}, gone: { ...clockGone, dueBy: 1, checkAt: 1 } }
  const settings = await readDeliberationSettings(next.community)
  return { set: computeProjectDue(next, settings, now), gone: clockGone }
}

/** One step of a project by staff, in one conditional update; repeated under its id it is one step. */
export async function actOnProject(
  actor: Actor,
  id: string,
  body: ActBody,
  call: { newId: string; requestKey: string | undefined },
  deps: Deps,
): Promise<ProjectRecord> {
  const project = await findReadableProject(actor, id)
  if (project.updates.some((update) => update.id === call.newId)) return project
  assertMayAct(actor, body.action, project)
  const { state } = project
  const hasRoom = project.updates.length < projectLimits.updates || body.action !== 'report'
  assertThat(hasRoom, 'project.not_now', { state })
  const now = deps.clock.now()
  const { title, text, photoIds = [], $set, $push } = planMove(project, body, call.newId, now)
  const target = { kind: 'project', id, requestKey: call.requestKey }
  const update: ProjectUpdate = {
    id: call.newId,
    at: now,
    by: toBy(nameStaff(actor, project)),
    title,
    media: await attachMedia(actor, photoIds, target, deps),
    ...dropUndefined({ text }),
  }
  const clock = await planClock({ ...project, ...$set }, now)
  const { modifiedCount } = await Project.updateOne(
    { _id: id, state: project.state, version: project.version },
    {
      $set: { ...$set, ...clock.set, hasOutbox: true },
      $unset: clock.gone,
      $inc: { version: 1 },
      $push: {
        ...$push,
        updates: update,
        outbox: makeOutboxEntry(`project.${body.action}`, { updateId: update.id }, deps),
      },
    },
  )
  if (modifiedCount === 0) {
    const present = await findReadableProject(actor, id)
    throw new AppError('project.not_now', { state: present.state, version: present.version })
  }
  kickOutbox(Project)
  await announceProject(project._id, deps)
  return findReadableProject(actor, id)
}
