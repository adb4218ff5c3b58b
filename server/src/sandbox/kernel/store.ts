import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Identity } from '../identities/identity'
import type { PushItem } from '../wechat/push.queue'
import type { MessageTemplate } from '../wechat/template'
import type { PlatformMode } from '../wechatPay/payKeys'
import type { PayNotice } from '../wechatPay/payNotices'
import type { PayOrder, PayRefund } from '../wechatPay/payOrder'

/** A subscription message that arrived on somebody's phone. */
interface SentMessage {
  msgId: number
  openid: string
  templateId: string
  page: string
  values: Record<string, string>
  sentAt: string
}

/** A mini program code that was made, newest last. */
interface MadeCode {
  scene: string
  page: string
  madeAt: string
}

/** What outlives a restart when the sandbox has a data directory. */
interface StoredState {
  identities: Record<string, Identity>
  /** openid → when that person last opened the mini program, ms. */
  visits: Record<string, number>
  /** `openid templateId` → messages that may still be sent. */
  quotas: Record<string, number>
  templates: Record<string, MessageTemplate>
  messages: SentMessage[]
  codes: MadeCode[]
  pushes: PushItem[]
  /** `mchid number` → order, and refund. */
  payOrders: Record<string, PayOrder>
  payRefunds: Record<string, PayRefund>
  payNotices: PayNotice[]
  /** Merchants whose mode was changed. */
  payModes: Record<string, PlatformMode>
  payNoticeScale?: number
  clockOffsetMs: number
  nextNumber: number
}

const createEmptyState = (): StoredState => ({
  identities: {},
  visits: {},
  quotas: {},
  templates: {},
  messages: [],
  codes: [],
  pushes: [],
  payOrders: {},
  payRefunds: {},
  payNotices: [],
  payModes: {},
  clockOffsetMs: 0,
  nextNumber: 1,
})

export interface Store {
  state: StoredState
  /** Says that something changed; written to disk a moment later. */
  touch(): void
  /** Writes what is not yet on disk: at once where money moved, as a bank does before it answers. */
  flush(): void
  clear(): void
}

const writeDelayMs = 200

function readState(file: string): StoredState {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return createEmptyState()
  }
  try {
    return { ...createEmptyState(), ...(JSON.parse(text) as Partial<StoredState>) }
  } catch {
    throw new Error(
      `The sandbox cannot read ${file}. Delete it: it holds only sandbox identities and messages.`,
    )
  }
}

/** State in memory, kept as `wechat-sandbox.json` in `dataDir` when one is given. */
export function createStore(dataDir?: string): Store {
  const file = dataDir === undefined ? undefined : path.join(dataDir, 'wechat-sandbox.json')
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true })
  let timer: NodeJS.Timeout | undefined
  const store: Store = {
    state: file === undefined ? createEmptyState() : readState(file),
    touch() {
      if (file === undefined || timer) return
      timer = setTimeout(() => {
        store.flush()
      }, writeDelayMs)
      timer.unref()
    },
    flush() {
      if (file === undefined || !timer) return
      clearTimeout(timer)
      timer = undefined
      writeFileSync(`${file}.tmp`, JSON.stringify(store.state))
      renameSync(`${file}.tmp`, file)
    },
    clear() {
      store.state = createEmptyState()
      store.touch()
    },
  }
  return store
}
