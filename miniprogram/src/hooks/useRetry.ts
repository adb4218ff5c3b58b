import { useEffect, useRef } from 'react'
import type { ApiError } from '../services/apiError'

const shortestMs = 2000
const longestMs = 30_000

/**
 * Fetches again by itself what failed in passing, after 2, 4, 8 … 30 seconds while the page is there: after a reconnect
 * the socket may be back before the rest of the server is, and nobody should have to see that and press.
 */
export function useRetry(answer: { error?: ApiError } | undefined, reload: () => void): void {
  const tries = useRef(0)
  useEffect(() => {
    if (!answer?.error?.isPassing) {
      tries.current = 0
      return
    }
    const timer = setTimeout(reload, Math.min(longestMs, shortestMs * 2 ** tries.current))
    tries.current += 1
    return () => {
      clearTimeout(timer)
    }
  }, [answer, reload])
}
