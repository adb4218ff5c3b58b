import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Router } from '@koa/router'
import Koa from 'koa'
import { systemClock, type Clock } from '../lib/clock'
import { mountControl } from './control/control.routes'
import { mountIdentityControl } from './control/identity.routes'
import { answerRefusals, applyFaults, logCalls } from './emulate'
import type { IdentitySeed } from './identities/identity'
import { readBody } from './kernel/body'
import { mountAuthorise } from './pages/authorise.routes'
import { mountHome } from './pages/home.routes'
import { mountScan } from './pages/scan.routes'
import { mountContentCheck } from './wechat/contentCheck.routes'
import { mountLogin } from './wechat/login.routes'
import { mountMiniCode } from './wechat/miniCode.routes'
import { mountSubscribe } from './wechat/subscribe.routes'
import { mountWebLogin } from './wechat/webLogin.routes'
import { mountBills } from './wechatPay/bill.routes'
import { mountCashier } from './wechatPay/cashier.routes'
import { mountCertificates } from './wechatPay/certificate.routes'
import { mountPayControl } from './wechatPay/payControl.routes'
import { answerUnknownPay } from './wechatPay/payRoute'
import { mountRefunds } from './wechatPay/refund.routes'
import { mountShipping } from './wechatPay/shipping.routes'
import { mountTransactions } from './wechatPay/transaction.routes'
import { createWorld, type World, type WorldOptions } from './world'

export interface SandboxOptions extends Omit<WorldOptions, 'clock'> {
  /** 0 takes a free port. */
  port: number
  /** Default 127.0.0.1: whoever reaches the sandbox can be anybody. */
  host?: string
  clock?: Clock
}

export interface Sandbox {
  /**
   * Its address without a trailing slash: the base of api.weixin.qq.com, open.weixin.qq.com and
   * api.mch.weixin.qq.com.
   */
  url: string
  registerIdentities(seeds: readonly IdentitySeed[]): void
  stop(): Promise<void>
}

function createSandboxApp(world: World): Koa {
  const router = new Router()
  for (const mount of [
    mountHome,
    mountAuthorise,
    mountScan,
    mountControl,
    mountIdentityControl,
    mountLogin,
    mountWebLogin,
    mountContentCheck,
    mountSubscribe,
    mountMiniCode,
    mountTransactions,
    mountRefunds,
    mountBills,
    mountCertificates,
    mountShipping,
    mountCashier,
    mountPayControl,
  ])
    mount(router, world)
  const app = new Koa()
  app.use(logCalls(world))
  app.use(readBody)
  app.use(answerRefusals(world))
  app.use(applyFaults(world))
  app.use(router.routes())
  app.use(answerUnknownPay)
  app.use(router.allowedMethods())
  return app
}

/**
 * Starts the WeChat sandbox: an emulator of api.weixin.qq.com, open.weixin.qq.com and api.mch.weixin.qq.com on one port.
 * @throws Error when the port is taken, and always in production
 */
export async function startSandbox({
  port,
  host = '127.0.0.1',
  ...options
}: SandboxOptions): Promise<Sandbox> {
  if (process.env.NODE_ENV === 'production') throw new Error('The WeChat sandbox never runs in production.')
  const world = createWorld({ ...options, clock: options.clock ?? systemClock })
  const handle = createSandboxApp(world).callback()
  const server = createServer((request, response) => {
    void handle(request, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: takenPort } = server.address() as AddressInfo
  const shownHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  world.publicUrl = `http://${shownHost}:${takenPort}`
  return {
    url: world.publicUrl,
    registerIdentities: (seeds) => {
      world.identities.register(seeds)
    },
    async stop() {
      await world.pushes.stop()
      await world.pay.stop()
      world.store.flush()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
