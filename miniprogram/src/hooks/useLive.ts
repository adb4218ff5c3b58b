import type { EventListener, ServerEventName } from '@linli/shared/events'
import { useEffect } from 'react'
import { onServerEvent } from '../services/live'
import { useLatest } from './useLatest'

/** Calls back on each server event of the name while the component is there. */
export function useLive<N extends ServerEventName>(name: N, onEvent: EventListener<N>): void {
  const latest = useLatest(onEvent)
  useEffect(
    () =>
      onServerEvent(name, (data, spreadMs) => {
        latest.current(data, spreadMs)
      }),
    [name, latest],
  )
}
