import Taro from '@tarojs/taro'
import type { RawAnswer, RawRequest } from './types'

/** Rejects only when no answer came: no network, cut off, or too slow. */
export async function sendRaw(request: RawRequest): Promise<RawAnswer> {
  // wx.request knows no PATCH; the server reads the method from this header.
  const isPatch = request.method === 'PATCH'
  const answer = await Taro.request<unknown>({
    url: request.url,
    method: isPatch ? 'POST' : request.method,
    header: isPatch ? { ...request.headers, 'X-HTTP-Method-Override': 'PATCH' } : request.headers,
    timeout: request.timeoutMs,
    // Not JSON, or wx would parse numbers and empty bodies its own way.
    dataType: 'text',
    ...(request.body === undefined ? {} : { data: request.body }),
  })
  const text = typeof answer.data === 'string' ? answer.data : JSON.stringify(answer.data ?? '')
  return { status: answer.statusCode, text }
}
