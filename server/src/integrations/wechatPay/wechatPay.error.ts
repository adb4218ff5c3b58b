/**
 * - `network`, `timeout`: no answer; whether it was done is unknown, so ask before repeating under another number.
 * - `api`: WeChat Pay refused; `code` and `status` say why.
 * - `signature`: the answer was not signed by WeChat Pay, or not freshly; nothing of it counts.
 * - `format`: the answer is of another shape than documented.
 * - `merchant`: no credentials for this merchant number.
 */
export type WechatPayErrorKind = 'network' | 'timeout' | 'api' | 'signature' | 'format' | 'merchant'

/** Thrown by the payment port. The message names path and code, never credentials. */
export class WechatPayError extends Error {
  constructor(
    readonly kind: WechatPayErrorKind,
    readonly path: string,
    message: string,
    /** HTTP status of a refusal. */
    readonly status?: number,
    /** WeChat Pay's code of a refusal, such as `ORDER_NOT_EXIST`. */
    readonly code?: string,
  ) {
    super(`${path}: ${message}`)
    this.name = 'WechatPayError'
  }
}

/** Whether WeChat Pay refused with this code. */
export const isPayCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof WechatPayError && error.kind === 'api' && codes.includes(error.code ?? '')

/** Why a notice was not accepted. */
export type PayNoticeRefusal = 'unsigned' | 'stale' | 'unknownKey' | 'probe' | 'badSignature' | 'unreadable'

/** A notice that does not come from WeChat Pay, or cannot be read. Probes are WeChat's own and no cause for alarm. */
export class PayNoticeError extends Error {
  constructor(readonly reason: PayNoticeRefusal) {
    super(`payment notice refused: ${reason}`)
    this.name = 'PayNoticeError'
  }
}
