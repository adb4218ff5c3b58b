import Taro from '@tarojs/taro'
import type { RawAnswer, RawRequest } from './types'

/** Rejects only when no answer came: no network, cut off, or too slow. */
export async function sendRaw(request: RawRequest): Promise<RawAnswer> {
  const answer = await Taro.request<string>({
    url: request.url,
    method: request.method,
    header: request.headers,
    timeout: request.timeoutMs,
    dataType: 'text',
    ...(request.body === undefined ? {} : { data: request.body }),
  })
  return { status: answer.statusCode, text: answer.data }
}
