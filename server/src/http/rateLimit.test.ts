import '../database/mongoose'
import { previewJoinCode } from '@linli/shared/users/joinCode.contract'
import type { RequestListener } from 'node:http'
import request from 'supertest'
import { createApp } from '../app'
import { createTestConfig, createTestDeps } from '../test/testApp'

const startApp = (trustProxy: boolean): RequestListener => {
  const config = createTestConfig({ rateLimitFactor: 1, trustProxy })
  const handle = createApp(createTestDeps({ config })).callback() as RequestListener
  return handle
}
const path = previewJoinCode.path.replace(/:\w+/, 'abcdefgh')

async function callUntilRefused(handle: RequestListener, addressOf: (i: number) => string): Promise<number> {
  for (let i = 0; i < 300; i++) {
    const response = await request(handle).get(path).set('x-forwarded-for', addressOf(i))
    if (response.status !== 429) continue
    expect(response.body).toMatchObject({
      code: 'request.too_many',
      details: { retryAfterSeconds: expect.any(Number) as number },
    })
    return i
  }
  return Infinity
}

describe('the limit of a public route', () => {
  it('counts by address, and does not believe the caller about it', async () => {
    const handle = startApp(false)
    expect(await callUntilRefused(handle, (i) => `10.0.0.${i}`)).toBe(previewJoinCode.perMinute)
  })

  it('behind a proxy counts each address by itself, as the nearest proxy wrote it', async () => {
    const handle = startApp(true)
    expect(await callUntilRefused(handle, () => '10.0.0.1')).toBe(previewJoinCode.perMinute)
    const other = await request(handle).get(path).set('x-forwarded-for', '10.0.0.2')
    expect(other.status).not.toBe(429)
    expect(await callUntilRefused(handle, (i) => `10.1.1.${i}, 10.0.0.3`)).toBe(previewJoinCode.perMinute)
  })
})
