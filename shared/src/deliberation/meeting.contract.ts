import { z } from 'zod'
import { defineContract } from '../contract'
import { mediaView } from '../media/media.contract'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, text } from '../schemas'
import { meetingActions, meetingLimits, meetingStates } from './meeting'
import { newProject } from './project.contract'

const onMeeting = ['forum.not_a_member', 'record.not_found'] as const
const staff = ['secretary', 'communityWorker'] as const

export const meetingSummary = z.object({
  id,
  state: z.enum(meetingStates),
  stateText: z.string(),
  title: z.string(),
  place: z.string(),
  startsAt: instant,
  /** Who signed in, by code and on paper. */
  attendance: z.int(),
  hasSignedIn: z.boolean(),
})
export type MeetingSummary = z.output<typeof meetingSummary>

export const meetingView = meetingSummary.extend({
  version: z.int(),
  community: areaCode,
  agenda: z.array(z.object({ text: z.string(), motionId: id.optional() })),
  minutes: z.object({ text: z.string(), media: z.array(mediaView), at: instant }).optional(),
  cancelledBecause: z.string().optional(),
  decisions: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      at: instant,
      motionId: id.optional(),
      isAdopted: z.boolean().optional(),
      projectId: id.optional(),
      /** State only; who raised it and what is said stays with the need. */
      needStateText: z.string().optional(),
      /** For those who may open it. */
      needId: id.optional(),
    }),
  ),
  /** Shown at the meeting, by staff only. */
  code: z.string().optional(),
  actions: z.array(z.enum(meetingActions)),
})
export type MeetingView = z.output<typeof meetingView>

const agenda = z
  .array(z.strictObject({ text: text(meetingLimits.agendaText, 2), motionId: id.optional() }))
  .min(1)
  .max(meetingLimits.agendaItems)

export const meetingContracts = {
  listMeetings: defineContract({
    method: 'get',
    path: '/api/meetings',
    summary: '社区的议事会，新的在前',
    access: 'user',
    query: z.strictObject({ ...pageQuery, community: areaCode }),
    response: pageOf(meetingSummary),
    success: 200,
    errors: ['forum.not_a_member'],
  }),
  announceMeeting: defineContract({
    method: 'post',
    path: '/api/meetings',
    summary: '通知开议事会：时间、地点、议程',
    access: staff,
    body: z.strictObject({
      community: areaCode,
      title: text(meetingLimits.title, 2),
      place: text(meetingLimits.place, 2),
      startsAt: instant,
      agenda,
    }),
    response: meetingView,
    success: 201,
    errors: [...onMeeting],
  }),
  getMeeting: defineContract({
    method: 'get',
    path: '/api/meetings/:id',
    summary: '一次议事会',
    access: 'user',
    params: idParams,
    response: meetingView,
    success: 200,
    errors: onMeeting,
  }),
  /** Few tries a minute: six digits are not to be guessed from home. */
  signInToMeeting: defineContract({
    method: 'post',
    path: '/api/meetings/sign-in',
    summary: '到会签到：会场上的六位数字',
    access: 'verified',
    body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
    response: meetingView,
    success: 200,
    errors: ['meeting.code_unknown'],
    perMinute: 6,
  }),
  signInOnPaper: defineContract({
    method: 'post',
    path: '/api/meetings/:id/attendance',
    summary: '把纸上签到的人记上，同一个人只算一次',
    access: staff,
    params: idParams,
    body: z.strictObject({ personId: id }),
    response: meetingView,
    success: 200,
    errors: [...onMeeting, 'meeting.not_now'],
  }),
  cancelMeeting: defineContract({
    method: 'post',
    path: '/api/meetings/:id/cancel',
    summary: '取消一次议事会',
    access: staff,
    params: idParams,
    body: z.strictObject({ reason: text(meetingLimits.agendaText, 2) }),
    response: meetingView,
    success: 200,
    errors: [...onMeeting, 'meeting.not_now'],
  }),
  publishMinutes: defineContract({
    method: 'post',
    path: '/api/meetings/:id/minutes',
    summary: '公布会议记录',
    access: staff,
    params: idParams,
    body: z.strictObject({
      text: text(meetingLimits.minutes, 2),
      photoIds: z.array(id).max(meetingLimits.photos).default([]),
    }),
    response: meetingView,
    success: 201,
    errors: [...onMeeting, 'meeting.not_now', 'media.not_usable', 'request.already_done', 'request.retry'],
  }),
  decideAtMeeting: defineContract({
    method: 'post',
    path: '/api/meetings/:id/decisions',
    summary: '记下会上的一个决定，它成为诉求或项目',
    access: staff,
    params: idParams,
    body: z.strictObject({
      text: text(meetingLimits.decisionText, 2),
      /** Of the agenda: whether it was adopted. */
      motion: z.strictObject({ id, isAdopted: z.boolean() }).optional(),
      need: z.strictObject({ category: z.string().min(1).max(40) }).optional(),
      project: z.strictObject(newProject).optional(),
    }),
    response: meetingView,
    success: 201,
    errors: [
      ...onMeeting,
      'meeting.not_now',
      'motion.own',
      'motion.not_now',
      'motion.not_refusable',
      'need.category_unknown',
      'need.category_closed',
      'need.place_missing',
      'need.intake_paused',
      'request.already_done',
      'request.retry',
    ],
  }),
}
