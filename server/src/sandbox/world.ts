import type { Clock } from '../lib/clock'
import { createIdentities, type Identities, type IdentitySeed } from './identities/identity'
import { createFaults, type Faults } from './kernel/fault'
import { createRequestLog, type RequestLog } from './kernel/requestLog'
import { createSandboxClock, type SandboxClock } from './kernel/sandboxClock'
import { createStore, type Store } from './kernel/store'
import type { ScanAction } from './pages/scan.action'
import { createCallLimits, type CallLimits } from './wechat/call.limit'
import { createCodeBook, type CodeBook } from './wechat/code.book'
import { examineMedia } from './wechat/media'
import { createPushQueue, type PushQueue } from './wechat/push.queue'
import { sandboxTemplates, type MessageTemplate } from './wechat/template'
import { createTokenBook, type TokenBook } from './wechat/token.book'
import { createPayWorld, type PayWorld } from './wechatPay/payWorld'

export interface WorldOptions {
  /** Where the product answers; a function when it is known only later. */
  appUrl: string | (() => string)
  clock: Clock
  dataDir?: string
  identities?: readonly IdentitySeed[]
  templates?: readonly MessageTemplate[]
  /** The published pages of the mini program; left out: every well-formed page exists. */
  pages?: readonly string[]
  /** Where pushes go; `<appUrl>/api/wechat/push` when left out. */
  pushUrl?: string
  /** How long a media check takes; default 500 ms. */
  mediaCheckMs?: number
  /** Waits between the attempts of one push; default 1, 5 and 15 s. */
  pushRetryDelaysMs?: readonly number[]
  /** How long a refund takes at the bank; default 500 ms. */
  payRefundMs?: number
  /** The waits between the repetitions of a payment notice are multiplied by it; default 1. */
  payNoticeScale?: number
  /** What scanning a code does, asked in order before the ones that come with the sandbox. */
  scanActions?: readonly ScanAction[]
}

/** All that the emulated hosts and the sandbox's own pages share. */
export interface World {
  options: WorldOptions
  appUrl(): string
  /** The sandbox's own address; known once it listens. */
  publicUrl: string
  clock: SandboxClock
  store: Store
  faults: Faults
  log: RequestLog
  identities: Identities
  codes: CodeBook
  limits: CallLimits
  tokens: TokenBook
  pushes: PushQueue
  pay: PayWorld
  templates(): Record<string, MessageTemplate>
  /** Back to the state of the first start. */
  reset(): void
}

export function createWorld(options: WorldOptions): World {
  const store = createStore(options.dataDir)
  const clock = createSandboxClock(options.clock, store.state.clockOffsetMs)
  const faults = createFaults()
  const log = createRequestLog()
  const identities = createIdentities(store, clock)
  const codes = createCodeBook(clock)
  const limits = createCallLimits(clock)
  const tokens = createTokenBook(clock)
  const appUrl = () => (typeof options.appUrl === 'function' ? options.appUrl() : options.appUrl)
  const pushes = createPushQueue({
    clock,
    store,
    faults,
    target: () => ({ url: options.pushUrl ?? `${appUrl()}/api/wechat/push`, mode: 'safe', format: 'json' }),
    retryDelaysMs: options.pushRetryDelaysMs ?? [1000, 5000, 15_000],
    examine: (job, openid) => {
      const suggest = faults.take('/wxa/media_check_async', ['verdict'])?.suggest
      const forced = suggest && { suggest, label: suggest === 'pass' ? 100 : 21000 }
      return examineMedia(job, openid, clock, forced)
    },
  })
  const pay = createPayWorld({
    baseClock: options.clock,
    clock,
    store,
    faults,
    appUrl,
    dataDir: options.dataDir,
    refundMs: options.payRefundMs,
    noticeScale: options.payNoticeScale,
  })
  const builtIn = [...Object.values(sandboxTemplates), ...(options.templates ?? [])]
  identities.register(options.identities ?? [])
  return {
    options,
    appUrl,
    publicUrl: '',
    clock,
    store,
    faults,
    log,
    identities,
    codes,
    limits,
    tokens,
    pushes,
    pay,
    templates: () => ({
      ...Object.fromEntries(builtIn.map((template) => [template.templateId, template])),
      ...store.state.templates,
    }),
    reset() {
      store.clear()
      clock.setOffset(0)
      faults.replace([])
      log.clear()
      codes.clear()
      limits.clear()
      tokens.clear()
      pushes.clear()
      identities.register(options.identities ?? [])
    },
  }
}
