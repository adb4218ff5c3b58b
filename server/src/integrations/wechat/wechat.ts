import { z } from 'zod'
import type { Clock } from '../../lib/clock'
import { createAccessTokens } from './accessToken'
import { readSuggest, reviewOnFailure, splitText, worstVerdict } from './contentCheck'
import { fitMessageData } from './messageValue'
import { answerPushCheck, openPush } from './push'
import { WechatError } from './wechat.error'
import { callWechat, readAnswer, sendToWechat } from './wechat.http'
import type { TextVerdict, WechatIdentity, WechatPort } from './wechat.port'

interface AppCredentials {
  appid: string
  secret: string
}

export interface WechatOptions {
  /** `https://api.weixin.qq.com`, or the sandbox. */
  apiBase: string
  /** `https://open.weixin.qq.com`, or the sandbox. */
  openBase: string
  mini: AppCredentials
  /** The service account whose web authorisation H5 uses. */
  web: AppCredentials
  push: { token: string; encodingAesKey?: string | undefined }
  clock: Clock
  /** Which version of the mini program codes and messages open; default formal. */
  miniProgramState?: 'developer' | 'trial' | 'formal'
  /** Longest wait for one answer, ms; default 5,000. */
  timeoutMs?: number
  /** Told of each content check that failed and so became a review. */
  onProblem?: (error: unknown) => void
}

const envVersions = { developer: 'develop', trial: 'trial', formal: 'release' } as const
const mediaTypes = { audio: 1, image: 2 } as const
const scenePattern = /^[A-Za-z0-9_-]{1,32}$/

const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === '' ? undefined : text))
const identityAnswer = z.looseObject({ openid: z.string().min(1), unionid: optionalText })
const webAnswer = identityAnswer.extend({ is_snapshotuser: z.number().optional() })
const tokenAnswer = z.looseObject({ access_token: z.string().min(1), expires_in: z.number().positive() })
const phoneAnswer = z.looseObject({
  phone_info: z.looseObject({
    purePhoneNumber: z.string().min(1),
    countryCode: z.union([z.string(), z.number()]).transform(String),
  }),
})
const textAnswer = z.looseObject({
  trace_id: optionalText,
  result: z.looseObject({ suggest: z.string().optional(), label: z.number().optional() }),
})
const mediaAnswer = z.looseObject({ trace_id: z.string().min(1) })
const messageAnswer = z.looseObject({
  msgid: z.union([z.string(), z.number()]).default('').transform(String),
})

const toIdentity = ({ openid, unionid }: z.output<typeof identityAnswer>): WechatIdentity => ({
  openid,
  ...(unionid !== undefined && { unionid }),
})

type CallMini = <S extends z.ZodType>(path: string, body: object, schema: S) => Promise<z.output<S>>

/** Interfaces of the mini program: JSON by POST, with the shared access token. */
function createMiniCaller(options: WechatOptions) {
  const { apiBase: base, timeoutMs = 5000 } = options
  const tokens = createAccessTokens(async () => {
    const answer = await callWechat(
      {
        base,
        path: '/cgi-bin/stable_token',
        query: {},
        body: { grant_type: 'client_credential', ...pickCredentials(options.mini) },
        timeoutMs,
      },
      tokenAnswer,
    )
    return { token: answer.access_token, expiresInSeconds: answer.expires_in }
  }, options.clock)
  const send = (path: string, body: object, token: string) =>
    sendToWechat({ base, path, query: { access_token: token }, body, timeoutMs })
  const call: CallMini = (path, body, schema) =>
    tokens.use(async (token) => readAnswer(path, await send(path, body, token), schema))
  return { tokens, send, call }
}

const pickCredentials = ({ appid, secret }: AppCredentials) => ({ appid, secret })

function createLogin(options: WechatOptions, callMini: CallMini) {
  const { apiBase: base, timeoutMs = 5000 } = options
  const exchange = <S extends z.ZodType>(path: string, query: Record<string, string>, schema: S) =>
    callWechat({ base, path, query: { ...query, grant_type: 'authorization_code' }, timeoutMs }, schema)
  return {
    async exchangeLoginCode(code: string) {
      const query = { ...pickCredentials(options.mini), js_code: code }
      return toIdentity(await exchange('/sns/jscode2session', query, identityAnswer))
    },
    async exchangeWebCode(code: string) {
      const path = '/sns/oauth2/access_token'
      const answer = await exchange(path, { ...pickCredentials(options.web), code }, webAnswer)
      if (answer.is_snapshotuser === 1)
        throw new WechatError('virtualAccount', path, 'the page is open in snapshot mode')
      return toIdentity(answer)
    },
    buildAuthoriseUrl({ redirectUri, state, scope = 'snsapi_userinfo' }) {
      // Some clients insist on this order.
      const query = new URLSearchParams([
        ['appid', options.web.appid],
        ['redirect_uri', redirectUri],
        ['response_type', 'code'],
        ['scope', scope],
        ['state', state],
      ])
      return `${options.openBase}/connect/oauth2/authorize?${query.toString()}#wechat_redirect`
    },
    async getPhoneNumber(code: string, openid?: string) {
      const body = { code, ...(openid !== undefined && { openid }) }
      const { phone_info: info } = await callMini('/wxa/business/getuserphonenumber', body, phoneAnswer)
      return { phone: info.purePhoneNumber, countryCode: info.countryCode }
    },
  } satisfies Partial<WechatPort>
}

function createChecks(callMini: CallMini, onProblem: WechatOptions['onProblem']) {
  return {
    async checkText({ openid, scene, content, nickname }) {
      const checkPart = (part: string) => async (): Promise<TextVerdict> => {
        const body = { version: 2, openid, scene, content: part, ...(nickname !== undefined && { nickname }) }
        const { result, trace_id: traceId } = await callMini('/wxa/msg_sec_check', body, textAnswer)
        return {
          verdict: readSuggest(result.suggest),
          ...(result.label !== undefined && { label: result.label }),
          ...(traceId !== undefined && { traceId }),
        }
      }
      const parts = splitText(content)
      return worstVerdict(
        await Promise.all(parts.map((part) => reviewOnFailure(openid, checkPart(part), onProblem))),
      )
    },
    checkMedia({ openid, scene, mediaUrl, mediaType }) {
      const body = { version: 2, openid, scene, media_url: mediaUrl, media_type: mediaTypes[mediaType] }
      const start = async () => {
        const { trace_id: traceId } = await callMini('/wxa/media_check_async', body, mediaAnswer)
        return { verdict: 'pending' as const, traceId }
      }
      return reviewOnFailure(openid, start, onProblem)
    },
  } satisfies Partial<WechatPort>
}

/** The real WeChat, or the sandbox: the code path is the same, only the bases differ. */
export function createWechat(options: WechatOptions): WechatPort {
  const { tokens, send, call } = createMiniCaller(options)
  const state = options.miniProgramState ?? 'formal'
  const push = { ...options.push, appid: options.mini.appid }
  return {
    ...createLogin(options, call),
    ...createChecks(call, options.onProblem),
    async sendSubscribeMessage(message) {
      const body = {
        touser: message.openid,
        template_id: message.templateId,
        ...(message.page !== undefined && message.page !== '' && { page: message.page }),
        data: fitMessageData(message.data),
        miniprogram_state: message.state ?? state,
        lang: 'zh_CN',
      }
      const { msgid: msgId } = await call('/cgi-bin/message/subscribe/send', body, messageAnswer)
      return { msgId }
    },
    createMiniProgramCode({ scene, page, width = 430 }) {
      if (!scenePattern.test(scene)) throw new RangeError('A scene is 1 to 32 of A-Z a-z 0-9 _ -')
      const path = '/wxa/getwxacodeunlimit'
      const body = { scene, page, width, env_version: envVersions[state], check_path: state === 'formal' }
      return tokens.use(async (token) => {
        const answer = await send(path, body, token)
        if (!answer.contentType.startsWith('image/')) {
          readAnswer(path, answer, z.unknown())
          throw new WechatError('format', path, `HTTP ${answer.status}, no picture`)
        }
        return { bytes: answer.bytes, contentType: answer.contentType }
      })
    },
    async uploadShippingInfo({ mchid, outTradeNo, description, openid, at }) {
      const body = {
        order_key: { order_number_type: 1, mchid, out_trade_no: outTradeNo },
        // 3: a service or a virtual good; nothing is sent.
        logistics_type: 3,
        delivery_mode: 1,
        shipping_list: [{ item_desc: description.slice(0, 120) }],
        upload_time: at.toISOString(),
        payer: { openid },
      }
      await call('/wxa/sec/order/upload_shipping_info', body, z.unknown())
    },
    parsePush: (query, rawBody) => openPush(push, query, rawBody),
    verifyPushUrl: (query) => answerPushCheck(push, query),
  }
}
