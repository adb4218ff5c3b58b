import { useCallback, useEffect, useRef, useState } from 'react'
import { toApiError, type ApiError } from '../services/apiError'
import { onCatchUp } from '../services/live'
import { useLatest } from './useLatest'

export interface Page<T> {
  items: T[]
  nextCursor?: string | undefined
}

export interface Paged<T> {
  items: T[]
  isLoading: boolean
  isLoadingMore: boolean
  hasMore: boolean
  error: ApiError | undefined
  reload: () => Promise<void>
  loadMore: () => Promise<void>
}

interface Rows<T> {
  key: string
  items: T[]
  nextCursor: string | undefined
  error: ApiError | undefined
  isLoadingMore: boolean
}

/**
 * A list page by page. `reload` fetches as many rows again as are shown, so that the place in the list is kept;
 * rows are told apart by `id`, so that a row that moved between two pages is not shown twice.
 */
export function usePaged<T extends { id: string }>(
  key: string,
  loadPage: (cursor: string | undefined) => Promise<Page<T>>,
): Paged<T> {
  const [rows, setRows] = useState<Rows<T>>()
  const latestLoad = useLatest(loadPage)
  const shown = useLatest(rows)
  const round = useRef(0)

  const fetchRows = useCallback(
    async (from: string | undefined, before: T[], least: number): Promise<void> => {
      const mine = ++round.current
      let [items, cursor] = [before, from]
      try {
        do {
          const page = await latestLoad.current(cursor)
          items = mergeRows(items, page.items)
          cursor = page.nextCursor
        } while (cursor !== undefined && items.length < least && mine === round.current)
        if (mine === round.current)
          setRows({ key, items, nextCursor: cursor, error: undefined, isLoadingMore: false })
      } catch (cause) {
        if (mine !== round.current) return
        const error = toApiError(cause)
        setRows((old) =>
          old?.key === key
            ? { ...old, error, isLoadingMore: false }
            : { key, items: [], nextCursor: undefined, error, isLoadingMore: false },
        )
      }
    },
    [key, latestLoad],
  )

  const reload = useCallback(() => {
    const least = shown.current?.key === key ? shown.current.items.length : 0
    return fetchRows(undefined, [], least)
  }, [fetchRows, key, shown])

  const loadMore = useCallback(async () => {
    const current = shown.current
    if (current?.key !== key || current.nextCursor === undefined || current.isLoadingMore) return
    setRows({ ...current, isLoadingMore: true, error: undefined })
    await fetchRows(current.nextCursor, current.items, 0)
  }, [fetchRows, key, shown])

  useEffect(() => {
    void reload()
    const stop = onCatchUp(() => void reload())
    return () => {
      stop()
      round.current += 1
    }
  }, [reload])

  const current = rows?.key === key ? rows : undefined
  return {
    items: current?.items ?? [],
    isLoading: current === undefined,
    isLoadingMore: current?.isLoadingMore ?? false,
    hasMore: current?.nextCursor !== undefined,
    error: current?.error,
    reload,
    loadMore,
  }
}

function mergeRows<T extends { id: string }>(before: T[], more: T[]): T[] {
  const known = new Set(before.map(({ id }) => id))
  return [...before, ...more.filter(({ id }) => !known.has(id))]
}
