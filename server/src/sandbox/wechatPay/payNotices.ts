import { randomUUID } from 'node:crypto'
import type { Faults } from '../kernel/fault'
import type { SandboxClock } from '../kernel/sandboxClock'
import type { Store } from '../kernel/store'
import type { SandboxMerchant, SandboxPlatform } from './payKeys'
import { formatPayTime } from './payOrder'
import { sealResource, signHeaders, type PlatformKey, type SignatureFault } from './paySign'

type PayEventType = 'TRANSACTION.SUCCESS' | 'REFUND.SUCCESS' | 'REFUND.ABNORMAL' | 'REFUND.CLOSED' | 'V2.XML'

/** A notice on its way to a merchant. */
export interface PayNotice {
  id: string
  mchid: string
  url: string
  eventType: PayEventType
  /** What is encrypted, or the whole XML. */
  content: string
  dueAt: number
  attempts: number
  fault?: SignatureFault
  state: 'waiting' | 'sending' | 'delivered' | 'failed' | 'suppressed'
  /** What the last attempt met: an HTTP status, or words. */
  lastResult: string
}

type PlannedNotice = Pick<PayNotice, 'mchid' | 'url' | 'eventType' | 'content'>

export interface PayNotices {
  /** Plans a notice; the faults of its event type apply. @returns when it was sent, or suppressed */
  plan(notice: PlannedNotice): Promise<void>
  /** A probe that must fail verification. */
  probe(notice: PlannedNotice): Promise<void>
  list(): PayNotice[]
  /** Sends one again now. */
  repeat(id: string): boolean
  stop(): Promise<void>
}

/** Waits between the attempts, in seconds: fifteen of them over a day. Source: WeChat Pay, 支付通知. */
export const noticeLadder = [
  15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600,
] as const

const answerLimitMs = 5000
const usualDelayMs = 300
const keptNotices = 500

interface NoticeParts {
  clock: SandboxClock
  store: Store
  faults: Faults
  /** The merchants' real time: signatures are held against it, whatever the sandbox's clock shows. */
  signatureNowMs: () => number
  platform: () => SandboxPlatform
  merchant: (mchid: string) => SandboxMerchant | undefined
  /** The ladder's seconds are multiplied by it. */
  scale: () => number
}

const originalTypes: Partial<Record<PayEventType, string>> = { 'TRANSACTION.SUCCESS': 'transaction' }
const summaries: Record<PayEventType, string> = {
  'TRANSACTION.SUCCESS': '支付成功',
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  'REFUND.CLOSED': '退款关闭',
  'V2.XML': '',
}

function buildRequest(notice: PayNotice, merchant: SandboxMerchant, parts: NoticeParts) {
  if (notice.eventType === 'V2.XML') return { body: notice.content, headers: { 'content-type': 'text/xml' } }
  const originalType = originalTypes[notice.eventType] ?? 'refund'
  const body = JSON.stringify({
    id: notice.id,
    create_time: formatPayTime(parts.clock.now()),
    resource_type: 'encrypt-resource',
    event_type: notice.eventType,
    summary: summaries[notice.eventType],
    resource: {
      original_type: originalType,
      ...sealResource(notice.content, merchant.apiV3Key, originalType),
    },
  })
  const either: PlatformKey = notice.attempts % 2 === 0 ? 'certificate' : 'publicKey'
  const key = merchant.mode === 'both' ? either : merchant.mode
  const nowMs = parts.signatureNowMs()
  const headers = signHeaders({ body, platform: parts.platform(), key, nowMs, fault: notice.fault })
  return { body, headers: { 'content-type': 'application/json', ...headers } }
}

async function send(notice: PayNotice, parts: NoticeParts, stopping: AbortSignal): Promise<string> {
  const merchant = parts.merchant(notice.mchid)
  if (!merchant) return 'no such merchant'
  const { body, headers } = buildRequest(notice, merchant, parts)
  try {
    const response = await fetch(notice.url, {
      method: 'POST',
      body,
      headers: { ...headers, 'user-agent': 'Mozilla/4.0' },
      signal: AbortSignal.any([AbortSignal.timeout(answerLimitMs), stopping]),
    })
    const text = await response.text()
    if (notice.eventType === 'V2.XML')
      return text.includes('SUCCESS') ? 'ok' : 'the answer does not say SUCCESS'
    return response.status === 200 || response.status === 204 ? 'ok' : `HTTP ${response.status}`
  } catch (error) {
    const { name, message } = error as { name?: unknown; message?: unknown }
    return name === 'TimeoutError' ? 'no answer within 5 seconds' : String(message)
  }
}

/** Notices with the fifteen repetitions, on the sandbox's clock: moving it forward sends what has become due. */
export function createPayNotices(parts: NoticeParts): PayNotices {
  const { clock, store, faults } = parts
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const stopping = new AbortController()
  const running = new Map<string, Promise<void>>()

  const attempt = async (notice: PayNotice): Promise<void> => {
    notice.state = 'sending'
    notice.attempts += 1
    notice.lastResult = await send(notice, parts, stopping.signal)
    const wait = noticeLadder[notice.attempts - 1]
    if (notice.lastResult === 'ok') notice.state = 'delivered'
    else if (wait === undefined || notice.fault === 'signTest') notice.state = 'failed'
    else {
      notice.state = 'waiting'
      notice.dueAt = clock.nowMs() + wait * 1000 * parts.scale()
      delete notice.fault
    }
    store.touch()
    arm()
  }

  const start = (notice: PayNotice): Promise<void> => {
    const job = attempt(notice).finally(() => running.delete(notice.id))
    running.set(notice.id, job)
    return job
  }

  const runDue = () => {
    timer = undefined
    for (const notice of store.state.payNotices)
      if (notice.state === 'waiting' && notice.dueAt <= clock.nowMs()) void start(notice)
    arm()
  }

  const arm = () => {
    clearTimeout(timer)
    timer = undefined
    const dues = store.state.payNotices.filter(({ state }) => state === 'waiting').map(({ dueAt }) => dueAt)
    if (isStopped || dues.length === 0) return
    timer = setTimeout(runDue, Math.min(Math.max(Math.min(...dues) - clock.nowMs(), 5), 60_000))
    timer.unref()
  }

  const add = (planned: PlannedNotice, rest: Partial<PayNotice> = {}): PayNotice => {
    const notice: PayNotice = {
      ...planned,
      id: randomUUID(),
      dueAt: clock.nowMs() + Math.floor(usualDelayMs * Math.min(1, parts.scale())),
      attempts: 0,
      state: 'waiting',
      lastResult: '',
      ...rest,
    }
    store.state.payNotices.push(notice)
    store.state.payNotices = store.state.payNotices.slice(-keptNotices)
    store.touch()
    return notice
  }

  for (const notice of store.state.payNotices) if (notice.state === 'sending') notice.state = 'waiting'
  clock.onShift(arm)
  arm()

  return {
    async plan(planned) {
      const take = (kind: Parameters<Faults['take']>[1][number]) => faults.take(planned.eventType, [kind])
      if (take('signTestPush')) add(planned, { fault: 'signTest' })
      const late = take('latePush')
      const notice = add(planned, {
        ...(take('noPush') && { state: 'suppressed' }),
        ...(take('forgedPush') && { fault: 'forged' }),
        ...(late && { dueAt: clock.nowMs() + (late.delayMs ?? 60_000) }),
      })
      if (take('duplicatePush')) store.state.payNotices.push({ ...notice })
      if (take('earlyPush')) await start(notice)
      arm()
    },
    async probe(planned) {
      await start(add(planned, { fault: 'signTest' }))
    },
    list: () => store.state.payNotices,
    repeat(id) {
      const notice = store.state.payNotices.find((candidate) => candidate.id === id)
      if (!notice) return false
      notice.state = 'waiting'
      notice.dueAt = clock.nowMs()
      arm()
      return true
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      stopping.abort()
      await Promise.allSettled(running.values())
    },
  }
}
