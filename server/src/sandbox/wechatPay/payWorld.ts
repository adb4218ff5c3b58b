import type { Clock } from '../../lib/clock'
import type { Faults } from '../kernel/fault'
import type { SandboxClock } from '../kernel/sandboxClock'
import type { Store } from '../kernel/store'
import { openPayKeys, type PayKeys, type SandboxMerchant } from './payKeys'
import { createPayNotices, type PayNotices } from './payNotices'
import { createPayOrders, type PayOrders } from './payOrders'
import { createPayRefunds, type PayRefunds } from './payRefunds'

/** The part of the sandbox that stands in for WeChat Pay. */
export interface PayWorld {
  keys(): PayKeys
  merchant(mchid: string): SandboxMerchant | undefined
  orders: PayOrders
  refunds: PayRefunds
  notices: PayNotices
  /** Real time: signatures are held against it, not against the sandbox's clock. */
  signatureNowMs(): number
  stop(): Promise<void>
}

export interface PayWorldOptions {
  baseClock: Clock
  clock: SandboxClock
  store: Store
  faults: Faults
  appUrl: () => string
  dataDir?: string | undefined
  /** Default 500 ms. */
  refundMs?: number | undefined
  /** The waits between the repetitions of a notice are multiplied by it; default 1. */
  noticeScale?: number | undefined
}

export function createPayWorld(options: PayWorldOptions): PayWorld {
  const { clock, store, faults, baseClock } = options
  let keys: PayKeys | undefined
  const readKeys = () => (keys ??= openPayKeys(options.dataDir))
  const merchant = (mchid: string) => {
    const found = readKeys().merchants.find((candidate) => candidate.mchid === mchid)
    const mode = store.state.payModes[mchid]
    return found && mode ? { ...found, mode } : found
  }
  const signatureNowMs = () => baseClock.now().getTime()
  const notices = createPayNotices({
    clock,
    store,
    faults,
    merchant,
    signatureNowMs,
    platform: () => readKeys().platform,
    scale: () => store.state.payNoticeScale ?? options.noticeScale ?? 1,
  })
  const parts = {
    clock,
    store,
    faults,
    notices,
    merchant,
    refundMs: options.refundMs ?? 500,
    v2Url: (mchid: string) => `${options.appUrl()}/api/payments/notify/${mchid}`,
  }
  const orders = createPayOrders(parts)
  const refunds = createPayRefunds(parts, orders)
  // Whoever is pointed here looks for the files before the first call.
  if (options.dataDir !== undefined) readKeys()
  return {
    keys: readKeys,
    merchant,
    orders,
    refunds,
    notices,
    signatureNowMs,
    async stop() {
      refunds.stop()
      await notices.stop()
    },
  }
}
