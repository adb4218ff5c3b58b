import { sandboxCredentials } from '../credentials'
import { buildPushRequest, buildVerification } from './push.crypto'

/** Where and how pushes go; changed by `PUT /sandbox/push`. */
export interface PushTarget {
  url: string
  mode: 'safe' | 'plain'
  /** The console's data format. */
  format: 'json' | 'xml'
}

/** WeChat waits no longer for an answer. */
const answerLimitMs = 5000

function describeFailure(error: unknown): string {
  const { name, message } = error as { name?: unknown; message?: unknown }
  return name === 'TimeoutError' ? 'no answer within 5 seconds' : String(message)
}

/** One attempt. @returns `ok`, or what went wrong */
export async function deliverPush(
  push: { event?: object; openid: string; isForged: boolean },
  { url, mode, format }: PushTarget,
  nowMs: number,
  stopping: AbortSignal,
): Promise<string> {
  const { query, body } = buildPushRequest({
    ...sandboxCredentials.mini,
    ...sandboxCredentials.push,
    event: push.event ?? {},
    openid: push.openid,
    isForged: push.isForged,
    mode,
    format,
    nowMs,
  })
  const address = new URL(url)
  for (const [key, value] of Object.entries(query)) address.searchParams.set(key, value)
  try {
    const response = await fetch(address, {
      method: 'POST',
      body,
      headers: {
        'content-type': format === 'xml' ? 'text/xml' : 'application/json',
        'user-agent': 'Mozilla/4.0',
      },
      signal: AbortSignal.any([AbortSignal.timeout(answerLimitMs), stopping]),
    })
    const text = (await response.text()).trim()
    if (response.status !== 200) return `HTTP ${response.status}`
    return text === '' || text === 'success' ? 'ok' : 'the answer is neither "success" nor empty'
  } catch (error) {
    return describeFailure(error)
  }
}

/** The console's check of the address. @returns whether it answers the echo */
export async function verifyPushTarget({ url }: PushTarget, nowMs: number): Promise<boolean> {
  const { address, echo } = buildVerification(url, sandboxCredentials.push.token, nowMs)
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(answerLimitMs) })
    return response.status === 200 && (await response.text()) === echo
  } catch {
    return false
  }
}
