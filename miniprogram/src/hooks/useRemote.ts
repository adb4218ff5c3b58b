import { useDidShow } from '@tarojs/taro'
import { useCallback, useEffect, useState } from 'react'
import { toApiError, type ApiError } from '../services/apiError'
import { onCatchUp } from '../services/live'
import { useLatest } from './useLatest'
import { useRetry } from './useRetry'

export interface Remote<T> {
  data: T | undefined
  /** Why the last fetch failed; `data` may still hold what came before, unless one may not see it any more. */
  error: ApiError | undefined
  /** True until the first answer of this key. */
  isLoading: boolean
  /** True while a `reload` is under way. */
  isReloading: boolean
  reload: () => void
}

interface Answer<T> {
  key: string
  round: number
  data?: T
  error?: ApiError
}

/** It is not, or no longer, for whoever looks: what came before is no old state of it but untrue, with its buttons. */
const isShut = ({ status }: ApiError): boolean => status === 403 || status === 404

/**
 * Data of the server for a page: fetched at first, again when the page is shown, when `reload` is called (an event
 * said it changed), after every reconnect, and by itself after a failure in passing. `key` names what is fetched: another key starts from nothing, and an
 * answer that comes too late is dropped.
 */
export function useRemote<T>(key: string, load: () => Promise<T>): Remote<T> {
  const [round, setRound] = useState(0)
  const [answer, setAnswer] = useState<Answer<T>>()
  const latestLoad = useLatest(load)
  const reload = useCallback(() => {
    setRound((before) => before + 1)
  }, [])

  useEffect(() => {
    let isCurrent = true
    latestLoad.current().then(
      (data) => {
        if (isCurrent) setAnswer({ key, round, data })
      },
      (cause: unknown) => {
        const error = toApiError(cause)
        if (isCurrent)
          setAnswer((before) => ({
            ...(before?.key === key && !isShut(error) ? before : {}),
            ...{ key, round, error },
          }))
      },
    )
    return () => {
      isCurrent = false
    }
  }, [key, round, latestLoad])

  useEffect(() => onCatchUp(reload), [reload])
  useReshow(reload)

  const current = answer?.key === key ? answer : undefined
  useRetry(current, reload)
  return {
    data: current?.data,
    error: current?.error,
    isLoading: current === undefined,
    isReloading: current !== undefined && current.round !== round,
    reload,
  }
}

/** Within it a show is the page's first one, which comes with the first fetch. */
const firstShowMs = 1000

/**
 * Each show after the first fetches again. What is drawn later than its page (who somebody is was not known yet) never
 * hears of the page's first show: the next one is news to it.
 */
export function useReshow(onReshow: () => void): void {
  const [begunAt] = useState(() => Date.now())
  useDidShow(() => {
    if (Date.now() - begunAt > firstShowMs) onReshow()
  })
}
