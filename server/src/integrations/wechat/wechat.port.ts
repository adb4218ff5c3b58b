import type { PushEvent, PushQuery } from './push.event'

/** Who a login code belongs to. The session key never leaves WeChat's answer: it is neither kept nor returned. */
export interface WechatIdentity {
  openid: string
  /** The same for one person in the mini program and on H5; absent when WeChat does not say it. */
  unionid?: string
}

/** Where a text or picture is written, as WeChat numbers it. */
export const checkScenes = { profile: 1, comment: 2, forum: 3, log: 4 } as const

export type CheckScene = (typeof checkScenes)[keyof typeof checkScenes]

/** Why a check ended in `review` without WeChat having looked. */
export type UncheckedReason = 'noOpenid' | 'notVisited' | 'failed'

/** `pass` only when WeChat looked at all of it and said so; whatever else happens is `review`. */
export interface TextVerdict {
  verdict: 'pass' | 'review' | 'risky'
  /** WeChat's label: 100 normal, 10001 advertising, 20001 politics, 20002 porn, 20003 abuse, 20006 crime … */
  label?: number
  traceId?: string
  uncheckedReason?: UncheckedReason
}

/** A media check never answers at once: the verdict is pushed within 30 minutes, or never. */
export type MediaCheckStart =
  { verdict: 'pending'; traceId: string } | { verdict: 'review'; uncheckedReason: UncheckedReason }

export interface SubscribeMessage {
  openid: string
  templateId: string
  /** A page of the mini program with its query, without a leading slash. */
  page?: string
  /** Template field → value, for example `{ thing1: '…' }`; values are cut to what their type allows. */
  data: Record<string, string>
  state?: 'developer' | 'trial' | 'formal'
}

/** What was handed over for a payment. */
interface ShippingInfo {
  mchid: string
  outTradeNo: string
  /** ≤ 120 characters. */
  description: string
  openid: string
  at: Date
}

/** Everything Linli asks of WeChat except payment. Every call may throw `WechatError`, unless it says otherwise. */
export interface WechatPort {
  /** The code of `wx.login` in the mini program: 5 minutes, single use. */
  exchangeLoginCode(code: string): Promise<WechatIdentity>
  /** The code of the web authorisation on H5. WeChat gives a unionid only for scope `snsapi_userinfo`. */
  exchangeWebCode(code: string): Promise<WechatIdentity>
  /** The address of WeChat's authorise page; it comes back to `redirectUri` with `code` and `state`. */
  buildAuthoriseUrl(input: {
    redirectUri: string
    state: string
    scope?: 'snsapi_base' | 'snsapi_userinfo'
  }): string
  /** The code of the phone button; with `openid` WeChat also checks that both are one person. */
  getPhoneNumber(code: string, openid?: string): Promise<{ phone: string; countryCode: string }>
  /** Never throws: what could not be checked is `review`. Do not call it for an empty text. */
  checkText(input: {
    openid: string
    scene: CheckScene
    content: string
    nickname?: string
  }): Promise<TextVerdict>
  /** Never throws: what could not be handed in is `review`. `mediaUrl` must be open to WeChat's servers. */
  checkMedia(input: {
    openid: string
    scene: CheckScene
    mediaUrl: string
    mediaType: 'audio' | 'image'
  }): Promise<MediaCheckStart>
  /** One message of the person's quota; 43101 means the quota is spent or the person said no. */
  sendSubscribeMessage(message: SubscribeMessage): Promise<{ msgId: string }>
  /** A code for the door or a poster. `scene` ≤ 32 of `[A-Za-z0-9_-]`, `width` 280–1280 pixels. */
  createMiniProgramCode(input: {
    scene: string
    page: string
    width?: number
  }): Promise<{ bytes: Buffer; contentType: string }>
  /**
   * Says that a payment of the mini program was for a service that needs no parcel, so that WeChat lets the money go.
   * Source: 小程序发货信息管理.
   */
  uploadShippingInfo(input: ShippingInfo): Promise<void>
  /** @throws WechatPushError when the push is not from WeChat or cannot be read. */
  parsePush(query: PushQuery, rawBody: string): PushEvent
  /** Answers the console's check of the push address: the text to reply. @throws WechatPushError */
  verifyPushUrl(query: PushQuery): string
}
