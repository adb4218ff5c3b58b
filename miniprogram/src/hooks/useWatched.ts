import { useEffect } from 'react'
import { watchRecord } from '../services/socket'
import { useLive } from './useLive'
import { useSoon } from './useSoon'

/** Reloads a record that many read at once, soon after something happened to it while it is open. */
export function useWatched(kind: 'thread' | 'motion' | 'project' | 'ballot', id: string, reload: () => void) {
  const reloadSoon = useSoon(reload)
  useEffect(() => watchRecord(kind, id), [kind, id])
  useLive(`${kind}.changed`, (changed, spreadMs) => {
    if (changed.id === id) reloadSoon(spreadMs)
  })
}
