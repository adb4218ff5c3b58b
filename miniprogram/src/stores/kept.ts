import { deviceStore } from '../platform/storage'

/** What a few pages showed last on a day, for where there is no network. */
interface Kept {
  userId: string
  day: string
  /** By name, the newest last. */
  pages: [name: string, data: unknown][]
}

interface Whose {
  userId: string
  name: string
  day: string
}

/** Instead of a day, for what says nothing of how anybody is: what a community and its units offer. */
export const lasting = 'lasting'

const keys = { day: 'linli.kept', lasting: 'linli.keptLasting' }
const keyOf = (day: string): string => (day === lasting ? keys.lasting : keys.day)
/** A day's round and its doors; no more, for they hold addresses. */
const mostPages = 20

function read({ userId, day }: Whose): Kept | undefined {
  const kept = deviceStore.read(keyOf(day)) as Kept | undefined
  return kept?.userId === userId && kept.day === day && Array.isArray(kept.pages) ? kept : undefined
}

/** Kept until the day is over, or the person signs out; `lasting`: until the person signs out. */
export function keep({ data, ...whose }: Whose & { data: unknown }): void {
  const { userId, day, name } = whose
  const others = (read(whose)?.pages ?? []).filter(([other]) => other !== name)
  deviceStore.write(keyOf(day), { userId, day, pages: [...others, [name, data]].slice(-mostPages) })
}

/** What was kept under this name on this day; what is of another day or person is forgotten. */
export function readKept(whose: Whose): unknown {
  const kept = read(whose)
  if (kept === undefined) deviceStore.remove(keyOf(whose.day))
  return kept?.pages.find(([name]) => name === whose.name)?.[1]
}

export function forgetKept(): void {
  for (const key of Object.values(keys)) deviceStore.remove(key)
}
