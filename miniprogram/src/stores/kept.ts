import { deviceStore } from '../platform/storage'

/** What one page showed last, for where there is no network; one at a time, for it may hold addresses. */
interface Kept {
  userId: string
  name: string
  day: string
  data: unknown
}

const storageKey = 'linli.kept'

/** Kept until another is kept, the day is over, or the person signs out. */
export function keep(kept: Kept): void {
  deviceStore.write(storageKey, kept)
}

/** What was kept under this name on this day; what is of another day is forgotten. */
export function readKept({ userId, name, day }: Omit<Kept, 'data'>): unknown {
  const kept = deviceStore.read(storageKey) as Kept | undefined
  if (kept === undefined) return undefined
  if (kept.day !== day) forgetKept()
  return kept.userId === userId && kept.name === name && kept.day === day ? kept.data : undefined
}

export function forgetKept(): void {
  deviceStore.remove(storageKey)
}
