import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import { limits } from '@linli/shared/limits'
import Koa from 'koa'
import compress from 'koa-compress'
import type { Deps } from './deps'
import { routes } from './features'
import { refuseOtherCharsets } from './http/charset'
import { mountDocs } from './http/docs'
import { handleErrors, noteBrokenAnswer } from './http/errorHandler'
import { mountHealth } from './http/health'
import { readMethodOverride } from './http/methodOverride'
import { measureRequests } from './http/metrics'
import { logRequests } from './http/requestLog'
import { setSecurityHeaders } from './http/securityHeaders'
import { serveWebPage } from './http/webPage'

/** The whole HTTP side of the product, without listening: what main.ts serves and the tests call. */
export function createApp(deps: Deps, { webRoot }: { webRoot?: string } = {}): Koa {
  const router = new Router()
  mountHealth(router)
  mountDocs(router)
  for (const route of routes) route.mount(router, deps)

  // One proxy is trusted: the address it wrote comes last, and what a caller wrote itself before that.
  const app = new Koa({ proxy: deps.config.trustProxy, maxIpsCount: 1 })
  app.on('error', noteBrokenAnswer(deps))
  app.use(readMethodOverride)
  app.use(logRequests(deps))
  app.use(measureRequests)
  app.use(handleErrors(deps))
  app.use(setSecurityHeaders(deps))
  app.use(compress({ threshold: 2048, br: false }))
  app.use(refuseOtherCharsets)
  app.use(
    bodyParser({
      enableTypes: ['json'],
      jsonLimit: limits.bodyBytes,
      jsonStrict: true,
      onError: (error) => {
        throw error
      },
    }),
  )
  app.use(router.routes())
  app.use(router.allowedMethods())
  if (webRoot !== undefined) app.use(serveWebPage(webRoot))
  return app
}
