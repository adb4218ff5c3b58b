import { z } from 'zod'
import { defineContract } from '../contract'
import { instant } from '../schemas'

/** What a sign-in gives. The refresh token is used once; its answer brings the next one. */
export const sessionTokens = z.object({
  accessToken: z.string(),
  expiresInSeconds: z.number().int(),
  refreshToken: z.string(),
})
export type SessionTokens = z.output<typeof sessionTokens>

const wechatCode = z.string().min(1).max(256)
const opaque = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/)
const ticketParams = z.strictObject({ ticket: opaque })

/** The mini program's silent login. */
export const loginWithMiniProgram = defineContract({
  method: 'post',
  path: '/api/auth/wechat',
  summary: '小程序登录',
  access: 'public',
  body: z.strictObject({ code: wechatCode }),
  response: sessionTokens,
  success: 200,
  errors: ['login.code_invalid', 'login.wechat_unavailable'],
  perMinute: 60,
})

/**
 * Where H5 sends the browser to be authorised. The state is good once, for ten minutes, and only in the browser
 * that asked (a cookie says so); the page keeps it too and compares.
 */
export const startWebLogin = defineContract({
  method: 'get',
  path: '/api/auth/web',
  summary: '网页登录：去微信授权',
  access: 'public',
  query: z.strictObject({
    /** A path of our own pages, to which WeChat returns with `code` and `state`. */
    redirect: z
      .string()
      .max(500)
      .regex(/^\/(?![/\\])[^\s\\]*$/)
      .default('/'),
  }),
  response: z.object({ url: z.string(), state: z.string() }),
  success: 200,
  perMinute: 60,
})

export const finishWebLogin = defineContract({
  method: 'post',
  path: '/api/auth/web',
  summary: '网页登录：授权回来',
  access: 'public',
  body: z.strictObject({ code: wechatCode, state: opaque }),
  response: sessionTokens,
  success: 200,
  errors: ['login.code_invalid', 'login.state_invalid', 'login.wechat_unavailable'],
  perMinute: 60,
})

/**
 * The next pair of tokens. The token just replaced gives the same pair again for a minute, for its answer may
 * have been lost; any older one ends the session, for two hold it.
 */
export const refreshSession = defineContract({
  method: 'post',
  path: '/api/auth/refresh',
  summary: '续登录',
  access: 'public',
  body: z.strictObject({ refreshToken: z.string().min(1).max(200) }),
  response: sessionTokens,
  success: 200,
  errors: ['session.expired'],
  perMinute: 60,
})

export const logout = defineContract({
  method: 'post',
  path: '/api/auth/logout',
  summary: '退出登录',
  access: 'user',
  success: 204,
})

/** A QR code for a staff desk: shown once, two minutes, of use only to the browser that holds the secret. */
export const startDeskLogin = defineContract({
  method: 'post',
  path: '/api/auth/desk',
  summary: '电脑工作台登录：显示二维码',
  access: 'public',
  response: z.object({
    ticket: z.string(),
    secret: z.string(),
    /** Two digits that the phone shows too, so that nobody confirms another's screen. */
    number: z.string(),
    /** An image as a data URL. */
    qr: z.string(),
    expiresAt: instant,
    /** Development only: the page that stands in for the phone that scans. */
    devScanUrl: z.string().optional(),
  }),
  success: 201,
  perMinute: 20,
})

/** What the phone that scanned shows before its owner confirms. */
export const previewDeskLogin = defineContract({
  method: 'get',
  path: '/api/auth/desk/:ticket',
  summary: '电脑工作台登录：扫码后核对',
  access: 'user',
  params: ticketParams,
  response: z.object({ number: z.string(), expiresAt: instant }),
  success: 200,
  errors: ['desk.expired', 'desk.used', 'desk.staff_only'],
  perMinute: 30,
})

export const confirmDeskLogin = defineContract({
  method: 'post',
  path: '/api/auth/desk/:ticket/confirm',
  summary: '电脑工作台登录：手机上确认',
  access: 'user',
  params: ticketParams,
  success: 204,
  errors: previewDeskLogin.errors,
  perMinute: 20,
})

export const collectDeskLogin = defineContract({
  method: 'post',
  path: '/api/auth/desk/:ticket/collect',
  summary: '电脑工作台登录：取登录结果',
  access: 'public',
  params: ticketParams,
  body: z.strictObject({ secret: opaque }),
  response: z.discriminatedUnion('status', [
    z.object({ status: z.literal('pending') }),
    z.object({ status: z.literal('ready'), tokens: sessionTokens }),
  ]),
  success: 200,
  errors: ['desk.expired', 'desk.used'],
  perMinute: 120,
})

export const authContracts = {
  loginWithMiniProgram,
  startWebLogin,
  finishWebLogin,
  refreshSession,
  logout,
  startDeskLogin,
  previewDeskLogin,
  confirmDeskLogin,
  collectDeskLogin,
}
