import { useState } from 'react'
import { useShortcuts } from '../../../platform/keyboard'

interface Selection<T> {
  selected: T | undefined
  /** Something was open and is not in the list any more. */
  hasGone: boolean
  select: (id: string) => void
  clear: () => void
}

/**
 * Which row is open; j and k go through the list. A row that has gone is no longer open; while there is more than is
 * shown it may only have moved down, and stays.
 */
export function useSelection<T extends { id: string }>(items: readonly T[], hasMore = false): Selection<T> {
  /** The row as it was when it was opened, where it was shown by then. */
  const [opened, setOpened] = useState<{ id: string; row?: T | undefined }>()
  const place = items.findIndex(({ id }) => id === opened?.id)
  const move = (step: number) => {
    const next = items[Math.min(Math.max(place + step, 0), items.length - 1)]
    if (next) setOpened({ id: next.id, row: next })
  }
  useShortcuts({
    j: () => {
      move(1)
    },
    k: () => {
      move(-1)
    },
  })
  const selected = items[place] ?? (hasMore ? opened?.row : undefined)
  return {
    selected,
    hasGone: opened !== undefined && selected === undefined,
    select: (id) => {
      setOpened({ id, row: items.find((item) => item.id === id) })
    },
    clear: () => {
      setOpened(undefined)
    },
  }
}
