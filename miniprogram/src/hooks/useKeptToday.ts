import { useEffect, useState } from 'react'
import { keep, lasting, readKept } from '../stores/kept'
import { readUserId } from '../stores/session'
import { useLatest } from './useLatest'
import type { Remote } from './useRemote'

/**
 * The same remote, which without a network shows what it showed last on this day, also after the program was killed:
 * for a round that leads through cellars and lifts.
 */
export function useKeptToday<T>(
  name: string,
  day: string,
  remote: Remote<T>,
  mayKeep: (data: T) => boolean = () => true,
): Remote<T> {
  const userId = readUserId()
  const [kept] = useState(() => readKept({ userId, name, day }) as T | undefined)
  const { data } = remote
  const latestMayKeep = useLatest(mayKeep)
  useEffect(() => {
    if (data !== undefined && latestMayKeep.current(data)) keep({ userId, name, day, data })
  }, [userId, name, day, data, latestMayKeep])
  return data === undefined && kept !== undefined && remote.error?.isPassing === true
    ? { ...remote, data: kept }
    : remote
}

/** What a community and its units offer: without a network as it was the last time, however long ago. */
export function useKept<T>(name: string, remote: Remote<T>, mayKeep?: (data: T) => boolean): Remote<T> {
  return useKeptToday(name, lasting, remote, mayKeep)
}
