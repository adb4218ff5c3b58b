import type { meContracts } from '@linli/shared/users/me.contract'
import type { RawAnswer, RawRequest } from '../platform/types'
import type { ApiError } from './apiError'
import { call, callPrepared, makeRequest, setSignedOutHandler } from './http'
import { readTokens, removeTokens, writeTokens } from './tokens'

const sendRaw = jest.fn<Promise<RawAnswer>, [RawRequest]>()
jest.mock('../platform/request', () => ({ sendRaw: (request: RawRequest) => sendRaw(request) }))

const json = (status: number, body: unknown): RawAnswer => ({ status, text: JSON.stringify(body) })
const expired = json(401, { code: 'session.expired', message: '登录时间到了', requestId: '1' })
const sent = (path: string) =>
  sendRaw.mock.calls.map(([request]) => request).filter(({ url }) => url === path)

type GetMe = (typeof meContracts)['getMe']
const getMe = () => call<GetMe>('get', '/api/me')

beforeEach(() => {
  sendRaw.mockReset()
  removeTokens()
  setSignedOutHandler(() => Promise.resolve(false))
})

describe('call', () => {
  it('sends the token and gives back the body', async () => {
    writeTokens({ accessToken: 'a1', refreshToken: 'r1' })
    sendRaw.mockResolvedValue(json(200, { displayName: '王阿姨' }))
    expect(await getMe()).toEqual({ displayName: '王阿姨' })
    expect(sendRaw.mock.calls[0]?.[0]).toMatchObject({
      method: 'GET',
      headers: { Authorization: 'Bearer a1' },
    })
  })

  it('says with what is written when it leaves, anew with each try', async () => {
    jest.useFakeTimers({ now: new Date('2026-11-23T02:00:00.000Z') })
    sendRaw.mockResolvedValue(json(200, {}))
    const request = makeRequest('post', '/api/safety/sos', { body: {} })
    for (let i = 0; i < 2; i += 1) {
      await callPrepared(request)
      jest.setSystemTime(new Date('2026-11-23T02:05:00.000Z'))
    }
    jest.useRealTimers()
    await getMe()
    expect(sendRaw.mock.calls.map(([{ headers }]) => headers['X-Sent-At'])).toEqual([
      ...['2026-11-23T02:00:00.000Z', '2026-11-23T02:05:00.000Z', undefined],
    ])
  })

  it('throws the error of the server with its code, sentence and status', async () => {
    sendRaw.mockResolvedValue(
      json(409, { code: 'request.conflict', message: '刚刚有人改动过', requestId: '1' }),
    )
    await expect(getMe()).rejects.toMatchObject({ code: 'request.conflict', status: 409, isPassing: false })
  })

  it('says kindly that the network is gone', async () => {
    sendRaw.mockRejectedValue(new Error('request:fail'))
    const error = (await getMe().catch((cause: unknown) => cause)) as ApiError
    expect(error).toMatchObject({ code: 'network.offline', isPassing: true })
    expect(error.message).toContain('网络')
  })

  it('takes an answer that is not ours, such as a proxy’s page, for a passing trouble', async () => {
    sendRaw.mockResolvedValue({ status: 502, text: '<html>Bad Gateway</html>' })
    await expect(getMe()).rejects.toMatchObject({ code: 'network.unreadable', isPassing: true })
  })
})

describe('an expired session', () => {
  it('is renewed once for all requests that met it, and each is sent again', async () => {
    writeTokens({ accessToken: 'old', refreshToken: 'r1' })
    sendRaw.mockImplementation(async ({ url, headers }) => {
      await Promise.resolve()
      if (url === '/api/auth/refresh') return json(200, { accessToken: 'new', refreshToken: 'r2' })
      return headers.Authorization === 'Bearer new' ? json(200, { ok: true }) : expired
    })
    expect(await Promise.all([getMe(), getMe(), getMe()])).toEqual([{ ok: true }, { ok: true }, { ok: true }])
    expect(sent('/api/auth/refresh')).toHaveLength(1)
    expect(sent('/api/me')).toHaveLength(6)
    expect(readTokens()).toEqual({ accessToken: 'new', refreshToken: 'r2' })
  })

  it('that cannot be renewed signs the person out and reports the refusal', async () => {
    writeTokens({ accessToken: 'old', refreshToken: 'used' })
    const signedOut = jest.fn(() => Promise.resolve(false))
    setSignedOutHandler(signedOut)
    sendRaw.mockResolvedValue(expired)
    await expect(getMe()).rejects.toMatchObject({ code: 'session.expired' })
    expect(signedOut).toHaveBeenCalledTimes(1)
    expect(readTokens()).toBeUndefined()
  })

  it('survives a network that breaks during the renewal', async () => {
    writeTokens({ accessToken: 'old', refreshToken: 'r1' })
    sendRaw.mockImplementation(({ url }) =>
      url === '/api/auth/refresh' ? Promise.reject(new Error('request:fail')) : Promise.resolve(expired),
    )
    await expect(getMe()).rejects.toMatchObject({ code: 'network.offline' })
    expect(readTokens()?.refreshToken).toBe('r1')
  })

  it('is not tried again and again when the new token is refused as well', async () => {
    writeTokens({ accessToken: 'old', refreshToken: 'r1' })
    sendRaw.mockImplementation(({ url }) =>
      Promise.resolve(
        url === '/api/auth/refresh' ? json(200, { accessToken: 'new', refreshToken: 'r2' }) : expired,
      ),
    )
    await expect(getMe()).rejects.toMatchObject({ code: 'session.expired' })
    expect(sent('/api/me')).toHaveLength(2)
  })
})

it('makeRequest carries the idempotency key and a body as JSON', () => {
  expect(makeRequest('post', '/api/needs', { body: { category: 'water' }, idempotencyKey: 'k1' })).toEqual({
    method: 'POST',
    path: '/api/needs',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'k1' },
    body: '{"category":"water"}',
  })
})
