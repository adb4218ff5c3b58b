import type { Watchable } from '@linli/shared/events'
import type { Deps } from '../deps'
import type { Actor } from '../features/users/actor'

type RoomAccess = (actor: Actor, id: string, deps: Deps) => Promise<boolean>

const accesses = new Map<Watchable, RoomAccess>()

/** Called once when the feature is loaded: who may hear that a record of this kind changed. */
export function registerRoomAccess(kind: Watchable, mayWatch: RoomAccess): void {
  accesses.set(kind, mayWatch)
}

/** Whether some feature answers for records of this kind. */
export const isWatchable = (kind: string): boolean => accesses.has(kind as Watchable)

/** False for kinds nobody registered, and when the check itself fails. */
export async function mayWatch(actor: Actor, kind: string, id: string, deps: Deps): Promise<boolean> {
  const access = accesses.get(kind as Watchable)
  if (!access) return false
  try {
    return await access(actor, id, deps)
  } catch (error) {
    deps.logger.error({ err: error, kind }, 'room access could not be checked')
    return false
  }
}
