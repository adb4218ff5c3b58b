import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, day, id, idParams, instant, text } from '../schemas'
import { maxOpenJobsCeiling, volunteerStates } from './volunteer'

const skills = z.array(text(12)).max(12)
const maxOpenJobs = z.number().int().min(1).max(maxOpenJobsCeiling)
const organisation = text(60)

const common = {
  id,
  version: z.number().int(),
  state: z.enum(volunteerStates),
  community: z.object({ code: areaCode, name: z.string() }),
  skills: z.array(z.string()),
  isPartyMember: z.boolean(),
  partyOrganisation: z.string().optional(),
  showsBadge: z.boolean(),
  isMinor: z.boolean(),
  hasGuardianConsent: z.boolean(),
  /** The last day on which training and insurance hold. */
  trainedUntil: day.optional(),
  insuredUntil: day.optional(),
  /** A grown-up whose training and insurance hold today. */
  mayVisitHomes: z.boolean(),
  isOnDuty: z.boolean(),
  maxOpenJobs: z.number().int(),
  note: z.string().optional(),
  /** Why it was declined, or why she left. */
  decisionReason: z.string().optional(),
  /** She left by herself, or took the application back. */
  hasResigned: z.boolean(),
  createdAt: instant,
}

export const ownVolunteerView = z.object({ ...common, openJobs: z.number().int() })
export type OwnVolunteerView = z.output<typeof ownVolunteerView>

/** A row of the community's list; the phone stays masked, see people.contract to open it. */
export const volunteerView = z.object({
  ...common,
  userId: id,
  name: z.string(),
  maskedPhone: z.string().optional(),
})
export type VolunteerView = z.output<typeof volunteerView>
const readers = ['secretary', 'communityWorker', 'administrator'] as const
const deciders = ['secretary', 'administrator'] as const
const changing = ['record.not_found', 'request.conflict'] as const

export const volunteerContracts = {
  applyAsVolunteer: defineContract({
    method: 'post',
    path: '/api/volunteers',
    summary: '报名做志愿者',
    access: 'verified',
    body: z.strictObject({
      skills,
      isPartyMember: z.boolean().default(false),
      partyOrganisation: organisation.optional(),
      maxOpenJobs: maxOpenJobs.default(3),
      note: text(limits.reasonText).optional(),
      /** Asked only where the register does not know the birth date. */
      isAdult: z.boolean().optional(),
    }),
    response: ownVolunteerView,
    success: 201,
    errors: ['need.community_missing', 'volunteer.exists', 'volunteer.age_needed'],
  }),
  getMyVolunteer: defineContract({
    method: 'get',
    path: '/api/me/volunteer',
    summary: '我的志愿者身份',
    access: 'user',
    response: z.object({
      volunteer: ownVolunteerView.optional(),
      /** Whether the application must ask if the person is grown up. */
      isAgeKnown: z.boolean(),
    }),
    success: 200,
  }),
  updateMyVolunteer: defineContract({
    method: 'patch',
    path: '/api/me/volunteer',
    summary: '改特长、同时接几件、要不要显示党员标志',
    access: 'user',
    body: z.strictObject({
      version: z.number().int(),
      skills: skills.optional(),
      showsBadge: z.boolean().optional(),
      maxOpenJobs: maxOpenJobs.optional(),
    }),
    response: ownVolunteerView,
    success: 200,
    errors: changing,
  }),
  setMyVolunteerDuty: defineContract({
    method: 'put',
    path: '/api/me/volunteer/duty',
    summary: '可以接单，或休息',
    access: 'user',
    body: z.strictObject({ isOnDuty: z.boolean() }),
    response: ownVolunteerView,
    success: 200,
    errors: ['volunteer.not_approved'],
  }),
  resignAsVolunteer: defineContract({
    method: 'post',
    path: '/api/me/volunteer/resignation',
    summary: '不做志愿者了，或收回报名',
    access: 'user',
    body: z.strictObject({
      /** What is still in hand goes back to the community; without it open work refuses. */
      isHandedBack: z.boolean().default(false),
      reason: text(limits.reasonText).optional(),
    }),
    response: ownVolunteerView,
    success: 200,
    errors: ['record.not_found', 'request.conflict', 'volunteer.holds_work'],
  }),
  listVolunteers: defineContract({
    method: 'get',
    path: '/api/volunteers',
    summary: '社区的报名和志愿者',
    access: readers,
    query: z.strictObject({
      ...pageQuery,
      /** The caller's own community unless said otherwise. */
      community: areaCode.optional(),
      state: z.enum(volunteerStates).default('applied'),
      isOnDuty: z.stringbool().optional(),
      skill: z.string().max(12).optional(),
    }),
    response: pageOf(volunteerView),
    success: 200,
  }),
  decideVolunteer: defineContract({
    method: 'post',
    path: '/api/volunteers/:id/decision',
    summary: '通过报名，或说明原因不通过',
    access: deciders,
    params: idParams,
    body: z.discriminatedUnion('decision', [
      z.strictObject({
        decision: z.literal('approve'),
        version: z.number().int(),
        hasGuardianConsent: z.boolean().optional(),
        trainedUntil: day.optional(),
        insuredUntil: day.optional(),
      }),
      z.strictObject({
        decision: z.literal('decline'),
        version: z.number().int(),
        reason: text(limits.reasonText),
      }),
    ]),
    response: volunteerView,
    success: 200,
    errors: [
      ...changing,
      'volunteer.guardian_needed',
      'membership.phone_needed',
      'membership.user_not_found',
    ],
  }),
  updateVolunteer: defineContract({
    method: 'patch',
    path: '/api/volunteers/:id',
    summary: '登记培训和保险到哪一天',
    access: deciders,
    params: idParams,
    body: z.strictObject({
      version: z.number().int(),
      trainedUntil: day.nullable().optional(),
      insuredUntil: day.nullable().optional(),
      hasGuardianConsent: z.boolean().optional(),
    }),
    response: volunteerView,
    success: 200,
    errors: changing,
  }),
  endVolunteer: defineContract({
    method: 'post',
    path: '/api/volunteers/:id/end',
    summary: '结束志愿者身份，手上的事转交',
    access: deciders,
    params: idParams,
    body: z.strictObject({
      reason: text(limits.reasonText),
      /** Back to the desk of the community; without it open work refuses the end. */
      moveTo: z.literal('triage').optional(),
    }),
    response: volunteerView,
    success: 200,
    errors: [...changing, 'membership.holds_work', 'membership.ended', 'membership.target_empty'],
  }),
}
