import { randomBytes } from 'node:crypto'
import type { Router, RouterContext } from '@koa/router'
import type { Context, Next } from 'koa'
import type { z } from 'zod'
import { parseJson, rawBodyOf, stateOf } from '../kernel/body'
import type { World } from '../world'
import { describePayRefusal, PayRefusal, refusePayUnless } from './payAnswer'
import type { SandboxMerchant } from './payKeys'
import {
  describeSignature,
  isRequestSigned,
  readAuthorization,
  signHeaders,
  type PlatformKey,
} from './paySign'

/** A signature may be so old. Source: WeChat Pay, 签名生成. */
const signatureWindowMs = 300_000

const needsAgent = /^\/v3\/(certificates|refund|bill|billdownload)/

export interface PayCall {
  merchant: SandboxMerchant
  ctx: RouterContext
}

function checkAgent(ctx: RouterContext): void {
  if (!needsAgent.test(ctx.path)) return
  const hasBoth = ctx.get('user-agent') !== '' && ctx.get('accept') !== ''
  refusePayUnless(hasBoth, 400, 'INVALID_REQUEST', 'Http头缺少Accept或User-Agent')
}

/** Who calls, by the signature; the messages are those of the real service. */
function authenticateMerchant(world: World, ctx: RouterContext): SandboxMerchant {
  const isTransaction = ctx.path.startsWith('/v3/pay/transactions/')
  const authorization = readAuthorization(ctx.get('authorization'))
  const missing = isTransaction
    ? '签名信息错误，验签失败'
    : 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》'
  refusePayUnless(authorization, 401, 'SIGN_ERROR', missing)
  const ageMs = Math.abs(world.pay.signatureNowMs() - Number(authorization.timestamp) * 1000)
  refusePayUnless(
    ageMs <= signatureWindowMs,
    401,
    'SIGN_ERROR',
    'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟',
  )
  const merchant = world.pay.merchant(authorization.mchid)
  const isOwnCertificate = merchant?.serial.toUpperCase() === authorization.serial.toUpperCase()
  refusePayUnless(merchant && isOwnCertificate, 401, 'SIGN_ERROR', '商户证书序列号有误')
  const request = { method: ctx.method, url: ctx.url, body: rawBodyOf(ctx) }
  if (isRequestSigned(request, authorization, merchant)) return merchant
  throw new PayRefusal(401, 'SIGN_ERROR', '签名错误', describeSignature(request, authorization))
}

/** The key that the merchant asks for by `Wechatpay-Serial`, or the only one it has. */
function chooseKey(merchant: SandboxMerchant, ctx: RouterContext): PlatformKey {
  if (merchant.mode !== 'both') return merchant.mode
  return ctx.get('wechatpay-serial').startsWith('PUB_KEY_ID_') ? 'publicKey' : 'certificate'
}

function signReply(world: World, ctx: RouterContext, merchant: SandboxMerchant): void {
  const body = typeof ctx.body === 'string' ? ctx.body : ''
  const fault = world.faults.take(ctx.path, ['signTest', 'forged'])?.kind
  const headers = signHeaders({
    body,
    platform: world.pay.keys().platform,
    key: chooseKey(merchant, ctx),
    nowMs: world.pay.signatureNowMs(),
    fault: fault === 'signTest' || fault === 'forged' ? fault : undefined,
  })
  ctx.set(headers)
}

/** What a handler gives back: JSON, nothing (204), or a file that is not signed. */
type PayReply = object | undefined | { file: Buffer; type: string }

async function answer(
  world: World,
  ctx: RouterContext,
  handle: (call: PayCall) => PayReply | Promise<PayReply>,
): Promise<void> {
  ctx.set('Request-ID', `08${randomBytes(20).toString('hex').toUpperCase()}-0`)
  try {
    checkAgent(ctx)
    const merchant = authenticateMerchant(world, ctx)
    const fault = world.faults.take(ctx.path, ['payError'])
    if (fault) throw new PayRefusal(fault.status ?? 500, fault.code ?? 'SYSTEM_ERROR', '系统异常，请稍后重试')
    const reply = await handle({ merchant, ctx })
    if (reply && 'file' in reply) {
      ctx.type = reply.type
      ctx.body = reply.file
      return
    }
    ctx.status = reply ? 200 : 204
    if (reply) {
      ctx.body = JSON.stringify(reply)
      ctx.type = 'application/json; charset=utf-8'
    }
    signReply(world, ctx, merchant)
  } catch (error) {
    if (!(error instanceof PayRefusal)) throw error
    ctx.status = error.status
    ctx.body = describePayRefusal(error)
    stateOf(ctx).code = error.code
  }
}

/** Mounts one interface of api.mch.weixin.qq.com; with another method it answers 405 and nothing else. */
export function mountPay(
  router: Router,
  world: World,
  method: 'GET' | 'POST',
  path: string,
  handle: (call: PayCall) => PayReply | Promise<PayReply>,
): void {
  router.all(path, async (ctx) => {
    if (ctx.method !== method) {
      ctx.status = 405
      ctx.body = ''
      return
    }
    await answer(world, ctx, handle)
  })
}

/** The JSON body. @throws PayRefusal PARAM_ERROR that names the field. */
export function readPayBody<S extends z.ZodType>(ctx: RouterContext, schema: S): z.output<S> {
  const value = parseJson(rawBodyOf(ctx))
  refusePayUnless(typeof value === 'object' && value !== null, 400, 'PARAM_ERROR', '请求体不是合法的JSON')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = `/${(issue?.path ?? []).join('/')}`
  throw new PayRefusal(400, 'PARAM_ERROR', `参数错误：${field}`, {
    field,
    issue: issue?.message ?? '',
    location: 'body',
  })
}

/** A path of the host that does not exist is answered 404 with nothing. */
export async function answerUnknownPay(ctx: Context, next: Next): Promise<void> {
  await next()
  if (!ctx.path.startsWith('/v3/') || ctx.status !== 404 || ctx.body != null) return
  ctx.status = 404
  ctx.body = ''
}
