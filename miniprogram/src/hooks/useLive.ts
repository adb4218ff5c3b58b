import type { ServerEventData, ServerEventName } from '@linli/shared/events'
import { useEffect } from 'react'
import { onServerEvent } from '../services/live'
import { useLatest } from './useLatest'

/** Calls back on each server event of the name while the component is there. */
export function useLive<N extends ServerEventName>(
  name: N,
  onEvent: (data: ServerEventData<N>) => void,
): void {
  const latest = useLatest(onEvent)
  useEffect(
    () =>
      onServerEvent(name, (data) => {
        latest.current(data)
      }),
    [name, latest],
  )
}
