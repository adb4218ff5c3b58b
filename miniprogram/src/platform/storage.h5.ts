import type { KeyValueStore } from './types'

/** Kept until it is removed: drafts, what waits to be sent, settings. */
export const deviceStore = makeStore(() => window.localStorage)

/** Kept as long as the tab lives, so that two tabs can be two people. */
export const sessionStore = makeStore(() => window.sessionStorage)

function makeStore(storage: () => Storage): KeyValueStore {
  return {
    read: (key) => {
      try {
        const text = storage().getItem(key)
        return text === null ? undefined : (JSON.parse(text) as unknown)
      } catch {
        return undefined
      }
    },
    write: (key, value) => {
      try {
        storage().setItem(key, JSON.stringify(value))
        return true
      } catch {
        return false
      }
    },
    remove: (key) => {
      try {
        storage().removeItem(key)
      } catch {
        // A browser that forbids storage has nothing to remove.
      }
    },
  }
}
