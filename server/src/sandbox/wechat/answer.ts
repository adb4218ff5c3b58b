import { randomBytes } from 'node:crypto'

const messages = {
  [-1]: 'system error',
  40001:
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40030: 'invalid refresh_token',
  40037: 'invalid template_id',
  40125: 'invalid appsecret',
  40129: 'invalid scene',
  40163: 'code been used,',
  40169: 'invalid length for scene, or the data is not json string',
  40226: 'code blocked',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41008: 'missing code',
  41030: 'invalid page',
  42001: 'access_token expired',
  43002: 'require POST method',
  43101: 'user refuse to accept the msg',
  44002: 'empty post data',
  45002: 'content size out of limit',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit mustslower retry next minute',
  45109: 'uniform_send is no longer supported',
  47001: 'data format error',
  47003: 'argument invalid!',
  48001: 'api unauthorized',
  61010: 'code is expired',
  87014: 'risky content',
} as const

export type Errcode = keyof typeof messages

/** A refusal in WeChat's way: HTTP 200 with errcode and errmsg. */
export class ApiRefusal extends Error {
  constructor(
    readonly errcode: number,
    /** More words for errmsg, after the usual ones. */
    readonly more = '',
  ) {
    super(`errcode ${errcode}`)
  }
}

/** @throws ApiRefusal with `errcode` when `condition` is falsy. */
export function refuseUnless(condition: unknown, errcode: Errcode, more?: string): asserts condition {
  if (!condition) throw new ApiRefusal(errcode, more)
}

const hex8 = () => randomBytes(4).toString('hex')

/** `8hex-8hex-8hex`, the first part being the time, as in trace ids and rids of the real service. */
export function createTraceId(nowMs: number): string {
  return `${Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0')}-${hex8()}-${hex8()}`
}

/** The body of a refusal, with the `rid` that the real service adds. */
export function describeRefusal(
  errcode: number,
  more: string,
  nowMs: number,
): { errcode: number; errmsg: string } {
  const usual = (messages as Partial<Record<number, string>>)[errcode] ?? 'error'
  return { errcode, errmsg: [usual, more, `rid: ${createTraceId(nowMs)}`].filter(Boolean).join(' ') }
}
