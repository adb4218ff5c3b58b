import { randomUUID } from 'node:crypto'
import type { NeedActionInput } from '@linli/shared/needs/need.actions'
import type { NeedView } from '@linli/shared/needs/need.contract'
import type { Product } from './server'

/** One of the demo's people as a client without a screen. */
export interface Caller {
  /** Answers with status and body whatever the status is; rejects when there is no answer. */
  send: (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT',
    path: string,
    body?: object,
    requestKey?: string,
  ) => Promise<{ status: number; body: unknown }>
  raise: (content: object, requestKey?: string) => Promise<NeedView>
  act: (needId: string, action: NeedActionInput) => Promise<NeedView>
  getNeed: (needId: string) => Promise<NeedView>
}

/** What `wx.login` gives on the phone of one of the demo's people; counts as a visit. */
export async function fetchLoginCode(product: Product, key: string): Promise<string> {
  const answer = await fetch(`${product.sandboxUrl}/sandbox/identities/${key}/js-code`, { method: 'POST' })
  return ((await answer.json()) as { code: string }).code
}

export async function callAs(product: Product, key: string): Promise<Caller> {
  let token = ''
  const send: Caller['send'] = async (
    method: string,
    path: string,
    body?: object,
    requestKey: string = randomUUID(),
  ) => {
    const response = await fetch(product.url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(method === 'GET' ? {} : { 'idempotency-key': requestKey }),
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }
  const expectOk = async (work: ReturnType<Caller['send']>): Promise<unknown> => {
    const { status, body } = await work
    if (status >= 300) throw new Error(`${key}: ${status} ${JSON.stringify(body)}`)
    return body
  }
  const login = { code: await fetchLoginCode(product, key) }
  const tokens = (await expectOk(send('POST', '/api/auth/wechat', login))) as { accessToken: string }
  token = tokens.accessToken
  return {
    send,
    raise: async (content, requestKey) =>
      (await expectOk(send('POST', '/api/needs', content, requestKey))) as NeedView,
    act: async (needId, action) =>
      (await expectOk(send('POST', `/api/needs/${needId}/actions`, action))) as NeedView,
    getNeed: async (needId) => (await expectOk(send('GET', `/api/needs/${needId}`))) as NeedView,
  }
}
