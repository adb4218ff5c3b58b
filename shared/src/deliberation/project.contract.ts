import { z } from 'zod'
import { defineContract } from '../contract'
import { authorView } from '../forum/post.contract'
import { mediaView } from '../media/media.contract'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, day, id, idParams, instant, text } from '../schemas'
import { effectGrades, projectActions, projectLimits, projectStates } from './project'

const onProject = ['forum.not_a_member', 'record.not_found'] as const
const staff = ['secretary', 'communityWorker', 'streetOfficer'] as const

const fen = z.int().min(1).max(projectLimits.mostFen)
const photoIds = z.array(id).max(projectLimits.photos).default([])

const milestone = z.object({
  id: z.string(),
  title: z.string(),
  dueOn: day,
  doneAt: instant.optional(),
  /** Its day is over and it is not reached. */
  isLate: z.boolean(),
})

const grade = z.literal(effectGrades)

export const projectSummary = z.object({
  id,
  state: z.enum(projectStates),
  stateText: z.string(),
  title: z.string(),
  unitName: z.string(),
  startedAt: instant,
  endedAt: instant.optional(),
  /** While it is under way: by when something has to be heard of it, else the street hears. */
  dueBy: instant.optional(),
  isOverdue: z.boolean(),
  milestonesDone: z.int(),
  milestones: z.int(),
  budgetFen: z.int().optional(),
  spentFen: z.int(),
  ratings: z.int(),
  /** Mean of all ratings, where there is one. */
  average: z.number().optional(),
})
export type ProjectSummary = z.output<typeof projectSummary>

export const projectView = projectSummary.omit({ milestones: true, milestonesDone: true }).extend({
  version: z.int(),
  community: areaCode,
  text: z.string(),
  motion: z.object({ id, title: z.string() }).optional(),
  meetingId: id.optional(),
  milestones: z.array(milestone),
  spends: z.array(z.object({ id: z.string(), on: day, fen: z.int(), note: z.string() })),
  /** The newest last. */
  updates: z.array(
    z.object({
      id: z.string(),
      at: instant,
      who: z.string(),
      title: z.string(),
      text: z.string().optional(),
      media: z.array(mediaView),
    }),
  ),
  grades: z.array(z.object({ grade, count: z.int() })),
  myGrade: grade.optional(),
  myComment: z.string().optional(),
  actions: z.array(z.enum(projectActions)),
})
export type ProjectView = z.output<typeof projectView>

/** What a neighbour said when she rated. */
export const projectComment = z.object({
  id,
  author: authorView,
  grade,
  text: z.string(),
  at: instant,
  /** For its author, while others do not read it. */
  stateText: z.string().optional(),
  hiddenBecause: z.string().optional(),
  caseId: id.optional(),
  actions: z.array(z.enum(['delete', 'report', 'appeal'])),
})
export type ProjectComment = z.output<typeof projectComment>

const milestonesInput = z
  .array(z.strictObject({ title: text(projectLimits.milestoneTitle, 2), dueOn: day }))
  .min(1)
  .max(projectLimits.milestones)

/** What a project begins with, however it came about. */
export const newProject = {
  title: text(projectLimits.title, 4),
  text: text(projectLimits.text, 2),
  /** Who answers for it, as residents read it. */
  unitName: text(projectLimits.unitText, 2),
  budgetFen: fen.optional(),
  milestones: milestonesInput,
}

export const projectContracts = {
  listProjects: defineContract({
    method: 'get',
    path: '/api/projects',
    summary: '社区议定的项目，新的在前',
    access: 'user',
    query: z.strictObject({ ...pageQuery, community: areaCode }),
    response: pageOf(projectSummary),
    success: 200,
    errors: ['forum.not_a_member'],
  }),
  startProject: defineContract({
    method: 'post',
    path: '/api/projects',
    summary: '把通过或采纳的议题变成项目',
    access: staff,
    body: z.strictObject({ ...newProject, motionId: id }),
    response: projectView,
    success: 201,
    errors: [...onProject, 'motion.own', 'motion.not_now', 'motion.not_refusable'],
  }),
  getProject: defineContract({
    method: 'get',
    path: '/api/projects/:id',
    summary: '一个项目的步骤、花费、照片和评价',
    access: 'user',
    params: idParams,
    response: projectView,
    success: 200,
    errors: onProject,
  }),
  actOnProject: defineContract({
    method: 'post',
    path: '/api/projects/:id/actions',
    summary: '报进展、做好一步、记花费、完成、停下',
    access: staff,
    params: idParams,
    body: z.discriminatedUnion('action', [
      z.strictObject({ action: z.literal('report'), text: text(projectLimits.updateText, 2), photoIds }),
      z.strictObject({
        action: z.literal('reachMilestone'),
        milestoneId: z.string().min(1).max(24),
        text: text(projectLimits.updateText, 2).optional(),
        photoIds,
      }),
      z.strictObject({
        action: z.literal('spend'),
        fen,
        on: day,
        note: text(projectLimits.spendNote, 2),
      }),
      z.strictObject({ action: z.literal('finish'), text: text(projectLimits.updateText, 2), photoIds }),
      z.strictObject({ action: z.literal('stop'), text: text(projectLimits.updateText, 2) }),
    ]),
    response: projectView,
    success: 201,
    errors: [
      ...onProject,
      'project.not_now',
      'project.steps_open',
      'media.not_usable',
      'request.already_done',
      'request.retry',
    ],
  }),
  rateProject: defineContract({
    method: 'put',
    path: '/api/projects/:id/rating',
    summary: '评一评效果，一人一次，可以改',
    access: 'verified',
    params: idParams,
    /** Words: absent leaves what was said before, null takes it back. */
    body: z.strictObject({ grade, comment: text(projectLimits.commentText, 2).nullable().optional() }),
    response: projectView,
    success: 200,
    errors: [
      ...onProject,
      'project.not_now',
      'project.not_yours_to_rate',
      'forum.muted',
      'forum.preview_needed',
      'forum.personal_number',
    ],
  }),
  listProjectComments: defineContract({
    method: 'get',
    path: '/api/projects/:id/comments',
    summary: '邻居评价时说的话，新的在前',
    access: 'user',
    params: idParams,
    query: z.strictObject(pageQuery),
    response: pageOf(projectComment),
    success: 200,
    errors: onProject,
  }),
}
