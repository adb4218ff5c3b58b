import type { SmsPort, VoiceCallPort, WorkMessagePort } from '../integrations/messaging/messaging.port'
import { errcodes, WechatError } from '../integrations/wechat/wechat.error'
import type { WechatPayPort } from '../integrations/wechatPay/wechatPay.port'
import { makePlan } from '../features/dispatch/plan'
import { toProblem, type PlannerPort } from '../features/dispatch/planner.port'
import type { StoragePort } from '../integrations/storage/storage.port'
import type {
  MediaCheckStart,
  SubscribeMessage,
  TextVerdict,
  WechatIdentity,
  WechatPort,
} from '../integrations/wechat/wechat.port'

interface Recorder<M> {
  sent: M[]
  /** When set, every send throws it. */
  failure: Error | undefined
}

type Sms = Parameters<SmsPort['sendSms']>[0]
type VoiceCall = Parameters<VoiceCallPort['callWithText']>[0]
type WorkMessage = Parameters<WorkMessagePort['sendWorkMessage']>[0]

export type FakeSms = SmsPort & Recorder<Sms> & { isAvailable: boolean }
export type FakeVoice = VoiceCallPort & Recorder<VoiceCall> & { isAvailable: boolean }
export type FakeWorkMessage = WorkMessagePort & Recorder<WorkMessage> & { isAvailable: boolean }
export type FakeStorage = StoragePort & { files: Map<string, Buffer> }

/**
 * WeChat as features see it. A login code is `openid` or `openid+unionid`, a phone code the number itself; what
 * follows a `#` makes a second code for the same. A code that begins with `bad` is refused.
 */
export interface FakeWechat extends WechatPort, Recorder<SubscribeMessage> {
  /** Codes already exchanged: a second use is refused, as WeChat does. */
  usedCodes: Set<string>
  checkedTexts: Parameters<WechatPort['checkText']>[0][]
  checkedMedia: Parameters<WechatPort['checkMedia']>[0][]
  madeCodes: Parameters<WechatPort['createMiniProgramCode']>[0][]
  shipped: Parameters<WechatPort['uploadShippingInfo']>[0][]
  textVerdict: TextVerdict
  mediaStart: MediaCheckStart
}

export interface FakePorts {
  wechat: FakeWechat
  /** A `FakeWechatPay` unless a test talks to the sandbox. */
  wechatPay: WechatPayPort
  sms: FakeSms
  voice: FakeVoice
  workMessage: FakeWorkMessage
  storage: FakeStorage
  /** Plans in this thread, a few rounds only. */
  planner: PlannerPort
}

/** As WeChat's own refusal of a code that is unknown, too old or used. */
const refuseCode = (): Error =>
  new WechatError('api', '/sns/jscode2session', 'invalid code, rid: 0-0-0', errcodes.invalidCode)

function createRecorder<M>() {
  const recorder: Recorder<M> = { sent: [], failure: undefined }
  const record = (message: M): Promise<void> => {
    if (recorder.failure) return Promise.reject(recorder.failure)
    recorder.sent.push(message)
    return Promise.resolve()
  }
  return { recorder, record }
}

export function createFakeSms(isAvailable = true): FakeSms {
  const { recorder, record } = createRecorder<Sms>()
  return Object.assign(recorder, { isAvailable, sendSms: record })
}

export function createFakeVoice(): FakeVoice {
  const { recorder, record } = createRecorder<VoiceCall>()
  return Object.assign(recorder, { isAvailable: true, callWithText: record })
}

export function createFakeWorkMessage(): FakeWorkMessage {
  const { recorder, record } = createRecorder<WorkMessage>()
  return Object.assign(recorder, { isAvailable: true, sendWorkMessage: record })
}

export function createFakeStorage(): FakeStorage {
  const files = new Map<string, Buffer>()
  return {
    files,
    put: (key, bytes) => {
      files.set(key, bytes)
      return Promise.resolve()
    },
    get: (key) => Promise.resolve(files.get(key)),
    remove: (key) => {
      files.delete(key)
      return Promise.resolve()
    },
  }
}

const onePixelPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

export function createFakeWechat(): FakeWechat {
  const { recorder, record } = createRecorder<SubscribeMessage>()
  const usedCodes = new Set<string>()

  function useCode(code: string): string {
    if (code === '' || code.startsWith('bad') || usedCodes.has(code)) throw refuseCode()
    usedCodes.add(code)
    return code.split('#')[0] ?? code
  }
  async function exchange(code: string): Promise<WechatIdentity> {
    const [openid = '', unionid] = await Promise.resolve(useCode(code).split('+'))
    return unionid === undefined ? { openid } : { openid, unionid }
  }

  const notes: Pick<
    FakeWechat,
    'checkedTexts' | 'checkedMedia' | 'madeCodes' | 'shipped' | 'textVerdict' | 'mediaStart'
  > = {
    checkedTexts: [],
    checkedMedia: [],
    madeCodes: [],
    shipped: [],
    textVerdict: { verdict: 'pass' },
    mediaStart: { verdict: 'pending', traceId: 'trace-1' },
  }
  const fake: FakeWechat = Object.assign(recorder, notes, {
    usedCodes,
    exchangeLoginCode: exchange,
    exchangeWebCode: exchange,
    buildAuthoriseUrl: ({ redirectUri, state }: { redirectUri: string; state: string }) =>
      `https://open.test/authorize?redirect_uri=${encodeURIComponent(redirectUri)}&state=${state}`,
    getPhoneNumber: async (code: string) => {
      const phone = await Promise.resolve(useCode(code))
      return { phone, countryCode: '86' }
    },
    checkText: (input: FakeWechat['checkedTexts'][number]) => {
      fake.checkedTexts.push(input)
      return Promise.resolve(fake.textVerdict)
    },
    checkMedia: (input: FakeWechat['checkedMedia'][number]) => {
      fake.checkedMedia.push(input)
      return Promise.resolve(fake.mediaStart)
    },
    sendSubscribeMessage: async (message: SubscribeMessage) => {
      await record(message)
      return { msgId: String(fake.sent.length) }
    },
    createMiniProgramCode: (input: FakeWechat['madeCodes'][number]) => {
      fake.madeCodes.push(input)
      return Promise.resolve({ bytes: onePixelPng, contentType: 'image/png' })
    },
    uploadShippingInfo: (input: FakeWechat['shipped'][number]) => {
      fake.shipped.push(input)
      return Promise.resolve()
    },
    parsePush: () => {
      throw new Error('the fake gets no pushes; use the sandbox')
    },
    verifyPushUrl: () => {
      throw new Error('the fake gets no pushes; use the sandbox')
    },
  })
  return fake
}

export const createQuickPlanner = (): PlannerPort => ({
  plan: (day, options) => Promise.resolve(makePlan(toProblem(day), { ...options, rounds: 8 })),
})
