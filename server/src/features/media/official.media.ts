import type { MediaView } from '@linli/shared/media/media.contract'
import type { Deps } from '../../deps'
import { Media } from './media.model'
import { signMediaUrl } from './mediaLink'
import type { MediaSnapshot } from './media.service'
import type { Actor } from '../users/actor'

/** Which of these files have passed the check; in one read. */
export async function readPassed(media: readonly MediaSnapshot[]): Promise<ReadonlySet<string>> {
  if (media.length === 0) return new Set()
  const rows = await Media.find({ _id: { $in: media.map(({ id }) => id) } }, { check: 1 }).lean()
  return new Set(rows.filter(({ check }) => check === 'pass').map(({ _id }) => _id.toString()))
}

/** Photos the community published: its staff see them all, neighbours each once it has passed the check. */
export function viewOfficialMedia(
  media: readonly MediaSnapshot[],
  { actor, isStaff, passed }: { actor: Actor; isStaff: boolean; passed: ReadonlySet<string> },
  deps: Deps,
): MediaView[] {
  const viewer = { userId: actor.userId, access: isStaff ? ('full' as const) : ('checked' as const) }
  return media
    .filter(({ id }) => isStaff || passed.has(id))
    .map((file) => ({ id: file.id, kind: file.kind, ...signMediaUrl(file, viewer, deps) }))
}
