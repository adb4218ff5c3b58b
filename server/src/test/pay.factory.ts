import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readMerchants } from '../integrations/wechatPay/merchant'
import { createWechatPay } from '../integrations/wechatPay/wechatPay'
import type { WechatPayPort } from '../integrations/wechatPay/wechatPay.port'
import type { Clock } from '../lib/clock'
import type { SandboxOptions } from '../sandbox/sandbox'
import { openSandbox, type TestSandbox } from '../sandbox/sandbox.client'
import { ensureMerchantsFile } from '../sandbox/wechatPay/payKeys'

/** A sandbox with the payment port that talks to it, credentials read from its files as the product does. */
export interface PaySandbox extends TestSandbox {
  pay: WechatPayPort
}

/** Everything that takes time takes none; stop it in `afterEach`. */
export async function openPaySandbox(
  options: Partial<SandboxOptions> & { clock: Clock },
): Promise<PaySandbox> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'pay-sandbox-'))
  const sandbox = await openSandbox({ payRefundMs: 0, payNoticeScale: 0.001, ...options, dataDir })
  return {
    ...sandbox,
    pay: createWechatPay({
      base: sandbox.url,
      clock: options.clock,
      merchants: readMerchants(ensureMerchantsFile(dataDir)),
    }),
    async stop() {
      await sandbox.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
