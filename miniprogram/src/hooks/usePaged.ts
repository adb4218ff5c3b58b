import { useCallback, useEffect, useState } from 'react'
import { toApiError, type ApiError } from '../services/apiError'
import { onCatchUp } from '../services/live'
import { useLatest } from './useLatest'
import { useReshow } from './useRemote'
import { useRetry } from './useRetry'

export interface Page<T> {
  items: T[]
  nextCursor?: string | undefined
}

export interface Paged<T> {
  items: T[]
  isLoading: boolean
  isReloading: boolean
  isLoadingMore: boolean
  hasMore: boolean
  error: ApiError | undefined
  reload: () => void
  loadMore: () => void
  /** Fetches what came behind the last row, where the end is shown; of a list that is read from its beginning. */
  grow: () => void
  /** Changes the rows that are shown by what an event said of them; the next fetch has the last word. */
  adjust: (change: (items: T[]) => T[]) => void
}

/** Fetch from this cursor on; without one, everything that is shown again. */
interface Request {
  key: string
  cursor?: string | undefined
}

interface PagedOptions {
  /** After a reconnect the page itself says what to fetch, by `reload` and `grow`. */
  isLed?: boolean
}

interface Rows<T> {
  key: string
  request: Request
  items: T[]
  nextCursor?: string | undefined
  error?: ApiError
}

type LoadPage<T> = (cursor: string | undefined) => Promise<Page<T>>

/**
 * A list page by page. `reload` fetches as many rows again as are shown, so that the place in the list is kept;
 * rows are told apart by `id`, so that a row that moved between two pages is not shown twice.
 */
export function usePaged<T extends { id: string }>(
  key: string,
  loadPage: LoadPage<T>,
  { isLed = false }: PagedOptions = {},
): Paged<T> {
  const [asked, setAsked] = useState<Request>({ key })
  const [rows, setRows] = useState<Rows<T>>()
  const latestLoad = useLatest(loadPage)
  const shown = useLatest(rows)
  const reload = useCallback(() => {
    setAsked({ key })
  }, [key])

  useEffect(() => {
    let isCurrent = true
    const before = shown.current?.key === key ? shown.current : undefined
    const cursor = asked.key === key ? asked.cursor : undefined
    const from = {
      cursor,
      items: cursor === undefined ? [] : (before?.items ?? []),
      least: before?.items.length ?? 0,
    }
    fetchRows(latestLoad.current, from, () => isCurrent).then(
      (page) => {
        if (isCurrent) setRows({ key, request: asked, ...page })
      },
      (cause: unknown) => {
        const kept = before ?? { items: [], nextCursor: undefined }
        if (isCurrent) setRows({ ...kept, key, request: asked, error: toApiError(cause) })
      },
    )
    return () => {
      isCurrent = false
    }
  }, [key, asked, latestLoad, shown])

  useEffect(() => (isLed ? undefined : onCatchUp(reload)), [isLed, reload])
  useReshow(reload)

  const current = rows?.key === key ? rows : undefined
  useRetry(current, reload)
  const isBusy = current !== undefined && current.request !== asked
  const isLoadingMore = isBusy && asked.cursor !== undefined
  const nextCursor = current?.nextCursor
  return {
    items: current?.items ?? [],
    isLoading: current === undefined,
    isReloading: isBusy && !isLoadingMore,
    isLoadingMore,
    hasMore: nextCursor !== undefined,
    error: current?.error,
    reload,
    adjust: (change) => {
      setRows((before) => (before?.key === key ? { ...before, items: change(before.items) } : before))
    },
    loadMore: () => {
      if (nextCursor !== undefined && !isBusy) setAsked({ key, cursor: nextCursor })
    },
    grow: () => {
      if (nextCursor !== undefined || current === undefined) return
      const cursor = current.items.at(-1)?.id
      // All that is shown is being fetched: it has to be begun anew, not to be left for the few rows at the end.
      setAsked(isBusy && asked.cursor === undefined ? { key } : { key, cursor })
    },
  }
}

interface From<T> {
  cursor: string | undefined
  items: T[]
  /** How many rows to have at the end, while there are more. */
  least: number
}

async function fetchRows<T extends { id: string }>(
  load: LoadPage<T>,
  { cursor, items, least }: From<T>,
  isCurrent: () => boolean,
): Promise<Page<T>> {
  const page = await load(cursor)
  const all = mergeRows(items, page.items)
  if (page.nextCursor === undefined || all.length >= least || !isCurrent())
    return { items: all, nextCursor: page.nextCursor }
  return fetchRows(load, { cursor: page.nextCursor, items: all, least }, isCurrent)
}

function mergeRows<T extends { id: string }>(before: T[], more: T[]): T[] {
  const known = new Set(before.map(({ id }) => id))
  return [...before, ...more.filter(({ id }) => !known.has(id))]
}
