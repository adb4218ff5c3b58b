import { GatewayError } from './gateway.error'
import type { SmsPort } from './messaging.port'

/** Well below the time after which another server takes a delivery over. */
const timeoutMilliseconds = 10_000

/**
 * An SMS gateway over HTTP: POST `{ phone, text, key }` as JSON, `Idempotency-Key` in the header, any 2xx is
 * taken. A gateway with another interface stands behind a small adapter of its operator's.
 * @throws GatewayError from `sendSms`.
 */
export function createSmsGateway({ url, token }: { url: string; token?: string | undefined }): SmsPort {
  return {
    isAvailable: true,
    async sendSms(message) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': message.key,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(message),
        signal: AbortSignal.timeout(timeoutMilliseconds),
      }).catch(() => undefined)
      await response?.arrayBuffer().catch(() => undefined)
      if (!response?.ok) throw new GatewayError(response?.status)
    },
  }
}
