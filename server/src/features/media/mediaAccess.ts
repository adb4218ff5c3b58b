import type { Deps } from '../../deps'
import type { Actor } from '../users/actor'

/**
 * What someone may see of a record's photos and recordings.
 * `full`: all of them (staff who hold the record). `checked`: only what passed the content check. `none`: nothing.
 */
export type MediaAccess = 'full' | 'checked' | 'none'

/** @param mediaId also a file that the record had and has no more is asked for. */
type FindAccess = (actor: Actor, recordId: string, deps: Deps, mediaId: string) => Promise<MediaAccess>

const finders = new Map<string, FindAccess>()

/** Called once, when a feature whose records carry media is loaded. Records of unknown kinds open to nobody. */
export function registerMediaAccess(kind: string, findAccess: FindAccess): void {
  finders.set(kind, findAccess)
}

export async function findMediaAccess(
  actor: Actor,
  { kind, id }: { kind: string; id: string },
  mediaId: string,
  deps: Deps,
): Promise<MediaAccess> {
  return (await finders.get(kind)?.(actor, id, deps, mediaId)) ?? 'none'
}
