import type { IncomingMessage } from 'node:http'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Config } from '../config'

/** Behind one address there may be a whole estate, whose tokens run out as well. */
const failuresPerMinute = 300

/**
 * Counts the handshakes that failed, per address: who tries tokens is turned away before a token is looked at. An
 * honest client behind the same address comes back by itself, as after any lost connection.
 */
export function createHandshakeLimit({ trustProxy, rateLimitFactor }: Config): {
  isOver(request: IncomingMessage): Promise<boolean>
  noteFailure(request: IncomingMessage): Promise<void>
} {
  const limiter = new RateLimiterMemory({ points: failuresPerMinute * rateLimitFactor, duration: 60 })
  const addressOf = ({ headers, socket }: IncomingMessage): string => {
    const forwarded = trustProxy ? headers['x-forwarded-for'] : undefined
    // The nearest proxy, the one that is trusted, wrote the last one.
    const nearest =
      String(forwarded ?? '')
        .split(',')
        .at(-1)
        ?.trim() ?? ''
    return nearest === '' ? (socket.remoteAddress ?? '') : nearest
  }
  return {
    isOver: async (request) => ((await limiter.get(addressOf(request)))?.remainingPoints ?? 1) <= 0,
    noteFailure: async (request) => {
      await limiter.penalty(addressOf(request))
    },
  }
}
