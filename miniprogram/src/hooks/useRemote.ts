import { useDidShow } from '@tarojs/taro'
import { useCallback, useEffect, useRef, useState } from 'react'
import { toApiError, type ApiError } from '../services/apiError'
import { onCatchUp } from '../services/live'
import { useLatest } from './useLatest'

export interface Remote<T> {
  data: T | undefined
  /** Why the last fetch failed; `data` may still hold what came before. */
  error: ApiError | undefined
  /** True until the first answer of this key. */
  isLoading: boolean
  reload: () => Promise<void>
}

interface Answer<T> {
  key: string
  data?: T
  error?: ApiError
}

/**
 * Data of the server for a page: fetched at first, again when the page is shown, when `reload` is called (an event
 * said it changed) and after every reconnect. `key` names what is fetched: another key starts from nothing, and an
 * answer that comes too late is dropped.
 */
export function useRemote<T>(key: string, load: () => Promise<T>): Remote<T> {
  const [answer, setAnswer] = useState<Answer<T>>()
  const latestLoad = useLatest(load)
  const latestRound = useRef(0)

  const reload = useCallback(async () => {
    const round = ++latestRound.current
    const keep = (next: Answer<T>) => {
      if (round === latestRound.current) setAnswer(next)
    }
    try {
      keep({ key, data: await latestLoad.current() })
    } catch (cause) {
      const error = toApiError(cause)
      if (round === latestRound.current)
        setAnswer((before) => (before?.key === key ? { ...before, error } : { key, error }))
    }
  }, [key, latestLoad])

  useEffect(() => {
    void reload()
    const stop = onCatchUp(() => void reload())
    return () => {
      stop()
      latestRound.current += 1
    }
  }, [reload])
  useReshow(reload)

  const current = answer?.key === key ? answer : undefined
  return { data: current?.data, error: current?.error, isLoading: current === undefined, reload }
}

/** The first show comes with the first fetch; each later one fetches again. */
function useReshow(reload: () => Promise<void>): void {
  const isFirst = useRef(true)
  useDidShow(() => {
    if (!isFirst.current) void reload()
    isFirst.current = false
  })
}
