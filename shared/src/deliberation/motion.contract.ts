import { z } from 'zod'
import { defineContract } from '../contract'
import { authorView } from '../forum/post.contract'
import { postStates } from '../forum/post.state'
import { mediaView } from '../media/media.contract'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, text } from '../schemas'
import { motionLimits, motionPhases, pathMarks, pathSteps } from './motion'
import { projectSummary } from './project.contract'
import { motionActions, motionStates, motionSteps } from './motion.state'

const onMotion = ['forum.not_a_member', 'record.not_found'] as const

const counts = z.object({
  coSigners: z.int().min(0),
  for: z.int().min(0),
  against: z.int().min(0),
})

const pathView = z.array(
  z.object({ step: z.enum(pathSteps), name: z.string(), mark: z.enum(pathMarks), at: instant.optional() }),
)

export const motionSummary = z.object({
  id,
  state: z.enum(motionStates),
  stateText: z.string(),
  title: z.string(),
  excerpt: z.string(),
  author: authorView,
  at: instant,
  counts,
  /** So many co-signers bring it before the secretary. */
  threshold: z.int(),
  /** Cannot be refused any more. */
  isScheduled: z.boolean(),
  isCoSigned: z.boolean(),
  /** By when the next thing is due from the community; for those who wait for an answer too. */
  dueBy: instant.optional(),
  isOverdue: z.boolean(),
  /** For its author, while others do not read it. */
  visibilityText: z.string().optional(),
})
export type MotionSummary = z.output<typeof motionSummary>

const share = z.object({ part: z.int(), of: z.int() })

const historyEntry = z.object({
  id: z.string(),
  at: instant,
  action: z.enum(['raise', ...motionActions, ...motionSteps]),
  who: z.string(),
  title: z.string(),
  text: z.string().optional(),
})

export const motionView = motionSummary.omit({ excerpt: true }).extend({
  version: z.int(),
  community: areaCode,
  text: z.string(),
  media: z.array(mediaView),
  visibility: z.enum(postStates),
  path: pathView,
  /** The newest last. */
  history: z.array(historyEntry),
  /** One fifth of them make it scheduled; absent where the register knows nobody. */
  fifth: z.object({ adults: share, households: share }).optional(),
  /** Homes that signed, argued or voted, of all homes. */
  householdsHeard: share.optional(),
  answer: z.object({ text: z.string(), at: instant, by: z.string() }).optional(),
  mergedInto: z.object({ id, title: z.string() }).optional(),
  ballotId: id.optional(),
  projectId: id.optional(),
  /** The post of the forum or the need it came from; a need opens for its author only. */
  from: z.object({ kind: z.enum(['post', 'need']), id: id.optional() }).optional(),
  hiddenBecause: z.string().optional(),
  /** The case its author may appeal. */
  caseId: id.optional(),
  canAppeal: z.boolean(),
  actions: z.array(z.enum(motionActions)),
})
export type MotionView = z.output<typeof motionView>

export const argumentView = z.object({
  id,
  side: z.enum(['for', 'against']),
  author: authorView,
  text: z.string(),
  at: instant,
  /** For its author, while others do not read it. */
  stateText: z.string().optional(),
  hiddenBecause: z.string().optional(),
  caseId: id.optional(),
  actions: z.array(z.enum(['delete', 'report', 'appeal'])),
})
export type ArgumentView = z.output<typeof argumentView>

const reason = text(motionLimits.answerText, 2)

export const motionContracts = {
  listMotions: defineContract({
    method: 'get',
    path: '/api/motions',
    summary: '社区的议题，新的在前',
    access: 'user',
    query: z.strictObject({ ...pageQuery, community: areaCode, phase: z.enum(motionPhases).optional() }),
    response: pageOf(motionSummary),
    success: 200,
    errors: ['forum.not_a_member'],
  }),
  listMyMotions: defineContract({
    method: 'get',
    path: '/api/motions/mine',
    summary: '我提的和我联名的议题',
    access: 'user',
    query: z.strictObject({ ...pageQuery, part: z.enum(['own', 'coSigned']).default('own') }),
    response: pageOf(motionSummary),
    success: 200,
  }),
  listWaitingMotions: defineContract({
    method: 'get',
    path: '/api/motions/waiting',
    summary: '等书记（超时后街道）答复或安排的议题，和快到时间、到了时间没有进展的项目，最急的在前',
    access: ['secretary', 'communityWorker', 'streetOfficer'],
    query: z.strictObject({ areaCode }),
    response: z.object({
      items: z.array(motionSummary.extend({ communityName: z.string() })),
      projects: z.array(projectSummary.extend({ communityName: z.string() })),
    }),
    success: 200,
  }),
  createMotion: defineContract({
    method: 'post',
    path: '/api/motions',
    summary: '提一个议题；也可以由自己的帖子或很多邻居都遇到的诉求转成',
    access: 'verified',
    body: z.strictObject({
      community: areaCode,
      title: text(motionLimits.title, 4),
      text: text(motionLimits.text, 10),
      photoIds: z.array(id).max(motionLimits.photos).default([]),
      from: z.strictObject({ kind: z.enum(['post', 'need']), id }).optional(),
    }),
    response: motionView,
    success: 201,
    repeats: 'record',
    errors: [
      ...onMotion,
      'forum.preview_needed',
      'forum.personal_number',
      'forum.muted',
      'media.not_usable',
      'motion.too_many_open',
      'motion.about_somebody',
      'motion.source_not_usable',
      'motion.too_few_joined',
      'request.already_done',
      'request.retry',
    ],
    perMinute: 10,
  }),
  getMotion: defineContract({
    method: 'get',
    path: '/api/motions/:id',
    summary: '一个议题的全部经过',
    access: 'user',
    params: idParams,
    response: motionView,
    success: 200,
    errors: onMotion,
  }),
  editMotion: defineContract({
    method: 'patch',
    path: '/api/motions/:id',
    summary: '改自己提的议题；有别的邻居联名以后就不能再改',
    access: 'verified',
    params: idParams,
    body: z.strictObject({
      version: z.int().min(0),
      title: text(motionLimits.title, 4),
      text: text(motionLimits.text, 10),
      /** All there shall be; left out, they stay as they are. */
      photoIds: z.array(id).max(motionLimits.photos).optional(),
    }),
    response: motionView,
    success: 200,
    errors: [
      ...onMotion,
      'motion.not_now',
      'motion.changed_meanwhile',
      'forum.preview_needed',
      'forum.personal_number',
      'forum.muted',
      'forum.too_many_edits',
      'media.not_usable',
    ],
    perMinute: 10,
  }),
  /** On and off, as often as one likes, until it is decided. */
  coSignMotion: defineContract({
    method: 'put',
    path: '/api/motions/:id/signature',
    summary: '联名，或收回联名；禁言的人也可以',
    access: 'verified',
    params: idParams,
    body: z.strictObject({ isOn: z.boolean() }),
    response: motionView,
    success: 200,
    errors: [...onMotion, 'motion.not_now', 'motion.changed_meanwhile'],
  }),
  actOnMotion: defineContract({
    method: 'post',
    path: '/api/motions/:id/actions',
    summary: '采纳、合并、答复；作者撤回',
    access: 'user',
    params: idParams,
    body: z.discriminatedUnion('action', [
      z.strictObject({ action: z.literal('accept'), text: reason.optional() }),
      z.strictObject({ action: z.literal('merge'), intoId: id, text: reason }),
      z.strictObject({ action: z.literal('answer'), text: reason }),
      z.strictObject({ action: z.literal('withdraw') }),
    ]),
    response: motionView,
    success: 200,
    errors: [...onMotion, 'motion.own', 'motion.not_now', 'motion.not_refusable', 'motion.cannot_merge'],
  }),
  listArguments: defineContract({
    method: 'get',
    path: '/api/motions/:id/arguments',
    summary: '赞成的理由，或者反对的理由',
    access: 'user',
    params: idParams,
    query: z.strictObject({ ...pageQuery, side: z.enum(['for', 'against']) }),
    response: pageOf(argumentView),
    success: 200,
    errors: onMotion,
  }),
  createArgument: defineContract({
    method: 'post',
    path: '/api/motions/:id/arguments',
    summary: '说一条赞成或反对的理由；核对之后邻居才能看到',
    access: 'verified',
    params: idParams,
    body: z.strictObject({ side: z.enum(['for', 'against']), text: text(motionLimits.argumentText, 2) }),
    response: argumentView,
    success: 201,
    repeats: 'record',
    errors: [
      ...onMotion,
      'motion.not_now',
      'argument.too_many',
      'forum.preview_needed',
      'forum.personal_number',
      'forum.muted',
      'request.already_done',
      'request.retry',
    ],
    perMinute: 20,
  }),
  deleteArgument: defineContract({
    method: 'delete',
    path: '/api/motion-arguments/:id',
    summary: '删除自己说的一条理由',
    access: 'user',
    params: idParams,
    success: 204,
    errors: [...onMotion],
  }),
}
