import {
  effectGrades,
  projectStateTexts,
  projectTransitions,
  type ProjectAction,
} from '@linli/shared/deliberation/project'
import type { ProjectComment, ProjectSummary, ProjectView } from '@linli/shared/deliberation/project.contract'
import { postStateTexts } from '@linli/shared/forum/post.state'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { readNeighbourNames } from '../forum/forum.names'
import { isAuthor, isSettled } from '../forum/post.policy'
import { listNamed, viewAuthor } from '../forum/post.view'
import { readCases } from '../forum/written.check'
import type { Actor } from '../users/actor'
import { Motion, type MotionRecord } from './motion.model'
import { isNeighbour } from './motion.policy'
import { readPassed, viewOfficialMedia } from '../media/official.media'
import { canAppeal } from '../contentCheck/contentReview.appeal'
import { describeHiding } from '../contentCheck/contentReview.own'
import type { ProjectRecord, RatingRecord } from './project.model'
import { findOwnRating } from './project.rating'
import { areStepsDone, isProjectStaff } from './project.service'
import { showProject } from './project.words'

const listGrades = ({ grades }: ProjectRecord): ProjectView['grades'] =>
  effectGrades.map((grade) => ({ grade, count: grades[`${grade}`] ?? 0 }))

const showTo = (actor: Actor, project: ProjectRecord): ProjectRecord =>
  showProject(project, { isStaff: isProjectStaff(actor, project.community) })

function viewShared(project: ProjectRecord, now: Date) {
  const counts = listGrades(project)
  const ratings = counts.reduce((sum, { count }) => sum + count, 0)
  const total = counts.reduce((sum, { grade, count }) => sum + grade * count, 0)
  const { state, title, unitName, startedAt, endedAt, budgetFen, spends, dueBy } = project
  return {
    id: project._id.toString(),
    state,
    stateText: projectStateTexts[state],
    title,
    unitName,
    startedAt: startedAt.toISOString(),
    spentFen: spends.reduce((sum, { fen }) => sum + fen, 0),
    ratings,
    isOverdue: dueBy !== undefined && dueBy < now,
    ...dropUndefined({
      dueBy: dueBy?.toISOString(),
      endedAt: endedAt?.toISOString(),
      budgetFen,
      average: ratings === 0 ? undefined : total / ratings,
    }),
  }
}

export const viewProjectSummary = (project: ProjectRecord, actor: Actor, now: Date): ProjectSummary => ({
  ...viewShared(showTo(actor, project), now),
  milestones: project.milestones.length,
  milestonesDone: project.milestones.filter(({ doneAt }) => doneAt !== undefined).length,
})

async function readMotion({ motionId }: ProjectRecord): Promise<ProjectView['motion']> {
  if (!motionId) return undefined
  const motion = await Motion.findOne({ _id: motionId }, { title: 1, state: 1 }).lean<
    Pick<MotionRecord, 'title' | 'state'>
  >()
  return motion?.state === 'visible' ? { id: motionId.toString(), title: motion.title } : undefined
}

function listActions(actor: Actor, project: ProjectRecord): ProjectAction[] {
  const { state, community } = project
  const stands = {
    staff: isProjectStaff(actor, community),
    resident: isNeighbour(actor, community),
  }
  return (Object.keys(projectTransitions[state]) as ProjectAction[]).filter((action) => {
    const transition = projectTransitions[state][action]
    const isReady = action !== 'finish' || areStepsDone(project)
    return isReady && transition !== undefined && stands[transition.by]
  })
}

export async function viewProject(record: ProjectRecord, actor: Actor, deps: Deps): Promise<ProjectView> {
  const project = showTo(actor, record)
  const own = await findOwnRating(actor, project._id)
  const passed = await readPassed(project.updates.flatMap(({ media }) => media))
  const viewer = { actor, isStaff: isProjectStaff(actor, project.community), passed }
  const now = deps.clock.now()
  const today = toShanghaiDay(now)
  return {
    ...viewShared(project, now),
    version: project.version,
    community: project.community,
    text: project.text,
    milestones: project.milestones.map(({ id, title, dueOn, doneAt }) => ({
      ...{ id, title, dueOn },
      isLate: doneAt === undefined && dueOn < today && project.state === 'underway',
      ...dropUndefined({ doneAt: doneAt?.toISOString() }),
    })),
    spends: project.spends.map(({ id, on, fen, note }) => ({ id, on, fen, note })),
    updates: project.updates.map(({ id, at, by, title, text, media }) => ({
      ...{ id, at: at.toISOString(), who: by.name, title },
      media: viewOfficialMedia(media, viewer, deps),
      ...dropUndefined({ text }),
    })),
    grades: listGrades(project),
    ...dropUndefined({
      motion: await readMotion(project),
      meetingId: project.meetingId?.toString(),
      myGrade: own?.grade,
      myComment: own?.hasWords === true ? own.text : undefined,
    }),
    actions: listActions(actor, project),
  }
}

/** What neighbours said, in a number of reads that does not grow with it. */
export async function viewRatings(
  rows: readonly RatingRecord[],
  actor: Actor,
  deps: Deps,
): Promise<ProjectComment[]> {
  const names = await readNeighbourNames(listNamed(rows), deps)
  const hidden = rows.filter((row) => isAuthor(actor, row) && row.state === 'hidden')
  const cases = await readCases('forumRating', hidden)
  return rows.map((row) => {
    const isOwn = isAuthor(actor, row)
    const check = cases.get(row._id.toString())
    const actions: [ProjectComment['actions'][number], boolean][] = [
      ['delete', isOwn],
      ['report', !isOwn && isNeighbour(actor, row.community) && !isSettled(row)],
      ['appeal', check !== undefined && canAppeal(check)],
    ]
    return {
      id: row._id.toString(),
      author: viewAuthor(row, names, actor),
      grade: row.grade,
      text: row.text,
      at: row.createdAt.toISOString(),
      ...dropUndefined({
        stateText: row.state === 'visible' ? undefined : postStateTexts[row.state],
        hiddenBecause: describeHiding(check),
        caseId: check?._id.toString(),
      }),
      actions: actions.filter(([, isOpen]) => isOpen).map(([action]) => action),
    }
  })
}
