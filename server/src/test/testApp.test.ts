import { defineContract } from '@linli/shared/contract'
import { z } from 'zod'
import { expectError } from './apiClient'
import { startTestApp, createTestClock } from './testApp'
import { buildResident, buildSecretary, buildUser } from './users.factory'

const nowhere = defineContract({
  method: 'get',
  path: '/api/nowhere/:id',
  summary: 'A path that no feature serves',
  access: 'public',
  params: z.strictObject({ id: z.string() }),
  response: z.object({ id: z.string() }),
  success: 200,
  errors: [],
})

describe('the test app', () => {
  it('answers over HTTP with the one error body', async () => {
    const { api } = startTestApp()
    const response = await api().call(nowhere, { params: { id: '1' } })
    expectError(response, 'request.not_found')
    await expect(api().ok(nowhere, { params: { id: '1' } })).rejects.toThrow('answered 404')
  })

  it('has a clock that stands still until it is moved', () => {
    const clock = createTestClock('2026-11-23T02:00:00.000Z')
    clock.advance(2, 'hours')
    expect(clock.now().toISOString()).toBe('2026-11-23T04:00:00.000Z')
    clock.set('2026-12-01T00:00:00.000Z')
    expect(clock.now().toISOString()).toBe('2026-12-01T00:00:00.000Z')
  })

  it('builds accounts with and without roles', async () => {
    const { deps } = startTestApp()
    const people = [
      await buildUser(),
      await buildResident({ clearPhone: '13800000000' }, deps),
      await buildSecretary(),
    ]
    expect(new Set(people.map(({ id }) => id)).size).toBe(3)
  })
})
