import { LRUCache } from 'lru-cache'

const clearers: (() => void)[] = []

/** A bounded cache of this process that `clearCaches` empties. `ttl` in milliseconds of real time. */
export function createCache<V extends object | number>(options: {
  max: number
  ttl: number
}): LRUCache<string, V> {
  const cache = new LRUCache<string, V>(options)
  clearers.push(() => {
    cache.clear()
  })
  return cache
}

/** Forgets everything that was read before; tests call it when they empty the database. */
export function clearCaches(): void {
  for (const clear of clearers) clear()
}
