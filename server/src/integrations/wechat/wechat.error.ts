/**
 * Why a call failed.
 * - `api`: WeChat answered with an errcode.
 * - `network`, `timeout`: no answer; whether the call had an effect is unknown.
 * - `format`: an answer that is not what the document says.
 * - `virtualAccount`: the page runs in WeChat's snapshot mode; the openid belongs to nobody.
 */
export type WechatFailure = 'api' | 'network' | 'timeout' | 'format' | 'virtualAccount'

/** Busy or over quota: the same call may work later. Source: WeChat's list of general errcodes. */
const passingErrcodes = new Set([-1, 45009, 45011])

/** WeChat's errcodes that callers act on. */
export const errcodes = {
  invalidCode: 40029,
  codeUsed: 40163,
  blockedUser: 40226,
  /** The author did not open the mini program in the last two hours. */
  notVisited: 61010,
  /** No message left, or the person said no. */
  messageRefused: 43101,
} as const

/** A call to WeChat that did not succeed. Its message never holds a secret, a token or an address with either. */
export class WechatError extends Error {
  /** True when trying again later is sensible. */
  readonly retryable: boolean

  constructor(
    readonly failure: WechatFailure,
    /** The interface, without query. */
    readonly path: string,
    /** With WeChat's `rid`, by which its support finds the call. */
    readonly errmsg: string,
    readonly errcode?: number,
    isServerFault = false,
  ) {
    super(`WeChat ${path}: ${errcode === undefined ? failure : `errcode ${errcode}`} ${errmsg}`)
    this.retryable =
      failure === 'network' ||
      failure === 'timeout' ||
      isServerFault ||
      (errcode !== undefined && passingErrcodes.has(errcode))
  }
}
