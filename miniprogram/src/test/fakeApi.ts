import type { ErrorCode } from '@linli/shared/errors'
import Taro from '@tarojs/taro'
import { useSession } from '../stores/session'
import type { Me, Membership } from '../services/session'

export interface SentRequest {
  /** `POST /api/me/join`, without the query. */
  name: string
  query: URLSearchParams
  body: unknown
  requestKey: string | undefined
}

class Refusal {
  constructor(
    readonly status: number,
    readonly body: object,
  ) {}
}

/** An answer that refuses, as the server writes it. */
export const refuse = (status: number, code: ErrorCode, message: string, details?: unknown) =>
  new Refusal(status, { code, message, details, requestId: 'r1' })

type Answer = (request: SentRequest) => unknown

/**
 * Stands in for the server below `call`: answers by `METHOD /path`, anything else is 404.
 * Returns what was sent, in order.
 */
export function fakeApi(answers: Record<string, Answer>): SentRequest[] {
  const sent: SentRequest[] = []
  const request = (options: Taro.request.Option) => {
    const { pathname, searchParams } = new URL(options.url, 'http://linli.test')
    const asked = {
      name: `${options.method ?? 'GET'} ${pathname}`,
      query: searchParams,
      body: typeof options.data === 'string' ? (JSON.parse(options.data) as unknown) : undefined,
      requestKey: (options.header as Record<string, string> | undefined)?.['Idempotency-Key'],
    }
    sent.push(asked)
    const answer = (answers[asked.name] ?? (() => refuse(404, 'request.not_found', '没有')))(asked)
    const [statusCode, body] = answer instanceof Refusal ? [answer.status, answer.body] : [200, answer]
    return Promise.resolve({ statusCode, data: body === undefined ? '' : JSON.stringify(body) })
  }
  Taro.request = jest.fn(request) as unknown as typeof Taro.request
  return sent
}

export const me: Me = {
  id: '0123456789abcdef01234567',
  displayName: '王阿姨',
  level: 'guest',
  phoneVerified: false,
  homes: [],
  memberships: [],
  offDuty: false,
  elderMode: false,
  consents: [],
  supportPhone: '02112345678',
  features: { smsCode: false },
}

export const secretary: Membership = {
  id: 'aaaaaaaaaaaaaaaaaaaaaaaa',
  role: 'secretary',
  roleName: '社区书记',
  areaCode: '310113001001',
  areaName: '泗塘一村居委会',
  community: '310113001001',
  isDeputy: false,
  isOffDuty: false,
}

export function signInAs(part: Partial<Me>): void {
  useSession.setState({ status: 'signedIn', me: { ...me, ...part } })
}
