import { useState } from 'react'
import { useShortcuts } from '../../../platform/keyboard'

interface Selection<T> {
  selected: T | undefined
  select: (id: string) => void
  clear: () => void
}

/** Which row is open; j and k go through the list. A row that has gone is no longer open. */
export function useSelection<T extends { id: string }>(items: readonly T[]): Selection<T> {
  const [id, setId] = useState<string>()
  const place = items.findIndex((item) => item.id === id)
  const move = (step: number) => {
    const next = items[Math.min(Math.max(place + step, 0), items.length - 1)]
    if (next) setId(next.id)
  }
  useShortcuts({
    j: () => {
      move(1)
    },
    k: () => {
      move(-1)
    },
  })
  return {
    selected: items[place],
    select: setId,
    clear: () => {
      setId(undefined)
    },
  }
}
