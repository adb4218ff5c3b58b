import { useCallback, useEffect, useRef } from 'react'
import { useLatest } from './useLatest'

/** Few fetch within it; when thousands have something open, the server says over how long they spread. */
const shortestSpreadMs = 1500

/** Puts a fetch off for a random part of `spreadMs`; what is asked for meanwhile is the same fetch. */
export function useSoon(fetch: () => void): (spreadMs: number) => void {
  const latest = useLatest(fetch)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  return useCallback(
    (spreadMs) => {
      timer.current ??= setTimeout(
        () => {
          timer.current = undefined
          latest.current()
        },
        Math.random() * Math.max(shortestSpreadMs, spreadMs),
      )
    },
    [latest],
  )
}
