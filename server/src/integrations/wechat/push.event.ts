/** The query of a push, as Koa gives it. */
export type PushQuery = Readonly<Record<string, string | string[] | undefined>>

interface PushEventBase {
  openid: string
  createdAt: Date
  /** The same for every repetition of one push: WeChat sends again when the answer is late. */
  dedupeKey: string
}

/** What WeChat pushed, checked and decrypted. */
export type PushEvent =
  | (PushEventBase & {
      kind: 'mediaChecked'
      traceId: string
      /** `review` also when WeChat could not fetch or read the file. */
      verdict: 'pass' | 'review' | 'risky'
      label?: number
    })
  | (PushEventBase & {
      /** The person answered the question for messages, or changed the answer in WeChat's settings. */
      kind: 'subscriptionAnswered'
      /** True for the answer given in the pop-up, which adds one message; false for the settings page. */
      isPopup: boolean
      answers: { templateId: string; isAccepted: boolean }[]
    })
  | (PushEventBase & {
      kind: 'subscriptionSent'
      results: { templateId: string; msgId: string; isDelivered: boolean; status: string }[]
    })
  | (PushEventBase & { kind: 'other'; event: string })

/** Why a push was not taken. `xml`: the console is set to XML; it has to be JSON. */
export type PushFailure = 'signature' | 'appid' | 'format' | 'xml' | 'notEncrypted' | 'decrypt'

const explanations: Record<PushFailure, string> = {
  signature: 'the signature is wrong',
  appid: 'it is meant for another appid',
  format: 'the body cannot be read',
  xml: 'the body is XML: set the data format of message push to JSON in the WeChat console',
  notEncrypted: 'the body is not encrypted: set message push to 安全模式 in the WeChat console',
  decrypt: 'the body cannot be decrypted: compare EncodingAESKey with the WeChat console',
}

/** A push that must not be acted on. */
export class WechatPushError extends Error {
  constructor(readonly reason: PushFailure) {
    super(`WeChat push refused: ${explanations[reason]}`)
  }
}
