import { z } from 'zod'
import { defineContract } from '../contract'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, idParams, instant, text } from '../schemas'
import { motionLimits } from './motion'

const homes = z.array(id).min(1).max(motionLimits.councillorHomes)

const councillorView = z.object({
  id,
  name: z.string(),
  isMine: z.boolean(),
  since: instant,
  households: z.int(),
  /** Opinions brought forward so far. */
  forwarded: z.int(),
  /** Which homes; for the secretary and the councillor. */
  homes: z.array(z.object({ id, label: z.string() })).optional(),
})
export type CouncillorView = z.output<typeof councillorView>

const opinionView = z.object({
  id,
  text: z.string(),
  at: instant,
  councillorName: z.string(),
  homeLabel: z.string(),
  motion: z.object({ id, title: z.string() }).optional(),
})
export type OpinionView = z.output<typeof opinionView>

export const councillorContracts = {
  listCouncillors: defineContract({
    method: 'get',
    path: '/api/councillors',
    summary: '社区的议事员，各联系多少家、转来多少意见',
    access: 'user',
    query: z.strictObject({ community: areaCode }),
    response: z.object({ items: z.array(councillorView) }),
    success: 200,
    errors: ['forum.not_a_member'],
  }),
  nameCouncillor: defineContract({
    method: 'post',
    path: '/api/councillors',
    summary: '书记定一位议事员和他联系的家庭',
    access: ['secretary'],
    body: z.strictObject({ community: areaCode, userId: id, homeIds: homes }),
    response: councillorView,
    success: 201,
    errors: ['councillor.not_possible', 'councillor.homes_unknown'],
  }),
  setCouncillorHomes: defineContract({
    method: 'put',
    path: '/api/councillors/:id/homes',
    summary: '改议事员联系的家庭',
    access: ['secretary'],
    params: idParams,
    body: z.strictObject({ homeIds: homes }),
    response: councillorView,
    success: 200,
    errors: ['record.not_found', 'councillor.homes_unknown'],
  }),
  endCouncillor: defineContract({
    method: 'post',
    path: '/api/councillors/:id/end',
    summary: '不再做议事员；转来的意见留着',
    access: ['secretary'],
    params: idParams,
    success: 204,
    errors: ['record.not_found'],
  }),
  forwardOpinion: defineContract({
    method: 'post',
    path: '/api/councillor-opinions',
    summary: '议事员转来一家的意见，书记看得到',
    access: 'verified',
    body: z.strictObject({
      community: areaCode,
      homeId: id,
      motionId: id.optional(),
      text: text(motionLimits.opinionText, 2),
    }),
    response: opinionView,
    success: 201,
    repeats: 'record',
    errors: ['record.not_found', 'request.already_done', 'request.retry'],
  }),
  listOpinions: defineContract({
    method: 'get',
    path: '/api/councillor-opinions',
    summary: '议事员转来的意见；书记看全部，议事员看自己转的',
    access: 'user',
    query: z.strictObject({ ...pageQuery, community: areaCode }),
    response: pageOf(opinionView),
    success: 200,
  }),
}
