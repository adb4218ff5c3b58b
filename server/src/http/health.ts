import type { Router } from '@koa/router'
import { checkReady } from '../database/database'
import { registry } from './metrics'

/** `/healthz`: the process lives. `/readyz`: the database reads and writes. `/metrics`: for Prometheus. */
export function mountHealth(router: Router): void {
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'ok' }
  })
  router.get('/readyz', async (ctx) => {
    const isReady = await checkReady()
    ctx.status = isReady ? 200 : 503
    ctx.body = { status: isReady ? 'ready' : 'not ready' }
  })
  router.get('/metrics', async (ctx) => {
    ctx.type = registry.contentType
    ctx.body = await registry.metrics()
  })
}
