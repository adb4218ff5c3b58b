import type { Context, Next } from 'koa'
import { Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { noteRequest } from '../lib/giveWay'

export const registry = new Registry()
collectDefaultMetrics({ register: registry })

const requestSeconds = new Histogram({
  name: 'linli_http_request_seconds',
  help: 'Time to answer a request, by route, method and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [registry],
})

/** Measures each request under its route, never under its address, which may hold ids. */
export async function measureRequests(ctx: Context, next: Next): Promise<void> {
  const end = requestSeconds.startTimer()
  const done = noteRequest()
  try {
    await next()
  } finally {
    done()
  }
  const { _matchedRoute: route = 'other' } = ctx as { _matchedRoute?: string }
  end({ method: ctx.method, route, status: ctx.status })
}
