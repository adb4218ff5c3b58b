import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { pageOf, pageQuery } from '../pagination'
import { areaCode, id, instant, text } from '../schemas'

const issuers = ['secretary', 'communityWorker'] as const

/** Short, opaque and easy to read out: no 0, O, 1, I or L. It fits a mini-program code's scene. */
export const joinCodeText = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[2-9A-HJKMNP-Z]{8}$/)

const codeParams = z.strictObject({ code: joinCodeText })

export const joinCodeView = z.object({
  id,
  code: z.string(),
  /** The community or building it is for. */
  areaCode,
  areaName: z.string(),
  note: z.string().optional(),
  createdAt: instant,
  expiresAt: instant.optional(),
  revokedAt: instant.optional(),
  isValid: z.boolean(),
  /** How many people joined by it. */
  joinedCount: z.number().int(),
  lastUsedAt: instant.optional(),
})
export type JoinCodeView = z.output<typeof joinCodeView>

export const createJoinCode = defineContract({
  method: 'post',
  path: '/api/join-codes',
  summary: '发一个社区码',
  access: issuers,
  body: z.strictObject({ areaCode, note: text(60).optional(), expiresAt: instant.optional() }),
  response: joinCodeView,
  success: 201,
  errors: ['record.not_found'],
})

export const listJoinCodes = defineContract({
  method: 'get',
  path: '/api/join-codes',
  summary: '社区码一览',
  access: issuers,
  query: z.strictObject({ community: areaCode, ...pageQuery }),
  response: pageOf(joinCodeView),
  success: 200,
})

/** What somebody who scanned sees before joining. */
export const previewJoinCode = defineContract({
  method: 'get',
  path: '/api/join-codes/:code',
  summary: '社区码是哪个社区的',
  access: 'public',
  params: codeParams,
  response: z.object({
    community: z.object({ code: areaCode, name: z.string() }),
    /** Set when the code is for one building. */
    buildingName: z.string().optional(),
  }),
  success: 200,
  errors: ['joinCode.not_valid'],
  perMinute: 30,
})

export const revokeJoinCode = defineContract({
  method: 'post',
  path: '/api/join-codes/:code/revoke',
  summary: '停用社区码',
  access: issuers,
  params: codeParams,
  body: z.strictObject({ reason: text(limits.reasonText) }),
  response: joinCodeView,
  success: 200,
  errors: ['record.not_found'],
})

export const getJoinCodeImage = defineContract({
  method: 'get',
  path: '/api/join-codes/:code/image',
  summary: '社区码的图片',
  access: issuers,
  params: codeParams,
  produces: 'image/png',
  success: 200,
  errors: ['record.not_found', 'joinCode.not_valid'],
  perMinute: 20,
})

/** A4, large type, for the door: the image, the code to type and what to do. */
export const getJoinCodeSheet = defineContract({
  method: 'get',
  path: '/api/join-codes/:code/sheet',
  summary: '社区码的打印页',
  access: issuers,
  params: codeParams,
  produces: 'text/html',
  success: 200,
  errors: getJoinCodeImage.errors,
  perMinute: 20,
})

export const joinCodeContracts = {
  createJoinCode,
  listJoinCodes,
  previewJoinCode,
  revokeJoinCode,
  getJoinCodeImage,
  getJoinCodeSheet,
}
