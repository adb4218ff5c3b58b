import { useEffect, useRef } from 'react'
import { watchRecord } from '../services/socket'
import { useLatest } from './useLatest'
import { useLive } from './useLive'

/** Few fetch within it; when thousands have it open, the server says over how long they spread. */
const shortestSpreadMs = 1500

/** Reloads a record that many read at once, soon after something happened to it while it is open. */
export function useWatched(kind: 'thread' | 'motion' | 'project' | 'ballot', id: string, reload: () => void) {
  const latest = useLatest(reload)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => watchRecord(kind, id), [kind, id])
  useEffect(
    () => () => {
      clearTimeout(timer.current)
    },
    [],
  )
  useLive(`${kind}.changed`, (changed, spreadMs) => {
    if (changed.id !== id || timer.current !== undefined) return
    timer.current = setTimeout(
      () => {
        timer.current = undefined
        latest.current()
      },
      Math.random() * Math.max(shortestSpreadMs, spreadMs),
    )
  })
}
