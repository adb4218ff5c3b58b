import type { Contract } from '@linli/shared/contract'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../lib/appError'

const defaultPerMinute = { read: 240, write: 90 }

/**
 * Counts calls per minute, user (or address) and route, in this process.
 * @returns a function that throws AppError `request.too_many` when the caller is over the limit.
 */
export function createRateLimit(contract: Contract, factor: number): (caller: string) => Promise<void> {
  const points =
    contract.perMinute ?? (contract.method === 'get' ? defaultPerMinute.read : defaultPerMinute.write)
  const limiter = new RateLimiterMemory({ points: points * factor, duration: 60 })
  return async (caller) => {
    try {
      await limiter.consume(caller)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      throw new AppError('request.too_many', { retryAfterSeconds: Math.ceil(error.msBeforeNext / 1000) })
    }
  }
}
