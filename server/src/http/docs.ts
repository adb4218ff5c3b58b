import type { Router } from '@koa/router'
import { contracts } from '@linli/shared/contracts'
import send from 'koa-send'
import getAbsoluteFSPath from 'swagger-ui-dist/absolute-path.js'
import { describeApi } from './openapi'

const page = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Linli 邻里 API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<body>
<main id="api"></main>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>`

const start = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true, docExpansion: 'none' })`

/** The contract of the whole API, for machines at /api/openapi.json and for people at /api/docs. */
export function mountDocs(router: Router): void {
  // Described when first asked for: it takes a third of a second, which no start and no test should wait for.
  let document: string | undefined
  router.get('/api/openapi.json', (ctx) => {
    document ??= JSON.stringify(describeApi(contracts))
    ctx.type = 'json'
    ctx.body = document
  })
  router.get('/api/docs', (ctx) => {
    ctx.type = 'html'
    ctx.body = page
  })
  router.get('/api/docs/start.js', (ctx) => {
    ctx.type = 'js'
    ctx.body = start
  })
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js'])
    router.get(`/api/docs/${file}`, async (ctx) => {
      await send(ctx, file, { root: getAbsoluteFSPath() })
    })
}
