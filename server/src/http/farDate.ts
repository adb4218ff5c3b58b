/** A day, a month or an instant and nothing else. */
const date = /^\d{4}-\d\d(-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?)?$/

const isFar = (text: string): boolean => date.test(text) && (text < '1900' || text >= '2200')

/**
 * Where checked input has a date that no calendar of ours can follow. Days and months are counted forth and back from
 * what is given, and where a year has no four digits any more, counting never comes to an end.
 * @returns the path to the first such date
 */
export function findFarDate(value: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (typeof value === 'string') return isFar(value) ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, part] of Object.entries(value)) {
    const found = findFarDate(part, [...path, key])
    if (found) return found
  }
  return undefined
}
