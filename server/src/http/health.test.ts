import { mongoose } from '../database/mongoose'
import { placeOf } from '@linli/shared/areas/areas'
import { runContentChecks } from '../features/contentCheck/contentCheck.job'
import { checkContent } from '../features/contentCheck/contentCheck.service'
import '../jobs/job.run'
import '../realtime/realtime'
import request from 'supertest'
import { startTestApp } from '../test/testApp'
import { buildResident, testAreas } from '../test/users.factory'
import { addGauge } from './gauge'

const { app, deps } = startTestApp()
const read = (path: string) => request(app.callback()).get(path)

/** The value of a metric without labels. */
async function readMetric(name: string): Promise<number> {
  const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec((await read('/metrics')).text) ?? []
  return Number(value)
}

describe('/healthz and /readyz', () => {
  it('say that the process lives, and that the database reads and writes', async () => {
    expect((await read('/healthz')).body).toEqual({ status: 'ok' })
    const ready = await read('/readyz')
    expect({ status: ready.status, body: ready.body as unknown }).toEqual({
      status: 200,
      body: { status: 'ready' },
    })
  })

  it('differ when the database is away', async () => {
    jest.spyOn(mongoose.connection, 'getClient').mockImplementation(() => {
      throw new Error('database away')
    })
    expect((await read('/healthz')).status).toBe(200)
    expect((await read('/readyz')).status).toBe(503)
    jest.restoreAllMocks()
  })
})

describe('/metrics', () => {
  it.each([
    'linli_http_request_seconds_count',
    'linli_needs_open',
    'linli_needs_overdue',
    'linli_outbox_age_seconds',
    'linli_deliveries_waiting',
    'linli_deliveries_dead',
    'linli_wechat_pushes_waiting',
    'linli_volunteers_waiting',
    'linli_content_checks_waiting',
    'linli_content_checks_age_seconds',
    'linli_content_reviews_waiting',
    'linli_content_reviews_age_seconds',
    'linli_sockets_open',
    'linli_job_failures_total',
  ])('tell %s', async (name) => {
    const { text, headers } = await read('/metrics')
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(text).toContain(`\n# TYPE ${name.replace(/_count$/, '')} `)
  })

  it('count requests under their route, never under an address', async () => {
    await read(`/api/needs/${'a'.repeat(24)}/card`)
    const { text } = await read('/metrics')
    expect(text).toContain(
      'linli_http_request_seconds_count{method="GET",route="/api/needs/:id/card",status="404"}',
    )
    expect(text).not.toContain('a'.repeat(24))
  })

  it('know how many words wait for the check and for a person, and since when', async () => {
    const author = await buildResident()
    deps.clock.set(new Date(Date.now() - 20 * 60_000))
    for (const id of ['1', '2'])
      await checkContent(
        {
          subject: { kind: 'test', id, field: 'words' },
          userId: author.id,
          place: placeOf(testAreas.community),
          texts: ['电梯坏了'],
          mediaIds: [],
        },
        deps,
      )
    expect(await readMetric('linli_content_checks_waiting')).toBe(2)
    expect(await readMetric('linli_content_checks_age_seconds')).toBeGreaterThanOrEqual(1199)
    expect(await readMetric('linli_content_reviews_waiting')).toBe(0)
    expect(await readMetric('linli_content_reviews_age_seconds')).toBe(0)
    deps.ports.wechat.textVerdict = { verdict: 'review', label: 21000, traceId: 't' }
    await runContentChecks(deps)
    expect(await readMetric('linli_content_checks_waiting')).toBe(0)
    expect(await readMetric('linli_content_reviews_waiting')).toBe(2)
    expect(await readMetric('linli_content_reviews_age_seconds')).toBeGreaterThanOrEqual(1199)
  })

  it('show the rest when one cannot be measured', async () => {
    addGauge('test_broken', 'Fails', () => Promise.reject(new Error('database away')))
    addGauge('test_slow', 'Never answers', () => new Promise(() => undefined))
    const { status, text } = await read('/metrics')
    expect(status).toBe(200)
    expect(text).toMatch(/^test_broken Nan$/im)
    expect(text).toMatch(/^test_slow Nan$/im)
    expect(text).toMatch(/^linli_needs_open \d/m)
  })
})
